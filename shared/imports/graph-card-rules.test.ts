import { expect, it } from 'vitest';
import { defaultFieldPolicy } from '../contacts/field-policy.ts';
import { anna } from '../contacts/sample-contacts.test-data.ts';
import { toCard } from '../contacts/to-card.ts';
import { graphCardRules } from './graph-card-rules.ts';

const { card } = toCard(anna, { policy: defaultFieldPolicy });

it('[I5] a repaired name brings displayed name and file-as along, which Exchange would make anew', () => {
  const { givenName, displayName, fileAs } = card;
  const repaired = graphCardRules.differences({ ...card, givenName: 'Anni' }, card);
  expect(repaired).toEqual({ givenName, displayName, fileAs });
});

it('[I5] a card that is as it should be needs nothing', () => {
  expect(graphCardRules.differences(card, card)).toEqual({});
});
