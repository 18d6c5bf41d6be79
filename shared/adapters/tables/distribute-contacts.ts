import type { Contact } from '../../contacts/contact.ts';
import { bitsFor, bucketOf, bucketsOf } from './contact-buckets.ts';
import { type ContactRows, listKeys, packPeople, readBuckets, runPrefix } from './contact-rows.ts';
import { writeInBatches } from './row-batches.ts';

export interface Distributed {
  readonly bits: number;
  /** Every bucket once, in order, each contact once. */
  readonly merged: AsyncIterable<{ readonly number: number; readonly contacts: Iterable<Contact> }>;
  /** Rows to remove when `merged` was read. */
  readonly runKeys: readonly string[];
}

/** Distributes contacts over buckets, with at most `runLength` and a page of them in memory at a time. */
export const distributed = async (
  rows: ContactRows,
  generation: string,
  pages: AsyncIterable<readonly Contact[]>,
  formerCount: number,
  runLength: number,
): Promise<Distributed> => {
  let held = new Map<string, Contact>();
  let runs = 0;
  // How many will come is not known yet: the former count, or a guess that more of the same follows.
  const bitsOfRuns = bitsFor(Math.max(formerCount, runLength * 4));
  const setDown = async () => {
    await writeRun(rows, generation, runs++, held, bitsOfRuns);
    held = new Map();
  };
  for await (const page of pages) {
    for (const contact of page) held.set(contact.key, contact);
    if (held.size >= runLength) await setDown();
  }
  if (runs === 0) {
    const bits = bitsFor(held.size);
    return { bits, merged: fromMemory(held, bits), runKeys: [] };
  }
  await setDown();
  const runKeys = await listKeys(rows, runPrefix(generation));
  return { bits: bitsOfRuns, merged: fromRuns(rows, generation, bitsOfRuns), runKeys };
};

const inBuckets = (contacts: ReadonlyMap<string, Contact>, bits: number) =>
  Map.groupBy(contacts.values(), ({ key }) => bucketOf(key, bits));

const writeRun = async (
  rows: ContactRows,
  generation: string,
  run: number,
  contacts: ReadonlyMap<string, Contact>,
  bits: number,
): Promise<void> => {
  const packed = await Promise.all(
    [...inBuckets(contacts, bits)].map(([number, some]) =>
      packPeople(
        rows,
        runPrefix(generation),
        number,
        some.map((c) => ({ c, due: true })),
        run,
      ),
    ),
  );
  await writeInBatches(rows.table, rows.partition, packed.flat());
};

async function* fromMemory(contacts: ReadonlyMap<string, Contact>, bits: number): Distributed['merged'] {
  const buckets = inBuckets(contacts, bits);
  for (let number = 0; number < bucketsOf(bits); number++) {
    yield { number, contacts: buckets.get(number) ?? [] };
  }
}

async function* fromRuns(rows: ContactRows, generation: string, bits: number): Distributed['merged'] {
  let next = 0;
  for await (const bucket of readBuckets(rows, runPrefix(generation), 0, bucketsOf(bits) - 1)) {
    while (next < bucket.number) yield { number: next++, contacts: [] };
    yield { number: next++, contacts: [...bucket.people.values()].map(({ c }) => c) };
  }
  while (next < bucketsOf(bits)) yield { number: next++, contacts: [] };
}
