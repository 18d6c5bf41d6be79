import type { SharedContact } from '../contacts/card.ts';

/** A contact of a snapshot, as far as it is known again in the next. */
export type KnownContact = Pick<SharedContact, 'key' | 'aliases'>;

/**
 * [S7] The key of each person in a share; the person is given as the keys of its entries, the first by priority first. Who was
 * there before keeps its key whichever of its entries come, go or change their rank: by the key of an entry that it still
 * has, else by an entry that it shared with one that has gone. Everybody else has the key of the first entry. Keys are
 * never given twice.
 */
export const assignKeys = (
  people: readonly (readonly [string, ...string[]])[],
  before: readonly KnownContact[],
): readonly string[] => {
  const known = new Set(before.map(({ key }) => key));
  const keys: (string | undefined)[] = people.map((entries) => entries.find((entry) => known.has(entry)));
  const taken = new Set(keys);
  const free = before.filter(({ key, aliases }) => aliases !== undefined && !taken.has(key));
  const personOf = indexed(people, new Set(free.flatMap(({ key, aliases = [] }) => [key, ...aliases])));
  for (const { key, aliases = [] } of free) {
    // The key of an entry that is there is its person's, whether or not it is used.
    if (personOf.has(key)) continue;
    const heir = aliases
      .map((alias) => personOf.get(alias))
      .find((n) => n !== undefined && keys[n] === undefined);
    if (heir !== undefined) keys[heir] = key;
  }
  return people.map((entries, n) => keys[n] ?? entries[0]);
};

/** The person of each entry that is wanted: few, where a share has many. */
const indexed = (
  people: readonly (readonly string[])[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, number> => {
  const personOf = new Map<string, number>();
  if (wanted.size === 0) return personOf;
  for (const [n, entries] of people.entries()) {
    for (const entry of entries) if (wanted.has(entry)) personOf.set(entry, n);
  }
  return personOf;
};
