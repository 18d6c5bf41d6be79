import type { Tag } from './mailboxes.ts';
import type { Desired, Plan } from './plan-mailbox.ts';
import type { WritesDone } from './writes-done.ts';

/** [I6] What carrying out a plan would count, if Graph refused nothing and nobody came in between. */
export const intendedWrites = (
  steps: Plan['steps'],
  desired: ReadonlyMap<Tag, Desired>,
): Pick<WritesDone, 'created' | 'adopted' | 'updated' | 'deleted' | 'released' | 'photos'> => {
  const of = (kind: Plan['steps'][number]['kind']) => steps.filter((step) => step.kind === kind);
  const created = new Set(of('create').map(({ tag }) => tag));
  const adopted = new Set(of('adopt').map(({ tag }) => tag));
  const withPhoto = [...created, ...adopted].filter((tag) => (desired.get(tag)?.photo ?? '') !== '').length;
  return {
    created,
    adopted,
    updated: new Set(of('update').map(({ tag }) => tag)),
    deleted: of('delete').length,
    released: of('release').length,
    photos: withPhoto + of('put-photo').length + of('delete-photo').length,
  };
};
