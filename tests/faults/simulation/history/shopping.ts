import type { StoreName } from '../../../../shared/store-purchases/store-facts.ts';
import type { StoreEvent } from '../world/app-stores.ts';
import type { Command, History } from './history.ts';

const hour = 3_600_000;

type Step =
  | readonly [at: number, act: 'hand-in' | StoreEvent]
  | readonly [at: number, act: 'buy', store: StoreName, soon?: readonly [StoreEvent, afterMs: number]];

/**
 * Each user has a story of his own, of which the last word falls together with the one before, or with the app that shows what it
 * has: nothing comes later that would put right what went wrong there. A purchase at Google on top of another replaces it.
 */
const stories: readonly (readonly Step[])[] = [
  [
    [0, 'buy', 'google', ['will-not-renew', 60]],
    [9 * hour, 'hand-in'],
  ],
  [[0, 'buy', 'google', ['refunded', 120]]],
  [[0, 'buy', 'apple', ['refunded', 40]]],
  [
    [0, 'buy', 'google'],
    [hour, 'charge-failed'],
    [hour + 700, 'renewed'],
  ],
  [
    [0, 'buy', 'google'],
    [hour, 'will-not-renew'],
    [hour + 400, 'hand-in'],
    [hour + 900, 'will-renew'],
  ],
  [
    [0, 'buy', 'apple'],
    [2 * hour, 'charge-failed'],
    [2 * hour + 100, 'hand-in'],
  ],
  [
    [0, 'buy', 'apple'],
    [2 * hour, 'renewed'],
    [2 * hour + 50, 'will-not-renew'],
    [2 * hour + 90, 'hand-in'],
  ],
  [
    [0, 'buy', 'apple'],
    [3 * hour, 'refunded'],
    [3 * hour + 300, 'refund-reversed'],
  ],
  [
    [0, 'buy', 'google'],
    [3 * hour, 'buy', 'google', ['will-not-renew', 80]],
  ],
];

/** Nine users buy in stores, which tell of all that can become of a purchase, often late and twice. */
export const shopping: Omit<History, 'faults'> = {
  seed: 11,
  start: '2026-06-01T08:00:00.000Z',
  companies: 1,
  people: stories.length,
  commands: stories.flatMap((steps, user) =>
    steps.map(([at, act, store, soon], n): Command => {
      const who = { company: 0, user };
      if (act === 'hand-in') return { at, act: { kind: act, ...who } };
      if (act !== 'buy' || store === undefined)
        return { at, act: { kind: 'store-tells', ...who, what: act as StoreEvent } };
      const [what, afterMs = 0] = soon ?? [];
      return {
        at,
        act: {
          kind: 'buy',
          ...who,
          store,
          ...(n > 0 ? { replaces: true as const } : {}),
          ...(what === undefined ? {} : { soon: { what, afterMs } }),
        },
      };
    }),
  ),
};
