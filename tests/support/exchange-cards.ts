import type { Card } from '../../shared/contacts/card.ts';

/** What Exchange makes of a value: white space around texts goes, an empty text is none. */
const asExchangeKeeps = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) return value.map(asExchangeKeeps);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asExchangeKeeps(part)]));
};

export const asExchangeKeepsCard = (card: Card): Card => ({
  ...(asExchangeKeeps(card) as Card),
  displayName: card.displayName.trim(),
});

/** Outlook makes display name and file-as anew from the name's parts when a write touches these but not them. */
export const withDerivedNames = (after: Card, written: Partial<Card>): Card => {
  if (!('givenName' in written || 'surname' in written)) return after;
  const parts = [after.givenName, after.surname].filter(Boolean);
  return {
    ...after,
    ...('displayName' in written ? {} : { displayName: parts.join(' ') }),
    ...('fileAs' in written ? {} : { fileAs: parts.toReversed().join(', ') }),
  };
};
