import { type List, makePackedList } from '../kernel/packed-list.ts';
import { type EntriesByNumber, makeComparison } from './compare-entries.ts';
import type { Contact } from './contact.ts';
import { type Member, mergedContact } from './merged-contact.ts';
import type { Company } from './person-groups.ts';
import type { Sameness } from './sameness.ts';

export interface MergedPerson {
  /** In the order of priority; several where sources know the same person. */
  readonly members: readonly [Member, ...Member[]];
  /** Of each field the value of the first source that has one; its key is the first member's. */
  readonly contact: Contact;
  /** Why the members are one person; empty for a single one. */
  readonly because: readonly Sameness[];
}

/** Of 100,000 people not more is held than their entries, packed: each is made whenever it is asked for. */
export interface MergedPeople extends Iterable<MergedPerson> {
  readonly length: number;
  at(n: number): MergedPerson;
  /** Source and key of a person's entries, in the order of priority. */
  entriesAt(n: number): readonly [string, ...string[]];
  filter(chooses: (person: MergedPerson) => boolean): MergedPeople;
}

export interface SourceOfEntries {
  readonly sourceId: string;
  /** The people's keys are Entra's object ids. */
  readonly keysAreEntraIds: boolean;
}

/** A source's part of a share; sources are given in the order of their priority. */
export interface SourceToMerge extends SourceOfEntries {
  readonly people: readonly Contact[];
}

/** [S7] The people of several sources, each once, in the order of their first members. */
export const mergePeople = (sources: readonly SourceToMerge[]): MergedPeople => {
  const merge = makeMerge(sources.length, []);
  for (const source of sources) for (const contact of source.people) merge.add(source, contact);
  return merge.people();
};

/** The same of entries that are told as they are read, a source after the other. */
export const makeMerge = (sources: number, contacts: List<Contact> = makePackedList<Contact>()) => {
  const entries = makeEntries(contacts);
  // Nobody is compared with his own source.
  let comparison = sources > 1 ? makeComparison(entries) : undefined;
  return {
    add: ({ sourceId, keysAreEntraIds }: SourceOfEntries, contact: Contact): void => {
      entries.add(sourceId, contact);
      comparison?.add(contact, contact.entraId ?? (keysAreEntraIds ? contact.key : undefined));
    },
    /** Someone of a source who is in no case among them: his address and number are not somebody else's alone. */
    addOutsider: (sourceId: string, contact: Contact): void => {
      comparison?.addOutsider(sourceId, contact);
    },
    /** Ends the merge: by what entries were compared is given up. */
    people: (): MergedPeople => {
      const companies = comparison?.companies() ?? new Map<number, Company>();
      comparison = undefined;
      const firsts: number[] = [];
      for (let n = 0; n < entries.length(); n++) {
        if ((companies.get(n)?.entries[0] ?? n) === n) firsts.push(n);
      }
      return peopleOf(firsts, companies, entries);
    },
  };
};

interface Entries extends EntriesByNumber {
  length(): number;
  add(sourceId: string, contact: Contact): void;
}

const makeEntries = (contacts: List<Contact>): Entries => {
  const [ids, sources]: [string[], string[]] = [[], []];
  const known = <T>(value: T | undefined): T => {
    if (value === undefined) throw new RangeError('there is no such entry');
    return value;
  };
  return {
    length: () => ids.length,
    add: (sourceId: string, contact: Contact): void => {
      contacts.push(contact);
      // A template would be kept as its parts until it is compared, and as both from then on.
      ids.push([sourceId, contact.key].join('/'));
      sources.push(sourceId);
    },
    idOf: (n: number) => known(ids[n]),
    sourceOf: (n: number) => known(sources[n]),
    contactOf: (n: number) => known(contacts.at(n)),
  };
};

/** `firsts`: of each person its first entry. */
const peopleOf = (
  firsts: readonly number[],
  companies: ReadonlyMap<number, Company>,
  entries: Entries,
): MergedPeople => {
  const { idOf, sourceOf, contactOf } = entries;
  const memberOf = (n: number): Member => ({ sourceId: sourceOf(n), contact: contactOf(n) });
  const personOf = (first: number): MergedPerson => {
    const { entries: [, ...others] = [], because = [] } = companies.get(first) ?? {};
    const members = [memberOf(first), ...others.map(memberOf)] as const;
    return { members, contact: mergedContact(members), because };
  };
  return {
    length: firsts.length,
    at: (n) => personOf(firsts[n] ?? -1),
    entriesAt: (n) => {
      const first = firsts[n] ?? -1;
      const { entries: [, ...others] = [] } = companies.get(first) ?? {};
      return [idOf(first), ...others.map(idOf)];
    },
    filter: (chooses) =>
      peopleOf(
        firsts.filter((first) => chooses(personOf(first))),
        companies,
        entries,
      ),
    *[Symbol.iterator]() {
      for (const first of firsts) yield personOf(first);
    },
  };
};
