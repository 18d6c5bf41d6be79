import type { SharedContact } from '../contacts/card.ts';
import type { Contact } from '../contacts/contact.ts';
import { foldedName } from '../contacts/fold-name.ts';
import { isDesk, type SharedMeans } from '../contacts/shared-means.ts';
import { isGuid } from '../kernel/ids.ts';
import type { PersonTerms } from './person-terms.ts';

/**
 * By what an erased person is recognised when a source has him again, as `contacts/compare-entries.ts` does: the id, the
 * address if it is his alone, else address or number with the same name. A number alone is nobody's: companies give the
 * mobile of one who left to the next. Marks are texts here; kept are their keyed hashes.
 */
export interface Recognisable {
  /** `sourceId/key`, of each entry. */
  readonly entries: readonly string[];
  readonly entraId?: string | undefined;
  readonly emails: readonly string[];
  /** E.164. */
  readonly numbers: readonly string[];
  /** As `foldedName` has it. */
  readonly name: string;
}

export const recognisable = (sourceId: string, contact: Contact): Recognisable => ({
  entries: [`${sourceId}/${contact.key}`],
  entraId: contact.entraId,
  emails: [...new Set(contact.emails.map((email) => email.trim().toLowerCase()))],
  numbers: [...new Set(contact.phones.flatMap(({ e164 }) => e164 ?? []))],
  name: foldedName(contact).key,
});

const written = (text: string | null): string | undefined => text ?? undefined;
/** Cards have their numbers as phones show them. */
const asE164 = (number: string): string => number.replace(/[^\d+]/g, '');

export const recognisableCard = ({ key, aliases = [], card }: SharedContact): Recognisable => {
  const { givenName, surname, displayName, emailAddresses, businessPhones, homePhones, mobilePhone } = card;
  const name = { displayName, givenName: written(givenName), surname: written(surname) };
  const given = Object.fromEntries(Object.entries(name).filter(([, text]) => text !== undefined));
  return {
    entries: [key, ...aliases],
    emails: emailAddresses.map(({ address }) => address.trim().toLowerCase()),
    numbers: [...businessPhones, ...homePhones, ...(mobilePhone === null ? [] : [mobilePhone])].map(asE164),
    name: foldedName(given).key,
  };
};

/** An object id is the same person in every source; any other key is one of its own source. */
const idMark = (sourceId: string, key: string): string =>
  isGuid(key) ? `id|${key.toLowerCase()}` : `key|${sourceId}/${key}`;

/** Of whoever a mail is for: an address, or a user's object id. */
export const receiverMark = (recipient: string): string =>
  isGuid(recipient) ? idMark('', recipient) : `email|${recipient.trim().toLowerCase()}`;

const entryMark = (entry: string): string => {
  const at = entry.indexOf('/');
  return idMark(entry.slice(0, at), entry.slice(at + 1));
};

const idsOf = ({ entries, entraId }: Recognisable): readonly string[] => [
  ...entries.map(entryMark),
  ...(entraId === undefined ? [] : [idMark('', entraId)]),
];

/** What any one of shows that it is the person. */
export const signsOf = (person: Recognisable): readonly string[] => {
  const named = [
    ...person.emails.map((email) => `email|${email}`),
    ...person.numbers.map((n) => `number|${n}`),
  ];
  return [
    ...idsOf(person),
    ...person.emails.map((email) => `email|${email}`),
    ...(person.name === '' ? [] : named.map((means) => `${means}|${person.name}`)),
  ];
};

export const managerMark = (sourceId: string, key: string): string => `manager-${idMark(sourceId, key)}`;
/** Of a colleague's card, which has the manager by name only. */
export const managerNameMark = (displayName: string): string => `manager-name|${displayName}`;

const isPersonal = (email: string, shared: readonly SharedMeans[]): boolean =>
  !isDesk(email) && !shared.some(({ emails }) => emails.has(email));

/** The marks of found entries; `shared` are the means that several people have. */
export const marksOf = (
  found: readonly { readonly sourceId: string; readonly contact: Contact }[],
  shared: readonly SharedMeans[],
): readonly string[] => {
  const marks = found.flatMap(({ sourceId, contact }) => {
    const person = recognisable(sourceId, contact);
    const open = person.emails.filter((email) => !isPersonal(email, shared)).map((email) => `email|${email}`);
    return [
      ...signsOf(person).filter((sign) => !open.includes(sign)),
      managerMark(sourceId, contact.key),
      ...(contact.displayName === undefined ? [] : [managerNameMark(contact.displayName)]),
    ];
  });
  return [...new Set(marks)];
};

/** Of the terms themselves: whom they name does not come in either where no source knows him now. */
export const marksOfTerms = (
  { emails, ids }: PersonTerms,
  shared: readonly SharedMeans[],
): readonly string[] => [
  ...[...ids].filter(isGuid).map((id) => idMark('', id)),
  ...[...emails].filter((email) => isPersonal(email, shared)).map((email) => `email|${email}`),
];
