import type { Contact } from '../../contacts/contact.ts';
import { bitsFor, bucketOf, bucketsOf, overlapping } from './contact-buckets.ts';
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
  let total = 0;
  // Coarse, so that runs are few rows: when they are merged, one such bucket is in memory. How many contacts will come
  // is not known yet: as many as before, or a guess that more of the same follow.
  const runBits = bitsFor(Math.max(formerCount, runLength * 4), runLength);
  const setDown = async () => {
    await writeRun(rows, generation, runs++, held, runBits);
    total += held.size;
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
  const bits = Math.max(runBits, bitsFor(total));
  return { bits, merged: fromRuns(rows, generation, runBits, bits), runKeys };
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

async function* fromRuns(
  rows: ContactRows,
  generation: string,
  runBits: number,
  bits: number,
): Distributed['merged'] {
  let next = 0;
  for await (const bucket of readBuckets(rows, runPrefix(generation), 0, bucketsOf(runBits) - 1)) {
    const contacts = new Map([...bucket.people].map(([key, { c }]) => [key, c]));
    const parts = inBuckets(contacts, bits);
    const [, last] = overlapping(bucket.number, runBits, bits);
    for (; next <= last; next++) yield { number: next, contacts: parts.get(next) ?? [] };
  }
  for (; next < bucketsOf(bits); next++) yield { number: next, contacts: [] };
}
