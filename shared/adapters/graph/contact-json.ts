import * as z from 'zod';
import { type Card, cardAddressSchema, cardFields } from '../../contacts/card.ts';
import type { ReportedContact } from '../../imports/mailboxes.ts';
import { adoptedPropertyId, tagPropertyId } from './tag-property.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value));

const texts = z
  .array(z.string().nullable())
  .nullish()
  .transform((values) => (values ?? []).flatMap((value) => (value ? [value] : [])));

/** Exchange keeps slots: an e-mail address may come without a name, without an address, or as null. */
const emails = z
  .array(z.object({ address: z.string().nullish(), name: z.string().nullish() }).nullable())
  .nullish()
  .transform((values) =>
    (values ?? []).flatMap((email) =>
      email?.address ? [{ address: email.address, name: email.name ?? email.address }] : [],
    ),
  );

const emptyAddress = { street: null, city: null, state: null, postalCode: null, countryOrRegion: null };

/** An empty address comes as {} or null; parts that are empty are left out. */
const address = z
  .object({ street: text, city: text, state: text, postalCode: text, countryOrRegion: text })
  .nullish()
  .transform((value) => cardAddressSchema.parse(value ?? emptyAddress));

const cardShape = {
  displayName: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  fileAs: text,
  givenName: text,
  surname: text,
  companyName: text,
  department: text,
  jobTitle: text,
  officeLocation: text,
  manager: text,
  emailAddresses: emails,
  businessPhones: texts,
  homePhones: texts,
  mobilePhone: text,
  businessAddress: address,
};

const contactSchema = z.object({
  id: z.string(),
  changeKey: z.string().catch(''),
  categories: z.array(z.string()).nullish(),
  personalNotes: z.string().nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
  ...cardShape,
});

/** `$select` of every reading; `id` and `changeKey` come along in any case but are named for clarity. */
export const contactFields = ['id', 'changeKey', ...cardFields, 'categories', 'personalNotes'].join(',');

/** Undefined where it is no contact. A property's GUID comes back in any case. */
export function reportedContact(json: unknown): ReportedContact | undefined {
  const parsed = contactSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { id, changeKey, categories, personalNotes, singleValueExtendedProperties, ...card } = parsed.data;
  const propertyOf = (id: string) =>
    singleValueExtendedProperties?.find((property) => property.id.toLowerCase() === id.toLowerCase())?.value;
  const tag = propertyOf(tagPropertyId);
  return {
    id,
    changeKey,
    ...(tag ? { tag } : {}),
    ...(tag && propertyOf(adoptedPropertyId) ? { adopted: true as const } : {}),
    card,
    categories: categories ?? [],
    note: personalNotes || null,
  };
}

/**
 * The body of a create or update: exactly the fields given. null and [] empty a field; an address is replaced as a whole.
 */
export const contactBody = (fields: {
  readonly card: Partial<Card>;
  readonly categories?: readonly string[];
  readonly note?: string | null;
}): Readonly<Record<string, unknown>> => ({
  ...fields.card,
  ...(fields.categories === undefined ? {} : { categories: fields.categories }),
  // Exchange keeps the note as the item's body, which can be empty but not null.
  ...(fields.note === undefined ? {} : { personalNotes: fields.note ?? '' }),
});
