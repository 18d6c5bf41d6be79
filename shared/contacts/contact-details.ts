import * as z from 'zod';
import { phoneKinds } from './contact.ts';
import { fieldLengths } from './field-lengths.ts';

/**
 * [S10] A contact as somebody types it in, or a file brings it: numbers as written, not yet normalised. What a source has
 * of its own (key, photo, account) is not in it. Personal data.
 */

const plain = /^\P{Cc}*$/u;
const line = (longest: number) =>
  z.string().trim().max(longest).regex(plain, 'control-characters').transform(orAbsent).optional();
const orAbsent = (text: string): string | undefined => (text === '' ? undefined : text);

/** As many e-mail addresses and numbers as a contact keeps. */
const mostMeans = 20;

// Lenient: umlauts before and behind the @ are addresses, too.
const email = z
  .string()
  .trim()
  .max(fieldLengths.email)
  .regex(/^[^\s@<>,;:"\p{Cc}]+@[^\s@<>,;:"\p{Cc}]+$/u, 'email');

const phone = z.strictObject({
  kind: z.enum(phoneKinds),
  /** As typed; what cannot be dialled is kept and reported. */
  number: z.string().trim().min(1).max(100).regex(plain, 'control-characters'),
});

const address = z.strictObject({
  // Several lines, as on a letter.
  street: z
    .string()
    .overwrite((text) => text.replace(/\r\n?/g, '\n').trim())
    .max(fieldLengths.street)
    .regex(/^(?:\P{Cc}|\n)*$/u, 'control-characters')
    .transform(orAbsent)
    .optional(),
  postalCode: line(fieldLengths.postalCode),
  city: line(fieldLengths.city),
  state: line(fieldLengths.state),
  country: line(fieldLengths.country),
});

export const contactDetailsSchema = z
  .strictObject({
    givenName: line(fieldLengths.givenName),
    surname: line(fieldLengths.surname),
    displayName: line(fieldLengths.displayName),
    companyName: line(fieldLengths.companyName),
    department: line(fieldLengths.department),
    jobTitle: line(fieldLengths.jobTitle),
    officeLocation: line(fieldLengths.officeLocation),
    emails: z.array(email).max(mostMeans).default([]),
    phones: z.array(phone).max(mostMeans).default([]),
    businessAddress: address.optional(),
  })
  .refine((given) => nameOf(given) !== undefined, { path: ['displayName'], message: 'contact-name' });

export type ContactDetails = z.output<typeof contactDetailsSchema>;

interface Names {
  readonly displayName?: string | undefined;
  readonly givenName?: string | undefined;
  readonly surname?: string | undefined;
  readonly companyName?: string | undefined;
}

/** What a contact is called where nobody said: given and family name, else its company. */
export const nameOf = ({ displayName, givenName, surname, companyName }: Names): string | undefined => {
  const person = [givenName, surname].filter((part) => part !== undefined && part !== '').join(' ');
  return [displayName, person, companyName].find((name) => name !== undefined && name !== '');
};
