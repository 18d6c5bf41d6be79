import * as z from 'zod';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { removedSchema } from './delta-pages.ts';
import { present } from './present.ts';

const text = z.string().nullish();

const addressSchema = z.object({
  street: text,
  postalCode: text,
  city: text,
  state: text,
  countryOrRegion: text,
  officeLocation: text,
});

/** `orgContact` of Graph v1.0, as far as it is read. Tolerant: anything may be absent or null, and of a new kind. */
const orgContactSchema = z.object({
  id: z.string().min(1).max(128),
  displayName: text,
  givenName: text,
  surname: text,
  companyName: text,
  department: text,
  jobTitle: text,
  mail: text,
  phones: z.array(z.object({ type: text, number: text })).nullish(),
  addresses: z.array(addressSchema).nullish(),
});

export const orgContactEntrySchema = z.object({
  ...orgContactSchema.shape,
  '@removed': removedSchema.optional(),
});
export const orgContactFields = Object.keys(orgContactSchema.shape);

/**
 * [S5] A mail contact of the address list, numbers as typed. Pagers and assistants are not this person's telephone; Graph
 * v1.0 does not say whether a contact is hidden from address lists.
 */
export function personOfOrgContact(contact: z.infer<typeof orgContactSchema>): DirectoryPerson {
  const numbers = (...types: readonly string[]): readonly string[] =>
    (contact.phones ?? []).flatMap(({ type, number }) =>
      number && number.trim() !== '' && types.includes(type ?? '') ? [number] : [],
    );
  const [mobilePhone, ...moreMobiles] = numbers('mobile');
  const [address] = contact.addresses ?? [];
  const businessAddress = present({
    street: address?.street,
    postalCode: address?.postalCode,
    city: address?.city,
    state: address?.state,
    country: address?.countryOrRegion,
  });
  return {
    key: contact.id,
    ...present({
      displayName: contact.displayName,
      givenName: contact.givenName,
      surname: contact.surname,
      companyName: contact.companyName,
      department: contact.department,
      jobTitle: contact.jobTitle,
      officeLocation: address?.officeLocation,
      mobilePhone,
      faxNumber: numbers('businessFax')[0],
    }),
    emails: contact.mail ? [contact.mail] : [],
    businessPhones: numbers('business'),
    homePhones: numbers('home'),
    otherPhones: [...moreMobiles, ...numbers('other')],
    ...(Object.keys(businessAddress).length === 0 ? {} : { businessAddress }),
    enabled: true,
    hidden: false,
  };
}
