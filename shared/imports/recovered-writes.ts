import type { Tag } from './mailboxes.ts';
import type { ManifestEntry } from './manifest.ts';
import type { Desired, Plan } from './plan-mailbox.ts';

export interface RecoveredWrites {
  readonly created: number;
  readonly adopted: number;
  readonly updated: number;
  readonly deleted: number;
}

export const nothingRecovered: RecoveredWrites = { created: 0, adopted: 0, updated: 0, deleted: 0 };

/**
 * What an attempt did that was interrupted before its record was kept: the mailbox and the record differ by it. A
 * contact that is gone without being wanted counts as deleted, whoever did it.
 */
export const recoveredWrites = (
  recorded: ReadonlyMap<Tag, ManifestEntry>,
  plan: Plan,
  desired: ReadonlyMap<Tag, Desired>,
): RecoveredWrites => {
  let created = 0;
  let adopted = 0;
  let updated = 0;
  let deleted = 0;
  for (const [tag, { id, hash }] of plan.entries) {
    const before = recorded.get(tag);
    if (id === '' || hash === '') continue;
    if (before?.id !== id && plan.adopted.has(tag)) adopted++;
    else if (before?.id !== id) created++;
    else if (before.hash !== hash) updated++;
  }
  for (const [tag, { id }] of recorded) {
    if (id !== '' && !plan.entries.has(tag) && !desired.has(tag)) deleted++;
  }
  return { created, adopted, updated, deleted };
};
