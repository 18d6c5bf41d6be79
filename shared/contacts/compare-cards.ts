import { canonicalJson } from './canonical-json.ts';
import { type Card, cardFields } from './card.ts';

/** A card as a mailbox reports it: fields and their parts may be missing, null or empty, which means the same. */
export type ReportedCard = { readonly [Field in keyof Card]?: Card[Field] | null | undefined };

export const sameCard = (a: Card, b: Card): boolean => canonicalJson(a) === canonicalJson(b);

/** The fields of `after` that differ from `before`, as a PATCH wants them: null or [] empties a field [I10]. */
export const changedFields = (before: Card, after: Card): Partial<Card> =>
  fieldsWhere(after, (field) => canonicalJson(before[field]) !== canonicalJson(after[field]));

/**
 * The fields of `desired` that a mailbox shows otherwise; {} when it is as it should be. Tolerates what Exchange does to a
 * contact: white space around texts goes, line ends become CRLF, empty parts of an address are missing, null or "". The
 * order of e-mail addresses and numbers counts, because phones show the first.
 */
export const differencesFromReported = (desired: Card, reported: ReportedCard): Partial<Card> =>
  fieldsWhere(
    desired,
    (field) => canonicalJson(asReported(desired[field])) !== canonicalJson(asReported(reported[field])),
  );

export const cardsEqualAsReported = (desired: Card, reported: ReportedCard): boolean =>
  Object.keys(differencesFromReported(desired, reported)).length === 0;

const fieldsWhere = (card: Card, differs: (field: keyof Card) => boolean): Partial<Card> =>
  Object.fromEntries(cardFields.filter(differs).map((field) => [field, card[field]]));

/** Nothing in all its forms (absent, null, "", [], an object of nothing) is null; texts are trimmed. */
const asReported = (value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value.replaceAll('\r\n', '\n').trim() || null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(asReported);
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const told = asReported(part);
    return told === null ? [] : [[key, told] as const];
  });
  return parts.length === 0 ? null : Object.fromEntries(parts);
};
