import * as z from 'zod';

/**
 * A person or function as read from a source, the same for every source. Personal data: encrypted wherever it rests.
 */

const text = z.string().max(512);

export const phoneKinds = ['business', 'home', 'mobile', 'businessFax', 'other'] as const;

/** Why nothing diallable was made of a number: each names a text of the quality report. */
export const phoneProblems = [
  'empty',
  'not-a-number',
  /** An extension, reachable only from within. */
  'internal',
  /** A subscriber's number whose area code nobody wrote. */
  'no-area-code',
  /** Emergency and service numbers: nobody calls from them. */
  'short-code',
  /** Two numbers in one field: which is meant is not ours to guess. */
  'several-numbers',
  'too-long',
  'too-short',
  'unknown-country',
] as const;

/** [S8] A number as the source has it, and what a phone needs to recognise a caller. */
export const phoneSchema = z.strictObject({
  kind: z.enum(phoneKinds),
  /** As typed. */
  original: text,
  /** E.164, e.g. `+498912345612`; null where nothing diallable can be made of it. */
  e164: z.string().nullable(),
  problem: z.enum(phoneProblems).optional(),
});

export const addressSchema = z.strictObject({
  street: text.optional(),
  postalCode: text.optional(),
  city: text.optional(),
  state: text.optional(),
  country: text.optional(),
});

export const contactSchema = z.strictObject({
  /** Stable within its source, e.g. Entra's object id. */
  key: z.string().min(1).max(128),
  givenName: text.optional(),
  surname: text.optional(),
  displayName: text.optional(),
  companyName: text.optional(),
  department: text.optional(),
  jobTitle: text.optional(),
  officeLocation: text.optional(),
  emails: z.array(text).max(20),
  phones: z.array(phoneSchema).max(20),
  businessAddress: addressSchema.optional(),
  /** Entra's object id of the person, where another source knows it. */
  entraId: z.string().max(128).optional(),
  /** Key of the manager in the same source. */
  managerKey: z.string().max(128).optional(),
  /** SHA-256 of the photo, hex; the bytes are kept once under it. */
  photo: z.string().max(64).optional(),
  enabled: z.boolean(),
  hidden: z.boolean(),
});

export type Phone = z.infer<typeof phoneSchema>;
export type PhoneProblem = (typeof phoneProblems)[number];
export type PhoneKind = (typeof phoneKinds)[number];
export type Address = z.infer<typeof addressSchema>;
export type Contact = z.infer<typeof contactSchema>;

export const hasUsableNumber = (contact: Contact): boolean =>
  contact.phones.some((phone) => phone.e164 !== null && phone.kind !== 'businessFax');
