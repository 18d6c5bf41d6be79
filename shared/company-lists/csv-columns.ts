import type { Address, Contact, PhoneKind } from '../contacts/contact.ts';
import type { Language } from '../kernel/tenant-context.ts';

type TextField = keyof Contact &
  ('givenName' | 'surname' | 'displayName' | 'companyName' | 'department' | 'jobTitle' | 'officeLocation');

/** What a column of a CSV file holds. Numbers and e-mail addresses may have several columns each. */
export type Column =
  | { readonly holds: 'id' }
  | { readonly holds: 'email' }
  | { readonly holds: 'text'; readonly field: TextField }
  | { readonly holds: 'address'; readonly field: keyof Address }
  | { readonly holds: 'phone'; readonly kind: PhoneKind };

interface Heading {
  readonly column: Column;
  /** As the export writes them. */
  readonly names: Readonly<Record<Language, string>>;
  /** Others that are understood: Outlook's and Google's own, and what people write. */
  readonly also: readonly string[];
}

const text = (field: TextField, de: string, en: string, ...also: readonly string[]): Heading => ({
  column: { holds: 'text', field },
  names: { de, en },
  also,
});
const address = (field: keyof Address, de: string, en: string, ...also: readonly string[]): Heading => ({
  column: { holds: 'address', field },
  names: { de, en },
  also,
});
const phone = (kind: PhoneKind, de: string, en: string, ...also: readonly string[]): Heading => ({
  column: { holds: 'phone', kind },
  names: { de, en },
  also,
});

/** In the order of the export. */
export const headings: readonly Heading[] = [
  { column: { holds: 'id' }, names: { de: 'Kennung', en: 'Id' }, also: ['UID'] },
  text('displayName', 'Anzeigename', 'Display name', 'Name', 'Bezeichnung', 'Full name'),
  text('givenName', 'Vorname', 'Given name', 'First name'),
  text('surname', 'Nachname', 'Surname', 'Familienname', 'Last name', 'Family name'),
  text(
    'companyName',
    'Firma',
    'Company',
    'Unternehmen',
    'Organisation',
    'Company name',
    'Organization',
    'Organization name',
  ),
  text('department', 'Abteilung', 'Department', 'Organization department'),
  text('jobTitle', 'Position', 'Job title', 'Funktion', 'Title', 'Organization title'),
  text('officeLocation', 'Büro', 'Office', 'Raum', 'Zimmer', 'Office location', 'Room'),
  phone(
    'business',
    'Telefon (geschäftlich)',
    'Business phone',
    'Telefon',
    'Telefonnummer',
    'Rufnummer',
    'Tel.',
    'Telefon Firma',
    'Phone',
    'Phone number',
    'Telephone',
    'Work phone',
    'Company main phone',
  ),
  phone('mobile', 'Mobil', 'Mobile phone', 'Mobiltelefon', 'Handy', 'Mobilnummer', 'Mobile', 'Cell phone'),
  phone('home', 'Telefon (privat)', 'Home phone', 'Privat'),
  phone('businessFax', 'Fax', 'Business fax', 'Fax geschäftlich', 'Telefax', 'Faxnummer', 'Fax number'),
  phone(
    'other',
    'Telefon (weiteres)',
    'Other phone',
    'Weiteres Telefon',
    'Sonstiges Telefon',
    'Haupttelefon',
    'Primary phone',
    'Phone 1 - Value',
  ),
  {
    column: { holds: 'email' },
    names: { de: 'E-Mail', en: 'E-mail' },
    also: ['E-Mail-Adresse', 'E-Mail: Adresse', 'E-mail address', 'E-mail 1 - Value', 'Mail'],
  },
  address('street', 'Straße', 'Street', 'Straße geschäftlich', 'Adresse', 'Business street', 'Address'),
  address(
    'postalCode',
    'PLZ',
    'Postal code',
    'Postleitzahl',
    'Postleitzahl geschäftlich',
    'Business postal code',
    'Zip',
    'Zip code',
  ),
  address('city', 'Ort', 'City', 'Stadt', 'Ort geschäftlich', 'Business city', 'Town'),
  address('state', 'Bundesland', 'State', 'Region', 'Region geschäftlich', 'Kanton', 'Business state'),
  address(
    'country',
    'Land',
    'Country',
    'Land/Region',
    'Land/Region geschäftlich',
    'Business country/region',
    'Country/Region',
  ),
];

/** Letters only: `E-mail 2 Address` and `E-Mail-Adresse` are the same heading, however they are numbered and marked. */
const fold = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^a-z]/g, '');

const byFold = new Map(
  headings.flatMap(({ column, names, also }) =>
    [names.de, names.en, ...also].map((name) => [fold(name), column] as const),
  ),
);

/**
 * What each column holds; undefined for a heading that means nothing here. Outlook's English export has "Title" for "Dr."
 * beside "Job Title"; alone it is a job's.
 */
export const columnsOf = (names: readonly string[]): readonly (Column | undefined)[] => {
  const folded = names.map(fold);
  const isSalutation = (name: string) => name === 'title' && folded.includes('jobtitle');
  return folded.map((name) => (isSalutation(name) ? undefined : byFold.get(name)));
};
