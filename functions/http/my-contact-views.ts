import * as z from 'zod';
import type { ListedChange } from '../../shared/app-directory/list-changes.ts';
import type { NumberFound } from '../../shared/app-directory/lookup-number.ts';
import { addressSchema, type Contact, phoneKinds } from '../../shared/contacts/contact.ts';
import { nameOf } from '../../shared/contacts/contact-details.ts';

const number = z.string().nullable().meta({ description: 'E.164; null where nothing diallable is in it.' });

const fields = {
  name: z.string().optional().meta({ description: 'To be shown.' }),
  givenName: z.string().optional(),
  surname: z.string().optional(),
  companyName: z.string().optional(),
  department: z.string().optional(),
  jobTitle: z.string().optional(),
  officeLocation: z.string().optional(),
  emails: z.array(z.string()),
  phones: z.array(z.strictObject({ kind: z.enum(phoneKinds), number, original: z.string() })),
  address: addressSchema.optional(),
};

const place = {
  id: z.string().meta({ description: 'Stays while the source knows the person.' }),
  sourceId: z.guid(),
};

export const contactView = z.strictObject({ ...place, ...fields }).meta({ id: 'MyContact' });

export const changeView = z
  .union([
    contactView,
    z.strictObject({
      ...place,
      gone: z.literal(true).meta({ description: 'Take it away, where it is known.' }),
    }),
  ])
  .meta({ id: 'MyContactChange' });

export const lookupView = z
  .strictObject({
    number: z.string().meta({ description: 'What was asked for, as E.164.' }),
    matches: z.array(
      z.strictObject({
        id: place.id,
        name: fields.name,
        companyName: fields.companyName,
        department: fields.department,
        jobTitle: fields.jobTitle,
        kind: z.enum(phoneKinds).meta({ description: 'What sort of number it is to the person.' }),
        entries: z
          .array(z.strictObject(place))
          .meta({ description: 'The person in each source, the one that is believed first first.' }),
      }),
    ),
  })
  .meta({ id: 'NumberFound' });

const defined = <T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };

const titles = (contact: Contact) => {
  const { companyName, department, jobTitle } = contact;
  return { name: nameOf(contact), companyName, department, jobTitle };
};

export const toContactView = ({
  id,
  sourceId,
  contact,
}: {
  readonly id: string;
  readonly sourceId: string;
  readonly contact: Contact;
}) => {
  const { givenName, surname, officeLocation, businessAddress: address, emails, phones } = contact;
  return {
    ...defined({ ...titles(contact), givenName, surname, officeLocation, address }),
    id,
    sourceId,
    emails,
    phones: phones.map(({ kind, e164, original }) => ({ kind, number: e164, original })),
  };
};

export const toChange = ({ id, sourceId, contact }: ListedChange) =>
  contact === undefined ? { id, sourceId, gone: true as const } : toContactView({ id, sourceId, contact });

export const toLookup = ({ e164, matches }: NumberFound) => ({
  number: e164,
  matches: matches.map(({ id, kind, person, entries }) => ({
    ...defined(titles(person.contact)),
    id,
    kind,
    entries,
  })),
});
