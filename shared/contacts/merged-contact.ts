import type { Contact, Phone } from './contact.ts';

export interface Member {
  readonly sourceId: string;
  readonly contact: Contact;
}

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

/** Each once, with who gives it: the first in the order of priority, unless it `yields` to a later one. */
const united = <T>(
  members: readonly Member[],
  valuesOf: (contact: Contact) => readonly T[],
  keyOf: (value: T) => string,
  yields: (known: T, other: T) => boolean = () => false,
): readonly { readonly value: T; readonly sourceId: string }[] => {
  const found = new Map<string, { readonly value: T; readonly sourceId: string }>();
  for (const { sourceId, contact } of members) {
    for (const value of valuesOf(contact)) {
      const known = found.get(keyOf(value));
      if (known === undefined || yields(known.value, value)) found.set(keyOf(value), { value, sourceId });
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
  united(
    members,
    ({ phones }) => phones,
    sameNumber,
    // A fax is nobody's caller: whoever knows better keeps the number on the phone.
    (known, other) => known.kind === 'businessFax' && other.kind !== 'businessFax',
  );

/** Of each field the value of the first member that has one; its key is the first member's. */
export const mergedContact = (members: readonly [Member, ...Member[]]): Contact => {
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
