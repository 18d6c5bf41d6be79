import type { Card } from './card.ts';

/**
 * Longest values that are read and written, in UTF-16 units. Graph documents none for a personal contact; these are what
 * Entra ID takes for the same field of a user (resource type `user`), but at most 255, MAPI's limit for strings that
 * Outlook sorts and searches by. What is longer is cut there, never refused: one odd field must not cost the contact.
 */
export const fieldLengths = {
  displayName: 255,
  fileAs: 255,
  givenName: 64,
  surname: 64,
  companyName: 64,
  department: 64,
  jobTitle: 128,
  officeLocation: 128,
  manager: 255,
  email: 255,
  street: 255,
  city: 128,
  state: 128,
  postalCode: 40,
  country: 128,
} as const satisfies Partial<Record<keyof Card, number>> & Record<string, number>;

/** Trimmed and cut without leaving half a character behind; undefined for nothing. */
export const fitted = (text: string | undefined, longest: number): string | undefined => {
  const trimmed = text?.trim() ?? '';
  if (trimmed.length <= longest) return trimmed === '' ? undefined : trimmed;
  // A high surrogate at the end lost its other half.
  return trimmed
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
};
