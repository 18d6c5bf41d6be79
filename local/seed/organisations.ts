import { companies } from './companies.ts';
import type { SeedCompany } from './company.ts';
import { givenNames, signInName, surnames } from './names.ts';
import { commonSpellings, numberSpellings } from './numbers.ts';
import { portraits } from './portraits.ts';

/** A company's organisation in Dynamics 365: its customers, as its sales people typed them in. */
export interface SeedOrganisation {
  readonly tenantId: string;
  /** e.g. `nordwind-logistik.crm4.dynamics.com`. */
  readonly host: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly contacts: readonly SeedCustomer[];
}

/** A contact by Dataverse's column names; `parent` is an account's id, `image` base64. */
export interface SeedCustomer {
  readonly contactid: string;
  readonly columns: Readonly<Record<string, string | number | null>>;
  readonly parent: string | null;
  readonly image: string | null;
}

/** In the five cities whose numbers the regulator keeps free: area code and head number (see numbers.ts). */
const cities = {
  cologne: ['Köln', '50667', '221', '4710'],
  berlin: ['Berlin', '10115', '30', '23125'],
  frankfurt: ['Frankfurt am Main', '60311', '69', '90009'],
  munich: ['München', '80331', '89', '99998'],
  hamburg: ['Hamburg', '20095', '40', '66969'],
} as const;

const customers = [
  ['Autohaus Großmann GmbH', cities.cologne],
  ['Brauerei Löwenstein', cities.munich],
  ['Druckerei Weißenburger', cities.berlin],
  ['Elektro Özdemir', cities.frankfurt],
  ['Fensterbau Kühn & Söhne', cities.munich],
  ['Gärtnerei Blüte eG', cities.hamburg],
  ['Hotel Zur Linde', cities.berlin],
  ['Ingenieurbüro Straßer', cities.cologne],
] as const;
const departments = ['Einkauf', 'Vertrieb', 'Technik', 'Buchhaltung', null] as const;
const jobs = ['Einkaufsleitung', 'Sachbearbeitung', 'Geschäftsführung', 'Disposition', null] as const;
const inactive = 1;

const padded = (number: number): string => String(number).padStart(12, '0');

/** Decided by its number alone: every 13th has no account, every 17th is inactive, every 9th types its number oddly. */
const customer = (prefix: string, number: number): SeedCustomer => {
  const given = givenNames[(number * 5) % givenNames.length] ?? '';
  const surname = surnames[(number * 7) % surnames.length] ?? '';
  const index = number % customers.length;
  const [, [city, postalCode, area, head]] = customers[index] ?? customers[0];
  const odd = number % 9 === 0 ? numberSpellings[(number / 9) % numberSpellings.length]?.typed : undefined;
  const usual = commonSpellings[number % commonSpellings.length]?.(area, head, String(100 + number));
  const at = <T>(list: readonly T[]): T | null => list[number % list.length] ?? null;
  return {
    contactid: `${prefix}333333-0000-4000-8000-${padded(number)}`,
    columns: {
      firstname: given,
      lastname: surname,
      jobtitle: at(jobs),
      department: at(departments),
      emailaddress1: number % 7 === 0 ? null : `${signInName(given, surname)}.${number}@kunde.example`,
      emailaddress2: number % 10 === 0 ? `privat.${number}@kunde.example` : null,
      telephone1: number % 11 === 0 ? null : (odd ?? usual ?? null),
      telephone2: number % 12 === 0 ? `030 23125-${500 + number}` : null,
      mobilephone: number % 2 === 0 ? `0171 39200${String(number % 100).padStart(2, '0')}` : null,
      fax: number % 15 === 0 ? `+49 ${area} ${head}-${550 + number}` : null,
      address1_line1: `Musterstraße ${number}`,
      address1_postalcode: postalCode,
      address1_city: city,
      address1_country: 'Deutschland',
      statecode: number % 17 === 0 ? inactive : 0,
    },
    parent: number % 13 === 0 ? null : accountId(prefix, index),
    image: number % 8 === 0 ? at(portraits) : null,
  };
};

const accountId = (prefix: string, index: number): string =>
  `${prefix}444444-0000-4000-8000-${padded(index + 1)}`;

const organisation = (
  company: SeedCompany | undefined,
  instance: string,
  prefix: string,
  count: number,
): SeedOrganisation => ({
  tenantId: company?.tenantId ?? '',
  host: `${instance}.crm4.dynamics.com`,
  accounts: customers.map(([name], index) => ({ id: accountId(prefix, index), name })),
  contacts: Array.from({ length: count }, (_, index) => customer(prefix, index + 1)),
});

/** 320 and 180 customers; ids are fixed. */
export const organisations: readonly SeedOrganisation[] = [
  organisation(companies[0], 'mueller-maschinenbau', '1a', 320),
  organisation(companies[1], 'nordwind-logistik', '2b', 180),
];
