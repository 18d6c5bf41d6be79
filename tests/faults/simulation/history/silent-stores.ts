import type { StoreName } from '../../../../shared/store-purchases/store-facts.ts';
import type { StoreEvent } from '../world/app-stores.ts';
import type { Command, History } from './history.ts';

const hour = 3_600_000;

/** What each user has bought, for thirty hours at first, and what becomes of it once nobody is told any more. */
const stories: readonly (readonly [store: StoreName, ...(readonly [at: number, what: StoreEvent])[]])[] = [
  ['apple', [29 * hour, 'renewed']],
  ['google', [29 * hour, 'renewed']],
  ['apple', [29 * hour, 'renewed'], [30 * hour, 'will-not-renew']],
  ['apple', [29 * hour, 'charge-failed'], [45 * hour, 'renewed']],
  ['google', [29 * hour, 'charge-failed'], [45 * hour, 'renewed']],
  ['apple', [20 * hour, 'refunded']],
];

/** [L5] From the first hour on nothing that the stores tell arrives, and no app shows what it has. */
export const silentStores: Omit<History, 'faults'> = {
  seed: 12,
  start: '2026-06-01T08:00:00.000Z',
  companies: 1,
  people: stories.length,
  commands: [
    ...stories.flatMap(([store, ...events], user): readonly Command[] => [
      { at: 0, act: { kind: 'buy', company: 0, user, store, endsAfterMs: 30 * hour } },
      ...events.map(([at, what]): Command => ({ at, act: { kind: 'store-tells', company: 0, user, what } })),
    ]),
    ...(['apple', 'google'] as const).map(
      (store): Command => ({ at: hour, act: { kind: 'fall-silent', company: 0, store } }),
    ),
  ],
};
