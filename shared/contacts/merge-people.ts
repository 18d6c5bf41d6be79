import type { Contact, Phone } from './contact.ts';
import { type Entry, type Sameness, samePeople } from './same-person.ts';
import type { SharedMeans } from './shared-means.ts';

/** A source's part of a share; sources are given in the order of their priority. */
export interface SourceToMerge {
  readonly sourceId: string;
  readonly people: readonly Contact[];
  /** Over everyone of the source. */
  readonly shared: SharedMeans;
  /** The people's keys are Entra's object ids. */
  readonly keysAreEntraIds: boolean;
}

export interface Member {
  readonly sourceId: string;
  readonly contact: Contact;
}

export interface MergedPerson {
  /** In the order of priority; several where sources know the same person. */
  readonly members: readonly [Member, ...Member[]];
  /** Of each field the value of the first source that has one; its key is the first member's. */
  readonly contact: Contact;
  /** Why the members are one person; empty for a single one. */
  readonly because: readonly Sameness[];
}

/** [S7] The people of several sources, each once, in the order of their first members. */
export const mergePeople = (sources: readonly SourceToMerge[]): readonly MergedPerson[] => {
  if (sources.length === 1) return (sources[0]?.people ?? []).map((contact) => alone(sources[0], contact));
  const priority = new Map(sources.map(({ sourceId }, n) => [sourceId, n]));
  const entries = sources.flatMap(({ sourceId, people, keysAreEntraIds }) =>
    people.map((contact): Entry => {
      const entraId = contact.entraId ?? (keysAreEntraIds ? contact.key : undefined);
      return { id: `${sourceId}/${contact.key}`, sourceId, contact, entraId };
    }),
  );
  const clusters = samePeople(
    entries,
    sources.map(({ shared }) => shared),
  );
  return Array.from(clusters, ({ entries: found, because }) => {
    const [first, ...others] = found
      .map(({ sourceId, contact }): Member => ({ sourceId, contact }))
      .sort((a, b) => (priority.get(a.sourceId) ?? 0) - (priority.get(b.sourceId) ?? 0));
    if (first === undefined) throw new Error('a person without an entry');
    return { members: [first, ...others], contact: merged([first, ...others]), because };
  });
};

const noReason: readonly Sameness[] = [];
const alone = (source: SourceToMerge | undefined, contact: Contact): MergedPerson => ({
  members: [{ sourceId: source?.sourceId ?? '', contact }],
  contact,
  because: noReason,
});

/** Fields of which one value is taken; an address is taken whole. */
export const singleFields = [
  'givenName',
  'surname',
  'displayName',
  'companyName',
  'department',
  'jobTitle',
  'officeLocation',
  'businessAddress',
  'managerKey',
  'photo',
] as const;
export type SingleField = (typeof singleFields)[number];

/** The member that a field is taken from. */
export const giverOf = (members: readonly Member[], field: SingleField): Member | undefined =>
  members.find(({ contact }) => contact[field] !== undefined);

/** As many e-mail addresses and numbers as a contact keeps. */
const mostEntries = 20;

const sameNumber = ({ e164, original }: Phone): string => e164 ?? original;

/** Each once, with who gives it: the first in the order of priority. */
const united = <T>(
  members: readonly Member[],
  valuesOf: (contact: Contact) => readonly T[],
  keyOf: (value: T) => string,
): readonly { readonly value: T; readonly sourceId: string }[] => {
  const found = new Map<string, { readonly value: T; readonly sourceId: string }>();
  for (const { sourceId, contact } of members) {
    for (const value of valuesOf(contact)) {
      if (!found.has(keyOf(value))) found.set(keyOf(value), { value, sourceId });
    }
  }
  return [...found.values()].slice(0, mostEntries);
};

export const unitedEmails = (members: readonly Member[]) =>
  united(
    members,
    ({ emails }) => emails,
    (email) => email.toLowerCase(),
  );

export const unitedPhones = (members: readonly Member[]) =>
  united(members, ({ phones }) => phones, sameNumber);

const merged = (members: readonly [Member, ...Member[]]): Contact => {
  const [{ contact }] = members;
  if (members.length === 1) return contact;
  const single = Object.fromEntries(
    singleFields.flatMap((field) => {
      const value = giverOf(members, field)?.contact[field];
      return value === undefined ? [] : [[field, value]];
    }),
  ) as Pick<Contact, SingleField>;
  return {
    key: contact.key,
    ...single,
    emails: unitedEmails(members).map(({ value }) => value),
    phones: unitedPhones(members).map(({ value }) => value),
    enabled: contact.enabled,
    hidden: contact.hidden,
  };
};
