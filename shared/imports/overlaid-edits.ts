import type { Step, Update } from './plan-mailbox.ts';

export type UpdateStep = Extract<Step, { kind: 'update' }>;

/**
 * What somebody changed between our reading and our update, as its answer shows: our change key would hide it from the
 * next delta. A field that we have just sent and that reads otherwise is Exchange's spelling of it, and left alone.
 */
export const overlaid = (sent: Update, found: Update | undefined): Update | undefined => {
  if (found === undefined) return undefined;
  const { categories, note } = found;
  const card = Object.fromEntries(Object.entries(found.card).filter(([field]) => !(field in sent.card)));
  const ours = {
    ...(categories === undefined || sent.categories !== undefined ? {} : { categories }),
    ...(note === undefined || sent.note !== undefined ? {} : { note }),
  };
  return Object.keys(card).length + Object.keys(ours).length === 0 ? undefined : { card, ...ours };
};
