import { canonicalJson } from '../../contacts/canonical-json.ts';
import { tallied } from '../../sources/contacts-tally.ts';
import { bucketOf } from './contact-buckets.ts';
import {
  type Bucket,
  type ContactRows,
  generationPrefix,
  packPeople,
  RowsGone,
  readBuckets,
  type StoredPerson,
  writeWithHead,
} from './contact-rows.ts';
import type { HeldHead, StoredHead } from './contacts-head.ts';
import { batchesOf } from './row-batches.ts';
import type { RowAction } from './rows.ts';

/** What becomes of a person: the same object for no change, undefined for gone. */
export type Edit = (before: StoredPerson | undefined) => StoredPerson | undefined;

export interface Edited {
  readonly held: HeldHead;
  readonly changed: number;
  readonly removed: number;
}

const bucketsAtOnce = 8;

/**
 * Changes single people in place, rewriting only their buckets. Each transaction carries a head that is true for what it
 * has written; `last` makes the final one. A crash between leaves some edits done and the old link.
 */
export const editContacts = async (
  rows: ContactRows,
  start: HeldHead & { readonly head: { readonly generation: string } },
  edits: ReadonlyMap<string, Edit>,
  last: (head: StoredHead) => StoredHead,
): Promise<Edited> => {
  const { generation, bits } = start.head;
  const under = generationPrefix(generation);
  const byBucket = [...Map.groupBy(edits, ([key]) => bucketOf(key, bits))];
  let held: HeldHead = start;
  let progress: Progress = { head: start.head, changed: 0, removed: 0 };
  let pending: RowAction[] = [];

  for (let from = 0; from < byBucket.length; from += bucketsAtOnce) {
    const some = byBucket.slice(from, from + bucketsAtOnce);
    const buckets = await Promise.all(some.map(([number]) => readOne(rows, under, number)));
    for (const [index, bucket] of buckets.entries()) {
      const after = edited(bucket, some[index]?.[1] ?? [], progress);
      if (after === progress) continue;
      const actions = await rewritten(rows, under, bucket);
      const [first, second] = batchesOf([pending, actions], 1);
      if (second !== undefined && first !== undefined) {
        held = await writeWithHead(rows, progress.head, held.etag, first);
        pending = [...second];
      } else pending.push(...actions);
      progress = after;
    }
  }

  const head = last(progress.head);
  const { changed, removed } = progress;
  const nothing = pending.length === 0 && canonicalJson(head) === canonicalJson(held.head);
  return { held: nothing ? held : await writeWithHead(rows, head, held.etag, pending), changed, removed };
};

interface Progress {
  readonly head: StoredHead;
  readonly changed: number;
  readonly removed: number;
}

const readOne = async (rows: ContactRows, under: string, number: number): Promise<Bucket> => {
  for await (const bucket of readBuckets(rows, under, number, number)) return bucket;
  throw new RowsGone(`bucket ${number} is missing`);
};

/** Changes the bucket's people; the same progress where nothing changed. */
const edited = (
  { people }: Bucket,
  edits: readonly (readonly [string, Edit])[],
  progress: Progress,
): Progress => {
  let now = progress;
  for (const [key, edit] of edits) {
    const before = people.get(key);
    const after = edit(before);
    if (after === before) continue;
    if (after === undefined) people.delete(key);
    else people.set(key, after);
    const { head } = now;
    const photoLost = before?.c.photo !== undefined && before.c.photo !== after?.c.photo;
    now = {
      head: {
        ...head,
        tally: tallied(head.tally, before?.c, after?.c),
        photosDue: head.photosDue + (after?.due === true ? 1 : 0) - (before?.due === true ? 1 : 0),
        photosOrphaned: head.photosOrphaned || photoLost,
      },
      changed: now.changed + (after === undefined ? 0 : 1),
      removed: now.removed + (after === undefined ? 1 : 0),
    };
  }
  return now;
};

const rewritten = async (rows: ContactRows, under: string, bucket: Bucket): Promise<readonly RowAction[]> => {
  const packed = await packPeople(rows, under, bucket.number, bucket.people.values());
  const kept = new Set(packed.map(({ key }) => key));
  const surplus = bucket.rowKeys.filter((key) => !kept.has(key));
  return [...packed, ...surplus.map((key) => ({ kind: 'remove', key }) as const)];
};
