import { createHash } from 'node:crypto';
import { differencesFromReported } from '../contacts/compare-cards.ts';
import type { CardRules } from './plan-mailbox.ts';

/** Comparison with what Exchange makes of a card, and the short form of its change keys that manifests keep. */
export const graphCardRules: CardRules = {
  differences: (reported, desired) => differencesFromReported(desired, reported),
  changeOf: (changeKey) =>
    changeKey === '' ? '' : createHash('sha256').update(changeKey).digest('hex').slice(0, 16),
};
