import type { Address, Contact } from '../contact.ts';
import { nameOf } from '../contact-details.ts';
import { type Params, toLine } from './vcard-line.ts';
import { phoneLine } from './vcard-phone.ts';
import { escaped } from './vcard-text.ts';

/** 4.0 is RFC 6350; 3.0 (RFC 2426) is what phones and Outlook have read for longest. */
export type VcardVersion = '4.0' | '3.0';

export interface VcardOptions {
  readonly version: VcardVersion;
  /** JPEG, PNG or GIF; any other is left out. */
  readonly photo?: Uint8Array | undefined;
  /** Says beside an E.164 number how it was typed, for whoever reads the card back. */
  readonly withSpelling?: boolean;
}

type Fields = Omit<Contact, 'managerKey' | 'entraId' | 'photo' | 'enabled' | 'hidden'>;

/** [S9][S10] One vCard with its line ends (CRLF), folded at 75 octets. Its UID is the contact's key. */
export const toVcard = (contact: Fields, options: VcardOptions): string => {
  const { version, photo, withSpelling = false } = options;
  const { givenName = '', surname = '', companyName = '', department = '' } = contact;
  const text = (name: string, value: string | undefined, params: Params = {}): readonly string[] =>
    value === undefined || value === '' ? [] : [toLine(name, params, escaped(value))];
  return [
    'BEGIN:VCARD',
    `VERSION:${version}`,
    uidLine(contact.key, version),
    toLine('fn', {}, escaped(shownName(contact))),
    toLine('n', {}, structured(surname, givenName, '', '', '')),
    ...(companyName === '' && department === ''
      ? []
      : [toLine('org', {}, department === '' ? escaped(companyName) : structured(companyName, department))]),
    ...text('title', contact.jobTitle),
    ...contact.phones.map((phone) => phoneLine(phone, version, withSpelling)),
    ...contact.emails.flatMap((email) =>
      text('email', email, { type: version === '3.0' ? ['internet', 'work'] : ['work'] }),
    ),
    ...addressLines(contact.businessAddress, contact.officeLocation),
    ...(photo === undefined ? [] : photoLines(photo, version)),
    'END:VCARD',
    '',
  ].join('\r\n');
};

/** Cards one behind the other; where there are many, join `toVcard` as they come. */
export const writeVcard = (contacts: Iterable<Fields>, version: VcardVersion): string =>
  [...contacts].map((contact) => toVcard(contact, { version })).join('');

/** FN is demanded by both versions. */
const shownName = (contact: Fields): string =>
  nameOf(contact) ?? contact.department ?? contact.emails[0] ?? contact.phones[0]?.original ?? contact.key;

const structured = (...components: readonly string[]): string => components.map(escaped).join(';');

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const uidLine = (key: string, version: VcardVersion): string => {
  if (version === '3.0') return toLine('uid', {}, escaped(key));
  return guid.test(key) ? `UID:urn:uuid:${key}` : toLine('uid', { value: 'text' }, escaped(key));
};

/** The room stands where Outlook writes it, in the address's second component. */
const addressLines = (address: Address | undefined, room: string | undefined): readonly string[] => {
  if (address === undefined && room === undefined) return [];
  const { street = '', city = '', state = '', postalCode = '', country = '' } = address ?? {};
  return [
    toLine('adr', { type: ['work'] }, structured('', room ?? '', street, city, state, postalCode, country)),
  ];
};

const photoLines = (bytes: Uint8Array, version: VcardVersion): readonly string[] => {
  const format = formats.find(({ begin }) => begin.every((byte, at) => bytes[at] === byte))?.format;
  if (format === undefined) return [];
  const base64 = Buffer.from(bytes).toString('base64');
  return version === '4.0'
    ? [toLine('photo', {}, `data:image/${format};base64,${base64}`)]
    : [toLine('photo', { encoding: 'b', type: [format.toUpperCase()] }, base64)];
};

const formats = [
  { format: 'jpeg', begin: [0xff, 0xd8, 0xff] },
  { format: 'png', begin: [0x89, 0x50, 0x4e, 0x47] },
  { format: 'gif', begin: [0x47, 0x49, 0x46, 0x38] },
] as const;
