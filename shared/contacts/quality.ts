import * as z from 'zod';
import { cardSchema } from './card.ts';
import { type Contact, hasUsableNumber, phoneProblems } from './contact.ts';
import type { TrimReport } from './to-card.ts';

const count = z.int().nonnegative();

/** What a source's data is like, in counts: kept with the source and shown to its administrator. No personal data. */
export const qualitySchema = z.strictObject({
  people: count,
  /** People whom no caller can be recognised by: no number, only unusable ones, or only a fax. */
  withoutNumber: count,
  /** Unusable numbers by problem. */
  unusable: z.partialRecord(z.enum(phoneProblems), count),
  /** Contacts by the field that a card had no room for. */
  trimmed: z.partialRecord(cardSchema.keyof(), count),
});

export type Quality = z.infer<typeof qualitySchema>;

/** Counts over the contacts of one source, and what was reported when their cards were made. */
export const qualityOf = (contacts: Iterable<Contact>, trimmed: Iterable<TrimReport> = []): Quality => {
  const quality: Quality = { people: 0, withoutNumber: 0, unusable: {}, trimmed: {} };
  for (const contact of contacts) {
    quality.people += 1;
    if (!hasUsableNumber(contact)) quality.withoutNumber += 1;
    for (const { problem } of contact.phones) {
      if (problem !== undefined) quality.unusable[problem] = (quality.unusable[problem] ?? 0) + 1;
    }
  }
  for (const { field } of trimmed) quality.trimmed[field] = (quality.trimmed[field] ?? 0) + 1;
  return quality;
};

/** The counts of two parts of a source together: large sources are read and counted in pieces. */
export const addedQuality = (a: Quality, b: Quality): Quality => ({
  people: a.people + b.people,
  withoutNumber: a.withoutNumber + b.withoutNumber,
  unusable: added(a.unusable, b.unusable),
  trimmed: added(a.trimmed, b.trimmed),
});

const added = <Key extends string>(
  a: Readonly<Partial<Record<Key, number>>>,
  b: Readonly<Partial<Record<Key, number>>>,
): Partial<Record<Key, number>> => {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as Key[];
  return Object.fromEntries(keys.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)])) as Partial<
    Record<Key, number>
  >;
};
