import type { DirectoryPerson } from '../sources/directory.ts';
import type { Address, Contact, Phone, PhoneKind } from './contact.ts';
import { fieldLengths, fitted } from './field-lengths.ts';
import { normaliseNumber } from './normalise-number.ts';

/**
 * A person of the directory as a contact: trimmed, empty fields absent, too long ones cut (field-lengths.ts), e-mail
 * addresses once whatever their casing, numbers normalised and once. Names and their order stay as the company writes them.
 * `countryCode` is the company's (ISO 3166-1 alpha-2).
 */
export const toContact = (person: DirectoryPerson, countryCode: string): Contact => {
  const numbers: readonly (readonly [PhoneKind, string | undefined])[] = [
    ...person.businessPhones.map((number) => ['business', number] as const),
    ['mobile', person.mobilePhone],
    ...(person.homePhones ?? []).map((number) => ['home', number] as const),
    ...(person.otherPhones ?? []).map((number) => ['other', number] as const),
    ['businessFax', person.faxNumber],
  ];
  const phones = numbers.flatMap(([kind, number]) =>
    number === undefined || number.trim() === '' ? [] : [normaliseNumber(number.trim(), kind, countryCode)],
  );
  const address = toAddress(person.businessAddress);
  return {
    key: person.key,
    ...withoutAbsent({
      givenName: fitted(person.givenName, fieldLengths.givenName),
      surname: fitted(person.surname, fieldLengths.surname),
      displayName: fitted(person.displayName, fieldLengths.displayName),
      companyName: fitted(person.companyName, fieldLengths.companyName),
      department: fitted(person.department, fieldLengths.department),
      jobTitle: fitted(person.jobTitle, fieldLengths.jobTitle),
      officeLocation: fitted(person.officeLocation, fieldLengths.officeLocation),
      entraId: person.entraId,
      managerKey: person.managerKey,
    }),
    emails: distinctEmails(person.emails).slice(0, mostEntries),
    phones: distinctNumbers(phones).slice(0, mostEntries),
    ...(address === undefined ? {} : { businessAddress: address }),
    enabled: person.enabled,
    hidden: person.hidden,
  };
};

/** As many e-mail addresses and numbers as the contact's schema keeps. */
const mostEntries = 20;

/** A shortened address would be someone else's: one that is too long is left out. */
const distinctEmails = (emails: readonly string[]): string[] => {
  const byFold = new Map<string, string>();
  for (const email of emails.map((typed) => typed.trim())) {
    if (email === '' || email.length > fieldLengths.email) continue;
    const fold = email.toLowerCase();
    if (!byFold.has(fold)) byFold.set(fold, email);
  }
  return [...byFold.values()];
};

/** The kind that says most about a number keeps it: a mobile also entered as the office number stays a mobile. */
const precedence: readonly PhoneKind[] = ['mobile', 'business', 'home', 'other', 'businessFax'];

/** In the order given. Unusable numbers are the same when typed the same. */
const distinctNumbers = (phones: readonly Phone[]): Phone[] => {
  const keep = new Map<string, Phone>();
  for (const kind of precedence) {
    for (const phone of phones.filter((candidate) => candidate.kind === kind)) {
      const same = phone.e164 ?? phone.original;
      if (!keep.has(same)) keep.set(same, phone);
    }
  }
  const kept = new Set(keep.values());
  return phones.filter((phone) => kept.has(phone));
};

const toAddress = (address: Address | undefined): Address | undefined => {
  const parts = withoutAbsent({
    street: fitted(address?.street, fieldLengths.street),
    postalCode: fitted(address?.postalCode, fieldLengths.postalCode),
    city: fitted(address?.city, fieldLengths.city),
    state: fitted(address?.state, fieldLengths.state),
    country: fitted(address?.country, fieldLengths.country),
  });
  return Object.keys(parts).length === 0 ? undefined : parts;
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const withoutAbsent = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
