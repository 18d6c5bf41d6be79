import type { Contact } from './contact.ts';
import { contradicts, type FoldedName, foldedName } from './fold-name.ts';
import { emailsOf, isDesk, numbersOf, type SharedMeans } from './shared-means.ts';

/** What shows that entries of several sources are one person's, the surest first. */
export const sameness = ['entra-id', 'email', 'number-and-name'] as const;
export type Sameness = (typeof sameness)[number];

export interface Entry {
  /** Its source and key: no two entries have the same. */
  readonly id: string;
  readonly sourceId: string;
  readonly contact: Contact;
  readonly entraId?: string | undefined;
}

export interface Cluster<T extends Entry> {
  readonly entries: readonly T[];
  readonly because: readonly Sameness[];
}

/** Most groups are of two, and many: their lists are replaced, as lists that grow take ten times the room. */
interface Group {
  entries: readonly number[];
  sources: readonly string[];
  names: readonly FoldedName[];
  because: readonly Sameness[];
}

/**
 * [S7] Entries of several sources by person. The same Entra id is the same person; so is the same e-mail address, unless
 * it is a desk's or several people's (then the name has to be the same) or the names contradict; so are the same number and
 * name, unless several people of one source have the number. What follows from two of these follows, too, as long as no
 * names contradict and no number alone brings two people of one source together. Depends on the entries, not on their order.
 */
export function* samePeople<T extends Entry>(
  entries: readonly T[],
  shared: readonly SharedMeans[],
): Iterable<Cluster<T>> {
  const sorted = entries.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { entries: members, because } of grouped(sorted, shared)) {
    yield {
      entries: members.flatMap((n) => sorted[n] ?? []),
      because: sameness.filter((each) => because.includes(each)),
    };
  }
}

const grouped = (sorted: readonly Entry[], shared: readonly SharedMeans[]) => {
  const nameOf = makeNames(sorted);
  const sourceOf = (n: number): string => sorted[n]?.sourceId ?? '';
  const groups = makeGroups(sorted.length, nameOf, sourceOf);

  const byEntraId = indexed(sorted, ({ entraId }) => (entraId === undefined ? [] : [entraId.toLowerCase()]));
  for (const [, found] of byEntraId)
    for (const other of found.slice(1)) groups.join(found[0] ?? 0, other, 'entra-id');

  const byEmail = indexed(sorted, ({ contact }) => emailsOf(contact));
  const isPersonal = (email: string, found: readonly number[]) =>
    !isDesk(email) && !shared.some(({ emails }) => emails.has(email)) && eachOfOneSource(found, sourceOf);
  for (const [email, found] of byEmail) {
    if (isPersonal(email, found)) {
      for (const [a, b] of pairs(found)) if (nameOf(a).key === nameOf(b).key) groups.join(a, b, 'email');
    } else {
      for (const same of alike(found, nameOf))
        for (const [a, b] of chain(same, sourceOf)) groups.join(a, b, 'email');
    }
  }
  for (const [email, found] of byEmail) {
    if (isPersonal(email, found)) for (const [a, b] of pairs(found)) groups.join(a, b, 'email');
  }

  for (const [number, found] of indexed(sorted, ({ contact }) => numbersOf(contact))) {
    if (shared.some(({ numbers }) => numbers.has(number)) || !eachOfOneSource(found, sourceOf)) continue;
    for (const same of alike(found, nameOf)) {
      for (const [a, b] of pairs(same)) groups.join(a, b, 'number-and-name');
    }
  }
  return groups.all();
};

/** Of entries that are compared with others, each folded once. */
const makeNames = (entries: readonly Entry[]) => {
  const names = new Map<number, FoldedName>();
  return (n: number): FoldedName => {
    const known = names.get(n);
    if (known !== undefined) return known;
    const name = foldedName(entries[n]?.contact ?? {});
    names.set(n, name);
    return name;
  };
};

const nothing: readonly Sameness[] = [];

const union = <T>(known: readonly T[], others: readonly T[]): readonly T[] =>
  others.every((each) => known.includes(each))
    ? known
    : known.concat(others.filter((each) => !known.includes(each)));

const makeGroups = (size: number, nameOf: (n: number) => FoldedName, sourceOf: (n: number) => string) => {
  /** Of entries that may have company; most have none. */
  const groupOf = new Map<number, Group>();
  const groupWith = (n: number): Group => {
    const known = groupOf.get(n);
    if (known !== undefined) return known;
    const name = nameOf(n);
    const names = name.key === '' ? [] : [name];
    const group: Group = { entries: [n], sources: [sourceOf(n)], names, because: [] };
    groupOf.set(n, group);
    return group;
  };
  const mayBeOne = (a: Group, b: Group, why: Sameness): boolean => {
    if (why === 'entra-id') return true;
    if (why === 'number-and-name' && b.sources.some((source) => a.sources.includes(source))) return false;
    return !a.names.some((name) => b.names.some((other) => contradicts(name, other)));
  };
  return {
    join: (first: number, second: number, why: Sameness): void => {
      const [a, b] = [groupWith(first), groupWith(second)];
      if (a === b) {
        a.because = union(a.because, [why]);
        return;
      }
      if (!mayBeOne(a, b, why)) return;
      const [into, from] = a.entries.length >= b.entries.length ? [a, b] : [b, a];
      for (const n of from.entries) groupOf.set(n, into);
      into.entries = into.entries.concat(from.entries);
      into.sources = union(into.sources, from.sources);
      into.names = into.names.concat(
        from.names.filter(({ key }) => into.names.every((known) => known.key !== key)),
      );
      into.because = union(into.because, [...from.because, why]);
    },
    /** In the order of their first entries. */
    *all(): Iterable<{ readonly entries: readonly number[]; readonly because: readonly Sameness[] }> {
      const given = new Set<Group>();
      for (let n = 0; n < size; n++) {
        const group = groupOf.get(n);
        if (group === undefined) yield { entries: [n], because: nothing };
        if (group === undefined || given.has(group)) continue;
        given.add(group);
        yield { entries: group.entries.toSorted((a, b) => a - b), because: group.because };
      }
    },
  };
};

/** What several entries have in common, in alphabetical order, with the entries that have it. */
const indexed = (
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly string[],
): readonly (readonly [string, readonly number[]])[] => {
  // Lists only where they are needed: most have nothing in common with anybody.
  const firsts = new Map<string, number>();
  const several = new Map<string, number[]>();
  for (const [n, entry] of entries.entries()) {
    for (const key of keysOf(entry)) {
      const first = firsts.get(key);
      const known = several.get(key);
      if (first === undefined) firsts.set(key, n);
      else if (known === undefined) several.set(key, [first, n]);
      else known.push(n);
    }
  }
  return [...several].sort(([a], [b]) => (a < b ? -1 : 1));
};

const eachOfOneSource = (found: readonly number[], sourceOf: (n: number) => string): boolean =>
  new Set(found.map(sourceOf)).size === found.length;

/** At most one entry of each source: a share has some twenty. */
const pairs = (found: readonly number[]): readonly (readonly [number, number])[] =>
  found.flatMap((a, at) => found.slice(at + 1).map((b) => [a, b] as const));

const alike = (
  found: readonly number[],
  nameOf: (n: number) => FoldedName,
): readonly (readonly number[])[] => {
  const byName = Map.groupBy(found, (n) => nameOf(n).key);
  byName.delete('');
  return [...byName.values()].filter((same) => same.length > 1);
};

/** Links of every entry to one of another source; none where all are of one: a source's own doubles are its own affair. */
const chain = (
  same: readonly number[],
  sourceOf: (n: number) => string,
): readonly (readonly [number, number])[] => {
  const [first = 0, ...others] = same;
  const stranger = others.find((n) => sourceOf(n) !== sourceOf(first));
  if (stranger === undefined) return [];
  return others.map((n) => [sourceOf(n) === sourceOf(first) ? stranger : first, n] as const);
};
