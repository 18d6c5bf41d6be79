import type { ReportedContact } from './mailboxes.ts';
import { type ManifestEntry, photoMark } from './manifest.ts';
import { type CardRules, type Decoration, type Desired, type Step, updateOf } from './plan-mailbox.ts';

/**
 * The record of a contact that was found by its tag or its id, and what it still needs: it may have been changed since it was
 * created or passed over. `photo`: '' where it can have none yet, '?' where nobody knows.
 */
export const lookedUp = (
  wanted: Desired,
  { photo, contact }: { readonly photo: '' | '?'; readonly contact: ReportedContact },
  decoration: Decoration,
  rules: CardRules,
): { readonly entry: ManifestEntry; readonly steps: readonly Step[] } => {
  const { tag } = wanted;
  const { id, changeKey } = contact;
  const unknown: ManifestEntry = { id, hash: '', change: '', photo, refused: '' };
  const update = updateOf(wanted, unknown, contact, decoration, rules);
  const steps: Step[] = update === undefined ? [] : [{ kind: 'update', tag, id, ...update }];
  if (photo !== photoMark(wanted.photo)) {
    steps.push({ kind: wanted.photo === '' ? 'delete-photo' : 'put-photo', tag, id });
  }
  const known = { hash: wanted.hash, change: rules.changeOf(changeKey) };
  return { entry: update === undefined ? { ...unknown, ...known } : unknown, steps };
};
