import type { SeedContact, SeedOrgContact, SeedUser } from './company.ts';
import type { CompanyPlan } from './plan.ts';

/** Given name, surname, company, department, job, business, mobile and fax number. */
type Outsider = readonly [
  string,
  string,
  string,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
];

/** Customers and suppliers: 15 mail contacts that both companies keep in their address list. */
const outsiders: readonly Outsider[] = [
  ['Beate', 'Stahl', 'Stahlhandel Groß KG', 'Verkauf', 'Innendienst', '0221 4710-101', null, '0221 4710-901'],
  [
    'Uğur',
    'Demir',
    'Demir Präzision GmbH',
    null,
    'Geschäftsführung',
    '+49 (0)30 / 23125-102',
    '+49 171 3920090',
    null,
  ],
  ['Heidi', 'Gruber', 'Alpen-Spedition GmbH', 'Disposition', null, '+43 316 8000-103', null, null],
  ['Reto', 'Bürgi', 'Bürgi Werkzeuge AG', 'Export', 'Verkauf', '+41 44 668 18 04', '+41 79 555 01 04', null],
  ['Emily', 'Carter', 'Carter Tooling Inc.', null, 'Account Manager', '+1 (425) 555-0105', null, null],
  ['Frank', 'Weißmüller', 'Hafenbetrieb Weißmüller', 'Umschlag', null, '040 66969-106', null, null],
  ['Ágnes', 'Szabó', 'Szabó & Fiai Kft.', null, null, null, null, null],
  ['Jean-Luc', 'Lefèvre', 'Lefèvre Transports', null, 'Chauffeur', null, '+33 6 39 98 01 08', null],
  [
    'Nora',
    'Übelacker',
    'Steuerkanzlei Übelacker',
    null,
    'Steuerberatung',
    '089/99998-609',
    null,
    '089/99998-699',
  ],
  ['Kevin', "O'Brien", "O'Brien Ltd.", 'Sales', null, '+44 20 7946 0110', null, null],
  ['Wolfgang', 'Zöllner', 'Zollagentur Zöllner', null, null, '069 90009-111', '0171 3920091', null],
  ['Ingrid', 'Maß', 'Vermessung Maß', null, null, 'siehe Homepage', null, null],
  ['Paweł', 'Wójcik', 'Wójcik Logistyka', 'Dyspozycja', null, '+48 22 555 01 13', null, null],
  ['Gisela', 'Fuß', 'Orthopädie Fuß', null, null, '(0221) 4710 114', null, null],
  ['Tomáš', 'Dvořák', 'Dvořák s.r.o.', 'Nákup', null, '00420 2 5550 1150', null, null],
];

const addressOf = ([given, surname]: Outsider): string =>
  `${given}.${surname}`
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .normalize('NFD')
    .replace(/[^a-z.-]/g, '');

/** A supplier's man whom the company has taken on since: the address list has him still, with the same mobile number. */
const takenOn = (users: readonly SeedUser[]): readonly Outsider[] => {
  const user = users[24];
  if (!user?.givenName || !user.surname) return [];
  const mobile = user.mobilePhone?.replace('+49 ', '0') ?? null;
  return [[user.givenName, user.surname, 'Ingenieurbüro Nebenan', null, null, null, mobile, null]];
};

/** Fixed ids like `1a222222-0000-4000-8000-000000000003`. */
export const orgContactsOf = (plan: CompanyPlan, users: readonly SeedUser[]): readonly SeedOrgContact[] =>
  [...outsiders, ...takenOn(users)].map((outsider, index) => {
    const [givenName, surname, companyName, department, jobTitle, businessPhone, mobilePhone, faxNumber] =
      outsider;
    return {
      id: `${plan.idPrefix}222222-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
      displayName: `${givenName} ${surname} (${companyName})`,
      givenName,
      surname,
      companyName,
      department,
      jobTitle,
      mail: `${addressOf(outsider)}@partner.example`,
      businessPhone,
      mobilePhone,
      faxNumber,
      streetAddress: null,
      postalCode: null,
      city: null,
      country: null,
    };
  });

export const privateContact = (
  given: string,
  surname: string,
  numbers: Partial<SeedContact>,
): SeedContact => ({
  givenName: given,
  surname,
  companyName: null,
  businessPhones: [],
  homePhones: [],
  mobilePhone: null,
  emailAddresses: [],
  personalNotes: null,
  ...numbers,
});

/** What people keep for themselves and no import may touch: every tenth person with a mailbox has these four. */
export const personalContactsOf = (
  users: readonly SeedUser[],
): Readonly<Record<string, readonly SeedContact[]>> =>
  Object.fromEntries(
    users
      .filter(({ hasMailbox }, index) => hasMailbox && index % 10 === 0)
      .map(({ id }) => [
        id,
        [
          privateContact('Oma', 'Käthe', {
            homePhones: ['0221 4710 201'],
            personalNotes: 'Geburtstag im März',
          }),
          privateContact('Dr. Süß', 'Zahnarzt', {
            businessPhones: ['069/90009-202'],
            companyName: 'Praxis Dr. Süß',
          }),
          privateContact('Maja', 'Klein', {
            mobilePhone: '0171 3920092',
            emailAddresses: [{ address: 'maja.klein@privat.example', name: 'Maja' }],
          }),
          privateContact('Beate', 'Stahl', {
            companyName: 'Stahlhandel Groß KG',
            businessPhones: ['+49 221 4710101'],
            emailAddresses: [{ address: 'beate.stahl@partner.example', name: 'Beate Stahl' }],
          }),
        ],
      ]),
  );
