import * as z from 'zod';

/**
 * A contact as it is written into a mailbox: the managed fields of Microsoft Graph's `contact` (v1.0), within its limits
 * (2 business, 2 home, 1 mobile number, 3 e-mail addresses). Every field is always present: null and [] empty a field,
 * because Graph leaves alone what a PATCH omits.
 */
export const cardAddressSchema = z.strictObject({
  street: z.string().nullable(),
  city: z.string().nullable(),
  state: z.string().nullable(),
  postalCode: z.string().nullable(),
  countryOrRegion: z.string().nullable(),
});

const field = z.string().nullable();

export const cardSchema = z.strictObject({
  displayName: z.string(),
  fileAs: field,
  givenName: field,
  surname: field,
  companyName: field,
  department: field,
  jobTitle: field,
  officeLocation: field,
  manager: field,
  emailAddresses: z.array(z.strictObject({ address: z.string(), name: z.string() })).max(3),
  businessPhones: z.array(z.string()).max(2),
  homePhones: z.array(z.string()).max(2),
  mobilePhone: field,
  businessAddress: cardAddressSchema,
});

export type Card = z.infer<typeof cardSchema>;

/** Names of the managed fields, as Graph's `$select` wants them. */
export const cardFields = Object.keys(cardSchema.shape) as readonly (keyof Card)[];

/** One entry of a share's snapshot. */
export interface SharedContact {
  /** `sourceId/contactKey` of an entry that the person has, or had: stable as long as one of its entries stays. */
  readonly key: string;
  /** Of the person's other entries: by them the key is found again when its own entry has gone. */
  readonly aliases?: readonly string[];
  readonly card: Card;
  /** SHA-256 of the photo, hex. */
  readonly photo?: string;
}
