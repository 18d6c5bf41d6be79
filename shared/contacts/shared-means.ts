import type { Contact } from './contact.ts';

/** E-mail addresses (lower case) and numbers (E.164) by which nobody can be told: several people of one source have them. */
export interface SharedMeans {
  readonly emails: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

/** Addresses that a company gives to a desk, not to a person. */
const desks: ReadonlySet<string> = new Set(
  (
    'info kontakt contact office buero mail post hello team admin it ' +
    'empfang reception zentrale service support hotline help helpdesk hilfe ' +
    'vertrieb sales verkauf einkauf purchasing bestellung orders versand lager ' +
    'buchhaltung accounting rechnung invoice personal hr jobs bewerbung karriere ' +
    'marketing presse press noreply no-reply webmaster postmaster hostmaster'
  ).split(' '),
);

export const isDesk = (email: string): boolean => desks.has(email.slice(0, email.lastIndexOf('@')));

/** Addresses of a contact as they are compared. */
export const emailsOf = (contact: Contact): readonly string[] => [
  ...new Set(contact.emails.map((email) => email.trim().toLowerCase())),
];

/** Numbers by which a contact is compared. A fax is no one's. */
export const numbersOf = (contact: Contact): readonly string[] => [
  ...new Set(
    contact.phones.flatMap(({ e164, kind }) => (e164 === null || kind === 'businessFax' ? [] : [e164])),
  ),
];
