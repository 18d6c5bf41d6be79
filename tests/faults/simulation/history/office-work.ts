import type { History } from './history.ts';

const hour = 3_600_000;
const second = 1_000;

/**
 * The operator agrees with a company on the app and its looks, and changes both, while seats change hands, a token is revoked
 * and everything is taken out. Acts of one moment meet each other.
 */
export const officeWork: Omit<History, 'faults'> = {
  seed: 8,
  start: '2026-06-01T08:00:00.000Z',
  companies: 1,
  people: 4,
  subscribed: [{ plan: 'app-monthly', quantity: 3, state: 'active', endsAfterDays: 20 }],
  commands: [
    {
      at: 0,
      act: { kind: 'load-list', company: 0, entries: [0, 1, 2], variant: 1, mode: 'merge', as: 'csv' },
    },
    { at: 0, act: { kind: 'set-contract', company: 0, isOver: false } },
    { at: 0, act: { kind: 'set-brand', company: 0, variant: 1, logo: 48 } },
    { at: 0, act: { kind: 'take-seat', company: 0, user: 0 } },
    { at: 0, act: { kind: 'take-seat', company: 0, user: 1 } },
    { at: 20 * second, act: { kind: 'reassign-seat', company: 0, user: 0, to: 0 } },
    { at: 20 * second, act: { kind: 'reassign-seat', company: 0, user: 0, to: 2 } },
    { at: 20 * second, act: { kind: 'give-seat-back', company: 0, user: 1 } },
    { at: 20 * second, act: { kind: 'revoke-token', company: 0, user: 3 } },
    { at: 20 * second, act: { kind: 'book', company: 0, held: 4, acceptPause: true, by: 'operator' } },
    { at: 20 * second, act: { kind: 'book', company: 0, held: 6, acceptPause: true } },
    { at: 20 * second, act: { kind: 'change-subscription', company: 0, cancelled: true } },
    { at: 20 * second, act: { kind: 'set-brand', company: 0, variant: 2, logo: 'none' } },
    { at: 20 * second, act: { kind: 'set-brand', company: 0, variant: 3, logo: 64 } },
    { at: 20 * second, act: { kind: 'take-all-out', company: 0, limit: 6 } },
    { at: 21 * second, act: { kind: 'reassign-seat', company: 0, user: 2, to: 2 } },
    { at: 21 * second, act: { kind: 'take-seat', company: 0, user: 3 } },
    { at: hour / 3, act: { kind: 'tend-dead-letters', discard: false } },
    { at: hour / 2, act: { kind: 'see-brand', company: 0, user: 1 } },
    { at: 2 * hour, act: { kind: 'set-contract', company: 0, isOver: true } },
    { at: 2 * hour, act: { kind: 'see-brand', company: 0, user: 1 } },
    { at: 3 * hour, act: { kind: 'tend-dead-letters', discard: false } },
  ],
};
