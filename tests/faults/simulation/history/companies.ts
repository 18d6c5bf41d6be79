import type { SeedCompany, SeedUser } from '../../../../local/seed/company.ts';
import type { Prng } from '../world/prng.ts';

/** Words that appear nowhere else: where one turns up in plain text, personal data of this company got out. */
const canaries = ['Xylander', 'Quastenberg', 'Vomhoff'] as const;

export const canaryOf = (company: number): string => canaries[company] ?? `Zwirnsdorf${company}`;
export const tenantIdOf = (company: number): string =>
  `c0${String(company).padStart(2, '0')}0000-0000-4000-8000-00000000000${company}`;
export const domainOf = (company: number): string => `firma${company}.example`;
export const userIdOf = (company: number, user: number): string =>
  `e0${String(company).padStart(2, '0')}0000-0000-4000-8000-${String(user).padStart(12, '0')}`;
export const groupIdOf = (company: number): string =>
  `a0${String(company).padStart(2, '0')}0000-0000-4000-8000-000000000001`;
export const mailOf = (company: number, user: number): string =>
  `${canaryOf(company).toLowerCase()}.${user}@firma${company}.example`;
/** The company's one contact in Exchange. */
export const supplierOf = (company: number): string => `Lieferant ${canaryOf(company)}`;
export const noticesTo = (company: number): string =>
  `it.${canaryOf(company).toLowerCase()}@firma${company}.example`;
/** As people type it: German mobile numbers with a subscriber part of seven digits. */
export const mobileOf = (company: number, user: number, variant: number): string =>
  `0170 ${2 + company}${String(user % 100).padStart(2, '0')}${String(variant % 10_000).padStart(4, '0')}`;

export const personOf = (company: number, user: number, fields: Partial<SeedUser> = {}): SeedUser => ({
  id: userIdOf(company, user),
  userPrincipalName: mailOf(company, user),
  mail: mailOf(company, user),
  displayName: `Person${user} ${canaryOf(company)}`,
  givenName: `Person${user}`,
  surname: canaryOf(company),
  jobTitle: null,
  department: 'Vertrieb',
  companyName: null,
  officeLocation: null,
  streetAddress: null,
  postalCode: null,
  city: null,
  state: null,
  country: null,
  businessPhones: [],
  mobilePhone: mobileOf(company, user, 0),
  faxNumber: null,
  accountEnabled: true,
  hiddenFromAddressLists: false,
  managerId: null,
  hasMailbox: true,
  photo: null,
  appRoles: [],
  ...fields,
});

/** A company of a few people, one of them without a number, with a group of the first two. */
export const companyOf = (company: number, people: number, prng: Prng): SeedCompany => ({
  tenantId: tenantIdOf(company),
  displayName: `Firma ${company}`,
  domain: `firma${company}.example`,
  countryLetterCode: 'DE',
  preferredLanguage: 'de',
  users: Array.from({ length: people }, (_, user) =>
    personOf(company, user, user === people - 1 && prng.chance(0.5) ? { mobilePhone: null } : {}),
  ),
  groups: [
    {
      id: groupIdOf(company),
      displayName: 'Vertrieb',
      mailNickname: 'vertrieb',
      memberIds: [userIdOf(company, 0), userIdOf(company, 1)],
    },
  ],
  orgContacts: [
    {
      id: `b0${String(company).padStart(2, '0')}0000-0000-4000-8000-000000000001`,
      displayName: supplierOf(company),
      givenName: null,
      surname: null,
      companyName: null,
      department: null,
      jobTitle: null,
      mail: 'verkauf@lieferant.example',
      businessPhone: null,
      mobilePhone: mobileOf(company, 99, 0),
      faxNumber: null,
      streetAddress: null,
      postalCode: null,
      city: null,
      country: null,
    },
  ],
  personalContacts: Object.fromEntries(
    Array.from({ length: people }, (_, user) => [
      userIdOf(company, user),
      [
        {
          givenName: 'Oma',
          surname: `von ${user}`,
          companyName: null,
          businessPhones: [],
          homePhones: ['089 1234567'],
          mobilePhone: null,
          emailAddresses: [],
          personalNotes: 'meins',
        },
      ],
    ]),
  ),
});
