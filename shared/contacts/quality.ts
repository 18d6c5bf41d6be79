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
