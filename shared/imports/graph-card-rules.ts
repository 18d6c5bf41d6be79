import { createHash } from 'node:crypto';
import type { Card } from '../contacts/card.ts';
import { differencesFromReported } from '../contacts/compare-cards.ts';
import type { CardRules } from './plan-mailbox.ts';

/** Exchange makes these anew from the name's parts when a part changes and they are not sent along. */
const withNameParts = (differing: Partial<Card>, { displayName, fileAs }: Card): Partial<Card> =>
  'givenName' in differing || 'surname' in differing ? { ...differing, displayName, fileAs } : differing;

/** Comparison with what Exchange makes of a card, and the short form of its change keys that manifests keep. */
export const graphCardRules: CardRules = {
  differences: (reported, desired) => withNameParts(differencesFromReported(desired, reported), desired),
  changeOf: (changeKey) =>
    changeKey === '' ? '' : createHash('sha256').update(changeKey).digest('hex').slice(0, 16),
};
