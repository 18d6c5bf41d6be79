import * as z from 'zod';

/** Outlook's colours of categories by Graph's names (`categoryColor`); clients show them a little differently. */
export const categoryColours = [
  'preset0',
  'preset1',
  'preset2',
  'preset3',
  'preset4',
  'preset5',
  'preset6',
  'preset7',
  'preset8',
  'preset9',
  'preset10',
  'preset11',
  'preset12',
  'preset13',
  'preset14',
  'preset15',
  'preset16',
  'preset17',
  'preset18',
  'preset19',
  'preset20',
  'preset21',
  'preset22',
  'preset23',
  'preset24',
] as const;

export const categoryColourSchema = z.enum(categoryColours);
export type CategoryColour = z.infer<typeof categoryColourSchema>;

/** What a mailbox's list of categories was made to say. */
export const colouredSchema = z.strictObject({ category: z.string(), colour: categoryColourSchema });
export type Coloured = z.infer<typeof colouredSchema>;

/** Why a category kept its colour: tried again with the next run. */
export const colourFailures = ['access-denied', 'refused', 'throttled', 'unavailable'] as const;
export type ColourFailure = (typeof colourFailures)[number];

/** [T2] Application permission that only a wish for a colour takes: lists of categories belong to the mailbox's settings. */
export const colourPermission = 'MailboxSettings.ReadWrite';
