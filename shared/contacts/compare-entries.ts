import type { Contact } from './contact.ts';
import { type FoldedName, foldedName } from './fold-name.ts';
import { type Company, makeGroups, type Names } from './person-groups.ts';
import { emailsOf, isDesk, numbersOf, type SharedMeans } from './shared-means.ts';

/** Entries by number, in the order of their sources' priority. */
export interface EntriesByNumber {
  idOf(n: number): string;
  sourceOf(n: number): string;
  contactOf(n: number): Contact;
}

/**
 * [S7] Which entries are one person's. The same Entra id is the same person; so is the same e-mail address, unless
 * it is a desk's or several people's (then the name has to be the same) or the names contradict; so are the same number and
 * name, unless several people of one source have the number. What follows from two of these follows, too, as long as no
 * names contradict and no number alone brings two people of one source together. Depends on the entries, not on their order.
 * Of an entry only the means are kept; its contact is asked for again where it has one in common with another.
 */
export const makeComparison = (entries: EntriesByNumber) => {
  const { idOf, contactOf } = entries;
  /** Below zero: someone of this source who is not compared, only counted. */
  const outsiders: string[] = [];
  const sourceOf = (n: number) => (n < 0 ? (outsiders[-1 - n] ?? '') : entries.sourceOf(n));
  const byId = (a: number, b: number) => (idOf(a) < idOf(b) ? -1 : 1);
  const indexed = () => makeIndex(byId, sourceOf);
  const [entraIds, emails, numbers] = [indexed(), indexed(), indexed()];
  let count = 0;
  const note = (contact: Contact, n: number) => {
    for (const email of emailsOf(contact)) emails.add(email, n);
    for (const number of numbersOf(contact)) numbers.add(number, n);
  };
  const inOrder = (a: number, b: number) => (sourceOf(a) === sourceOf(b) ? byId(a, b) : a - b);

  return {
    /** Entries are numbered as they come. */
    add: (contact: Contact, entraId: string | undefined): void => {
      const n = count++;
      if (entraId !== undefined) entraIds.add(entraId.toLowerCase(), n);
      note(contact, n);
    },
    /** Someone else of a source: what he has in common with an entry is not its own. */
    addOutsider: (sourceId: string, contact: Contact): void => {
      if (!outsiders.includes(sourceId)) outsiders.push(sourceId);
      note(contact, -1 - outsiders.indexOf(sourceId));
    },
    /** Of every entry that has company. `shared`: means of yet others. To be asked for once, after the last entry. */
    companies: (shared: readonly SharedMeans[] = []): ReadonlyMap<number, Company> => {
      const nameOf = makeNames(contactOf);
      const groups = makeGroups(nameOf, sourceOf);
      for (const {
        found: [first = 0, ...others],
      } of entraIds.common())
        for (const other of others) groups.join(first, other, 'entra-id');
      joinByEmail(emails.common, shared, groups, nameOf, sourceOf);
      for (const { means, found, isShared } of numbers.common()) {
        if (isShared || shared.some((each) => each.numbers.has(means))) continue;
        for (const same of alike(found, nameOf)) {
          for (const [a, b] of pairs(same)) groups.join(a, b, 'number-and-name');
        }
      }
      return groups.companies(inOrder);
    },
  };
};

const joinByEmail = (
  common: () => Iterable<Common>,
  shared: readonly SharedMeans[],
  groups: ReturnType<typeof makeGroups>,
  nameOf: Names,
  sourceOf: (n: number) => string,
): void => {
  const isPersonal = ({ means, isShared }: Common) =>
    !isShared && !isDesk(means) && !shared.some(({ emails }) => emails.has(means));
  for (const each of common()) {
    const { found } = each;
    if (isPersonal(each)) {
      for (const [a, b] of pairs(found)) if (nameOf(a).key === nameOf(b).key) groups.join(a, b, 'email');
    } else {
      for (const same of alike(found, nameOf))
        for (const [a, b] of chain(same, sourceOf)) groups.join(a, b, 'email');
    }
  }
  for (const each of common()) {
    if (isPersonal(each)) for (const [a, b] of pairs(each.found)) groups.join(a, b, 'email');
  }
};

/** Of entries that are compared with others, each folded once. */
const makeNames = (contactOf: (n: number) => Contact): Names => {
  const names = new Map<number, FoldedName>();
  return (n) => {
    const known = names.get(n);
    if (known !== undefined) return known;
    const name = foldedName(contactOf(n));
    names.set(n, name);
    return name;
  };
};

interface Common {
  readonly means: string;
  /** Entries that have it, by id. */
  readonly found: readonly number[];
  /** Several of one source have it. */
  readonly isShared: boolean;
}

const makeIndex = (byId: (a: number, b: number) => number, sourceOf: (n: number) => string) => {
  // Lists only where they are needed: most have nothing in common with anybody.
  const havers = new Map<string, number | number[]>();
  return {
    add: (means: string, n: number): void => {
      const known = havers.get(means);
      if (known === undefined) havers.set(means, n);
      else if (typeof known === 'number') havers.set(means, [known, n]);
      else known.push(n);
    },
    /** What several entries have in common, in alphabetical order. */
    *common(): Iterable<Common> {
      const several = havers.entries().filter(([, found]) => typeof found !== 'number');
      for (const means of Array.from(several, ([each]) => each).sort()) {
        const all = [havers.get(means) ?? []].flat();
        const found = all.filter((n) => n >= 0).sort(byId);
        const isShared = new Set(all.map(sourceOf)).size < all.length;
        if (found.length > 1) yield { means, found, isShared };
      }
    },
  };
};

/** At most one entry of each source: a share has some twenty. */
const pairs = (found: readonly number[]): readonly (readonly [number, number])[] =>
  found.flatMap((a, at) => found.slice(at + 1).map((b) => [a, b] as const));

const alike = (found: readonly number[], nameOf: Names): readonly (readonly number[])[] => {
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
