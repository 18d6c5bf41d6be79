import type { History } from './history.ts';

const hour = 3_600_000;

/**
 * Three kinds of source feed a share, and its import writes into the mailbox that one of them reads. Played with a part of the
 * faults only: what they do to a reading is the same whatever is read.
 */
export const manySources: Omit<History, 'faults'> = {
  seed: 5,
  start: '2026-06-01T18:00:00.000Z',
  companies: 1,
  people: 3,
  commands: [
    { at: 0, act: { kind: 'create-share', company: 0, name: 's', beside: { mailboxOf: 1 } } },
    {
      at: 1,
      act: { kind: 'create-import', company: 0, name: 'i', share: 's', users: [0, 1], folder: 'default' },
    },
    { at: hour, act: { kind: 'person-changes', company: 0, user: 0, variant: 1 } },
    { at: 2 * hour, act: { kind: 'run-now', import: 'i' } },
  ],
};

/**
 * Licences are booked, a month ends at midnight in Berlin, and fewer and more are booked in the next one, while two of the
 * operator's staff give back what both of them hold for wrong.
 */
export const monthEnds: Omit<History, 'faults'> = {
  seed: 6,
  start: '2026-06-30T16:00:00.000Z',
  companies: 1,
  people: 2,
  licences: [{ held: 0, trialEndsAfterMs: -48 * hour }],
  commands: [
    { at: 0, act: { kind: 'book', company: 0, held: 4, acceptPause: true } },
    { at: 2 * hour, act: { kind: 'book', company: 0, held: 6, acceptPause: true } },
    { at: 6 * hour - 1, act: { kind: 'book', company: 0, held: 7, acceptPause: true } },
    { at: 7 * hour, act: { kind: 'book', company: 0, held: 2, acceptPause: true } },
    { at: 8 * hour, act: { kind: 'book', company: 0, held: 9, acceptPause: true, by: 'operator' } },
    { at: 8 * hour, act: { kind: 'correct-statement', company: 0, statement: 1, line: 0, amount: 100 } },
    { at: 8 * hour, act: { kind: 'correct-statement', company: 0, statement: 1, line: 0 } },
    { at: 8 * hour, act: { kind: 'correct-statement', company: 0, statement: 2, line: 0 } },
  ],
};

/** Small histories whose every port call meets every kind of fault that it can meet. */
export const scenarios: Readonly<Record<string, Omit<History, 'faults'>>> = {
  'a share, an import, its first run': {
    seed: 1,
    start: '2026-06-01T18:00:00.000Z',
    companies: 2,
    people: 3,
    commands: [
      { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
      {
        at: 1,
        act: { kind: 'create-import', company: 1, name: 'i', share: 's', users: [0, 1], folder: 'own' },
      },
      { at: hour, act: { kind: 'person-changes', company: 0, user: 0, variant: 1 } },
    ],
  },
  'a night in which something has changed everywhere': {
    seed: 2,
    start: '2026-03-28T08:00:00.000Z',
    companies: 1,
    people: 3,
    commands: [
      { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
      {
        at: 1,
        act: { kind: 'create-import', company: 0, name: 'i', share: 's', users: [0, 2], folder: 'own' },
      },
      // From its second run on a mailbox is asked for changes only.
      { at: hour, act: { kind: 'run-now', import: 'i' } },
      { at: 2 * hour, act: { kind: 'person-changes', company: 0, user: 0, variant: 1 } },
      { at: 2 * hour, act: { kind: 'person-joins', company: 0, user: 5 } },
      { at: 2 * hour, act: { kind: 'contact-deleted', import: 'i', user: 0, nth: 1 } },
      { at: 2 * hour, act: { kind: 'contact-added', import: 'i', user: 0 } },
      // Nothing changes afterwards: what the night has missed stays missed.
      { at: 22 * hour, act: { kind: 'refresh', company: 0 } },
    ],
  },
  'a share is revoked, an import deleted': {
    seed: 3,
    start: '2026-10-24T08:00:00.000Z',
    companies: 2,
    people: 3,
    commands: [
      { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
      { at: 1, act: { kind: 'create-share', company: 0, name: 't' } },
      {
        at: 2,
        act: { kind: 'create-import', company: 1, name: 'i', share: 's', users: [0], folder: 'default' },
      },
      { at: 3, act: { kind: 'create-import', company: 1, name: 'j', share: 't', users: [1], folder: 'own' } },
      { at: hour, act: { kind: 'revoke', share: 's' } },
      { at: hour, act: { kind: 'run-now', import: 'i' } },
      { at: hour, act: { kind: 'delete-import', import: 'j' } },
      { at: 2 * hour, act: { kind: 'person-changes', company: 0, user: 1, variant: 2 } },
    ],
  },
  'most of a share leaves': {
    seed: 4,
    start: '2026-06-01T08:00:00.000Z',
    companies: 2,
    people: 8,
    commands: [
      { at: 0, act: { kind: 'create-share', company: 0, name: 's' } },
      { at: 1, act: { kind: 'create-import', company: 1, name: 'i', share: 's', users: [0], folder: 'own' } },
      { at: hour, act: { kind: 'exclude', share: 's', users: [0, 1, 2, 3, 4, 5] } },
      { at: hour, act: { kind: 'pry', company: 0 } },
      { at: 2 * hour, act: { kind: 'run-now', import: 'i' } },
      // Faults end with the last command: the run is held back and mailed about before.
      { at: 3 * hour, act: { kind: 'pry', company: 0 } },
    ],
  },
};
