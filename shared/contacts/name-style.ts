import * as z from 'zod';
import type { Card } from './card.ts';
import { fieldLengths, fitted } from './field-lengths.ts';

/**
 * [H5] How names are shown. `order` and `company` make the display name, which phones and Outlook show of a caller;
 * `fileAs` is what lists are sorted by, in Outlook's own orders: "Berger, Anna", "Anna Berger", "Müller AG",
 * "Berger, Anna (Müller AG)", "Müller AG (Berger, Anna)".
 */
const orders = ['as-is', 'given-first', 'family-first'] as const;
const companies = ['none', 'appended'] as const;
const filings = [
  'family-given',
  'given-family',
  'company',
  'family-given-company',
  'company-family-given',
] as const;

const shape = { order: z.enum(orders), company: z.enum(companies), fileAs: z.enum(filings) };

export const nameStyleSchema = z.strictObject(shape);
export type NameStyle = z.infer<typeof nameStyleSchema>;

/** Parts of a style: what is left out is decided elsewhere. */
export const nameStyleWishSchema = z.strictObject({
  order: shape.order.optional(),
  company: shape.company.optional(),
  fileAs: shape.fileAs.optional(),
});
export type NameStyleWish = z.infer<typeof nameStyleWishSchema>;

/** A merge patch of them (RFC 7396): a part that is left out stays, null takes it away. */
export const nameStylePatchSchema = z.strictObject({
  order: shape.order.nullable().optional(),
  company: shape.company.nullable().optional(),
  fileAs: shape.fileAs.nullable().optional(),
});
export type NameStylePatch = z.infer<typeof nameStylePatchSchema> | null | undefined;

/** Undefined where no wish is left. */
export const patchedWish = (
  before: NameStyleWish | undefined,
  patch: NameStylePatch,
): NameStyleWish | undefined => {
  if (patch === null) return undefined;
  const parts = Object.entries({ ...before, ...withoutUndefined(patch ?? {}) });
  const wished = parts.filter(([, part]) => part !== null && part !== undefined);
  return wished.length === 0 ? undefined : Object.fromEntries(wished);
};

const withoutUndefined = (patch: object): object =>
  Object.fromEntries(Object.entries(patch).filter(([, part]) => part !== undefined));

/** Cards as they come from `toCard`: the order and spelling of people's names are the company's. */
export const plainNames: NameStyle = { order: 'as-is', company: 'none', fileAs: 'family-given' };

/** The first who has a wish decides, part by part. */
export const nameStyleOf = (...wishes: readonly (NameStyleWish | undefined)[]): NameStyle => ({
  order: firstOf(wishes.map((wish) => wish?.order)) ?? plainNames.order,
  company: firstOf(wishes.map((wish) => wish?.company)) ?? plainNames.company,
  fileAs: firstOf(wishes.map((wish) => wish?.fileAs)) ?? plainNames.fileAs,
});

export const isSameStyle = (a: NameStyle, b: NameStyle): boolean =>
  a.order === b.order && a.company === b.company && a.fileAs === b.fileAs;

const firstOf = <T>(values: readonly (T | undefined)[]): T | undefined =>
  values.find((value) => value !== undefined);

const separator = ' · ';

/**
 * The card with its names as the style says. It knows only what is in the card: a company that the share's field policy
 * withholds cannot be shown [H4]. Who has one name only, or is a function, keeps the name that is shown.
 */
export const withNameStyle = (card: Card, style: NameStyle): Card => {
  if (isSameStyle(style, plainNames)) return card;
  const displayName = withCompany(ordered(card, style), card.companyName, style);
  return {
    ...card,
    displayName,
    fileAs: filed(card, style) ?? card.fileAs,
    emailAddresses: card.emailAddresses.map(({ address }) => ({ address, name: displayName })),
  };
};

const ordered = ({ displayName, givenName, surname }: Card, { order }: NameStyle): string => {
  if (order === 'as-is' || givenName === null || surname === null) return displayName;
  return order === 'given-first' ? `${givenName} ${surname}` : `${surname}, ${givenName}`;
};

/** Where there is not room for both, the person's name stays whole. */
const withCompany = (name: string, companyName: string | null, { company }: NameStyle): string => {
  if (company === 'none' || companyName === null || bears(name, companyName)) return name;
  const room = fieldLengths.displayName - name.length - separator.length;
  const shown = room > 0 ? fitted(companyName, room) : undefined;
  return shown === undefined ? name : `${name}${separator}${shown}`;
};

/** "Müller AG" is not shown as "Müller AG · Müller AG", nor what a source has appended already a second time. */
const bears = (name: string, companyName: string): boolean => {
  const [shown, appended] = [name.toLowerCase(), companyName.toLowerCase()];
  return shown === appended || shown.endsWith(`${separator}${appended}`);
};

/** Undefined where the card has not what the order asks for: then it is filed as ever. */
const filed = ({ givenName, surname, companyName, fileAs }: Card, style: NameStyle): string | undefined => {
  const person = fileAs ?? '';
  const company = companyName ?? '';
  const withOther = (first: string, second: string) =>
    second === '' || first.toLowerCase() === second.toLowerCase() ? first : `${first} (${second})`;
  switch (style.fileAs) {
    case 'family-given':
      return undefined;
    case 'given-family':
      return givenName === null || surname === null ? undefined : `${givenName} ${surname}`;
    case 'company':
      return company || undefined;
    case 'family-given-company':
      return fitted(person === '' ? company : withOther(person, company), fieldLengths.fileAs);
    case 'company-family-given':
      return company === '' ? undefined : fitted(withOther(company, person), fieldLengths.fileAs);
  }
};
