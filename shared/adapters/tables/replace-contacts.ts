import { canonicalJson } from '../../contacts/canonical-json.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { Random } from '../../kernel/ids.ts';
import { emptyTally, type Tally, tallied } from '../../sources/contacts-tally.ts';
import type { ContactsHead } from '../../sources/source.ts';
import { bucketOf, bucketsOf, overlapping } from './contact-buckets.ts';
import {
  type Bucket,
  type ContactRows,
  generationPrefix,
  listKeys,
  packPeople,
  readBuckets,
  readHead,
  type StoredPerson,
  writeWithHead,
} from './contact-rows.ts';
import { type HeldHead, noHead, type StoredHead } from './contacts-head.ts';
import { distributed } from './distribute-contacts.ts';
import type { Edited } from './edit-contacts.ts';
import { removeRows, writeInBatches } from './row-batches.ts';
import type { RowAction } from './rows.ts';

export interface ReplaceOptions {
  readonly keepPhotos: boolean;
  /** Contacts held in memory before they are set down. */
  readonly runLength: number;
  readonly random: Random;
  /** Asked about what there is before anything is written; throws where that must not be replaced. */
  readonly judge?: (before: HeldHead) => void;
}

/**
 * Writes a new generation beside the one that counts and then lets the head name it. Contacts come in any order: a large
 * read is set down in runs, each distributed over the buckets, which are merged at the end; a small one needs none.
 */
export const replaceContacts = async (
  rows: ContactRows,
  pages: AsyncIterable<readonly Contact[]>,
  end: () => Pick<ContactsHead, 'link' | 'fullReadAt' | 'edit'>,
  options: ReplaceOptions,
): Promise<Edited> => {
  const before = (await readHead(rows)) ?? noHead;
  options.judge?.(before);
  // Listed before the head is taken: these rows belong to writers who can no longer end, none to one that begins later.
  const leftovers = await unnamedKeys(rows, before.head);
  const generation = options.random.id();
  const taken = await writeWithHead(rows, { ...before.head, writing: generation }, before.etag, []);
  await removeRows(rows.table, rows.partition, leftovers);

  const written = await writeGeneration(rows, generation, pages, before.head, options).catch(
    async (error) => {
      // Best effort: what stays is a leftover of the next full read.
      await removeGeneration(rows, generation).catch(() => undefined);
      throw error;
    },
  );
  const head: StoredHead = {
    ...end(),
    tally: written.tally,
    photosDue: written.tally.count,
    photosOrphaned: before.head.photosOrphaned || before.head.generation !== undefined,
    generation,
    bits: written.bits,
  };
  // From here on nothing of this generation is removed: a lost answer does not tell whether it counts.
  const held = await writeWithHead(rows, head, taken.etag, []);
  if (before.head.generation !== undefined) await removeGeneration(rows, before.head.generation);
  return { held, changed: written.changed, removed: written.removed };
};

/** Rows of generations that do not count: under way, or left by a read that has died. */
export const unnamedKeys = async (
  rows: ContactRows,
  { generation }: StoredHead,
): Promise<readonly string[]> => {
  const keys = [...(await listKeys(rows, 'c|')), ...(await listKeys(rows, 'r|'))];
  return generation === undefined
    ? keys
    : keys.filter((key) => !key.startsWith(generationPrefix(generation)));
};

const removeGeneration = async (rows: ContactRows, generation: string): Promise<void> =>
  removeRows(rows.table, rows.partition, await listKeys(rows, generationPrefix(generation)));

interface WrittenGeneration {
  readonly tally: Tally;
  readonly bits: number;
  readonly changed: number;
  readonly removed: number;
}

const writeGeneration = async (
  rows: ContactRows,
  generation: string,
  pages: AsyncIterable<readonly Contact[]>,
  before: StoredHead,
  options: ReplaceOptions,
): Promise<WrittenGeneration> => {
  const { bits, merged, runKeys } = await distributed(
    rows,
    generation,
    pages,
    before.tally.count,
    options.runLength,
  );
  const former = formerPeople(rows, before, bits);
  let tally = emptyTally;
  let changed = 0;
  let kept = 0;
  let formerCount = 0;
  let pending: (readonly RowAction[])[] = [];
  for await (const { number, contacts } of merged) {
    const known = await former(number);
    formerCount += known.size;
    const people: StoredPerson[] = [];
    for (const read of contacts) {
      const old = known.get(read.key)?.c;
      const contact = options.keepPhotos && old?.photo !== undefined ? { ...read, photo: old.photo } : read;
      if (old !== undefined) kept++;
      if (old === undefined || canonicalJson(old) !== canonicalJson(contact)) changed++;
      tally = tallied(tally, undefined, contact);
      people.push({ c: contact, due: true });
    }
    pending.push(await packPeople(rows, generationPrefix(generation), number, people));
    if (pending.length === bucketsAtOnce) {
      await writeInBatches(rows.table, rows.partition, pending.flat());
      pending = [];
    }
  }
  await writeInBatches(rows.table, rows.partition, pending.flat());
  await removeRows(rows.table, rows.partition, runKeys);
  return { tally, bits, changed, removed: formerCount - kept };
};

const bucketsAtOnce = 32;

/** Of each bucket of the new generation, asked in order: its people in the former one, which is read once alongside. */
const formerPeople = (rows: ContactRows, before: StoredHead, bits: number) => {
  const none: ReadonlyMap<string, StoredPerson> = new Map();
  const { generation } = before;
  if (generation === undefined) return async () => none;
  const last = bucketsOf(before.bits) - 1;
  const buckets = readBuckets(rows, generationPrefix(generation), 0, last)[Symbol.asyncIterator]();
  let held: Bucket[] = [];

  return async (number: number): Promise<ReadonlyMap<string, StoredPerson>> => {
    const [from, to] = overlapping(number, bits, before.bits);
    held = held.filter((bucket) => bucket.number >= from);
    while ((held.at(-1)?.number ?? -1) < to) {
      const next = await buckets.next();
      if (next.done === true) break;
      held.push(next.value);
    }
    const people = held.flatMap((bucket) => [...bucket.people]);
    return new Map(people.filter(([key]) => bucketOf(key, bits) === number));
  };
};
