import type { Contact } from '../contacts/contact.ts';
import { foldedName } from '../contacts/fold-name.ts';
import { type Entry, samePeople } from '../contacts/same-person.ts';
import type { Sameness } from '../contacts/sameness.ts';
import { emailsOf, numbersOf, type SharedMeans } from '../contacts/shared-means.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source, SourceContacts, SourceStore } from '../sources/source.ts';
import type { PersonTerms } from './person-terms.ts';

export interface FoundEntry extends Entry {
  readonly contact: Contact;
}

/** Entries that are one person's by the stable rules, and why. */
export interface FoundPerson {
  readonly entries: readonly FoundEntry[];
  readonly because: readonly Sameness[];
}

export interface Found {
  readonly people: readonly FoundPerson[];
  /** Means of these people that others have, too. */
  readonly shared: readonly SharedMeans[];
}

export type FindPeople = (ctx: TenantContext, terms: PersonTerms) => Promise<Result<Found, Invalid>>;

/** More people than this are not one person with several entries: the terms are everybody's. */
export const mostPeople = 20;
const mostEntries = 500;
/** Each round may add entries that only the round before has led to. */
const mostRounds = 5;

/** What entries are looked for by; the terms themselves are among it. */
interface Sought extends PersonTerms {
  /** Whose numbers count: a number alone makes nobody the same. */
  readonly names: ReadonlySet<string>;
}

/**
 * [T5] Whom the terms name, in any source, hidden, disabled or filtered out: the entries with one of the terms, and those
 * that are the same people's. A pass over every source a round, a page in memory; two rounds as a rule.
 */
export const makeFindPeople =
  (deps: { readonly sources: SourceStore; readonly contacts: SourceContacts }): FindPeople =>
  async (ctx, terms) => {
    let sought: Sought = { ...terms, names: new Set() };
    for (let round = 1; ; round++) {
      const seen = await gather(ctx, terms, sought, deps);
      if (seen === undefined)
        return err(invalid({ pointer: '', rule: 'too-many-people', params: { most: mostPeople } }));
      const people = [...samePeople(seen.entries, seen.shared)].filter(({ entries }) =>
        entries.some((entry) => isNamed(entry, terms)),
      );
      const next = widened(terms, people);
      if (round < mostRounds && !isCovered(next, sought)) {
        sought = next;
        continue;
      }
      return people.length > mostPeople
        ? err(invalid({ pointer: '', rule: 'too-many-people', params: { most: mostPeople } }))
        : ok({ people, shared: seen.shared });
    }
  };

const idsOf = ({ contact, entraId }: Pick<FoundEntry, 'contact' | 'entraId'>): readonly string[] =>
  [contact.key, ...(entraId === undefined ? [] : [entraId])].map((id) => id.toLowerCase());

/** Faxes, too: they are held about the person. */
const allNumbersOf = (contact: Contact): readonly string[] =>
  contact.phones.flatMap(({ e164 }) => e164 ?? []);

const isNamed = (entry: FoundEntry, { ids, emails, phones }: PersonTerms): boolean =>
  idsOf(entry).some((id) => ids.has(id)) ||
  emailsOf(entry.contact).some((email) => emails.has(email)) ||
  allNumbersOf(entry.contact).some((number) => phones.has(number));

/** By an address or an id, or by a number under a name that is sought: others who have the number are only counted. */
const mayBelong = (entry: FoundEntry, { ids, emails, phones, names }: Sought): boolean =>
  idsOf(entry).some((id) => ids.has(id)) ||
  emailsOf(entry.contact).some((email) => emails.has(email)) ||
  (numbersOf(entry.contact).some((number) => phones.has(number)) && names.has(foldedName(entry.contact).key));

const entryOf = (source: Source, contact: Contact): FoundEntry => {
  const entraId = contact.entraId ?? (source.kind === 'entra-id' ? contact.key : undefined);
  return { id: `${source.id}/${contact.key}`, sourceId: source.id, contact, entraId };
};

const gather = async (
  ctx: TenantContext,
  terms: PersonTerms,
  sought: Sought,
  { sources, contacts }: Parameters<typeof makeFindPeople>[0],
): Promise<
  { readonly entries: readonly FoundEntry[]; readonly shared: readonly SharedMeans[] } | undefined
> => {
  const entries: FoundEntry[] = [];
  const shared: SharedMeans[] = [];
  for await (const { value: source } of sources.all(ctx)) {
    const counted = countOfMeans(sought);
    for await (const page of contacts.all(ctx, source.id)) {
      for (const contact of page) {
        counted.add(contact);
        const entry = entryOf(source, contact);
        if (!isNamed(entry, terms) && !mayBelong(entry, sought)) continue;
        if (entries.push(entry) > mostEntries) return undefined;
      }
    }
    shared.push(counted.shared());
  }
  return { entries, shared };
};

/** Which of the sought means several people of one source have. */
const countOfMeans = ({ emails, phones }: Sought) => {
  const counts = new Map<string, number>();
  const count = (means: readonly string[], of: ReadonlySet<string>) => {
    for (const each of means) if (of.has(each)) counts.set(each, (counts.get(each) ?? 0) + 1);
  };
  const several = (of: ReadonlySet<string>) => new Set([...of].filter((each) => (counts.get(each) ?? 0) > 1));
  return {
    add: (contact: Contact): void => {
      count(emailsOf(contact), emails);
      count(numbersOf(contact), phones);
    },
    shared: (): SharedMeans => ({ emails: several(emails), numbers: several(phones) }),
  };
};

const widened = (terms: PersonTerms, people: readonly FoundPerson[]): Sought => {
  const entries = people.flatMap((person) => person.entries);
  return {
    ids: new Set([...terms.ids, ...entries.flatMap(idsOf)]),
    emails: new Set([...terms.emails, ...entries.flatMap(({ contact }) => emailsOf(contact))]),
    phones: new Set([...terms.phones, ...entries.flatMap(({ contact }) => numbersOf(contact))]),
    names: new Set(entries.map(({ contact }) => foldedName(contact).key).filter((name) => name !== '')),
  };
};

const isCovered = (next: Sought, sought: Sought): boolean =>
  (['ids', 'emails', 'phones', 'names'] as const).every((each) =>
    [...next[each]].every((one) => sought[each].has(one)),
  );
