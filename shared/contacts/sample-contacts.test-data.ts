import fc from 'fast-check';
import type { Contact } from './contact.ts';
import { phoneKinds } from './contact.ts';
import { normaliseNumber } from './normalise-number.ts';

/** A contact with nothing but what is given. */
export const contactWith = (fields: Partial<Contact>): Contact => ({
  key: 'k1',
  emails: [],
  phones: [],
  enabled: true,
  hidden: false,
  ...fields,
});

export const anna = contactWith({
  givenName: 'Anna',
  surname: 'Berger',
  displayName: 'Anna Berger',
  companyName: 'Müller AG',
  department: 'Vertrieb',
  jobTitle: 'Leiterin',
  officeLocation: 'Haus 3',
  emails: ['anna.berger@mueller.example'],
  phones: [
    normaliseNumber('089 99998-801', 'business', 'DE'),
    normaliseNumber('0171 3920027', 'mobile', 'DE'),
    normaliseNumber('030 23125-821', 'home', 'DE'),
    normaliseNumber('089 99998-899', 'businessFax', 'DE'),
  ],
  businessAddress: { street: 'Weg 1', postalCode: '81673', city: 'München', country: 'Deutschland' },
});

const maybeText = fc.option(fc.string({ maxLength: 300 }), { nil: undefined });

const phones = fc.array(
  fc
    .tuple(fc.constantFrom(...phoneKinds), fc.integer({ min: 800, max: 815 }))
    .map(([kind, direct]) => normaliseNumber(`089 99998-${direct}`, kind, 'DE')),
  { maxLength: 8 },
);

/** Contacts of every shape, within the schema. */
export const contacts: fc.Arbitrary<Contact> = fc
  .record({
    displayName: maybeText,
    givenName: maybeText,
    surname: maybeText,
    companyName: maybeText,
    jobTitle: maybeText,
    emails: fc.array(fc.emailAddress(), { maxLength: 6 }),
    phones,
  })
  .map((fields) =>
    contactWith(
      Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      ) as Partial<Contact>,
    ),
  );
