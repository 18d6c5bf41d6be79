import { expect, it } from 'vitest';
import { fromIso } from '../kernel/clock.ts';
import { trialFrom, trialRuns } from './trial.ts';

it.each([
  ['in the middle of a month', '2026-01-15T10:00:00Z', 'Europe/Berlin', '2026-04-15T09:00:00.000Z'],
  [
    'from a 31st to the last of a shorter month',
    '2026-08-31T10:00:00Z',
    'Europe/Berlin',
    '2026-11-30T11:00:00.000Z',
  ],
  ['to the end of February', '2026-11-30T10:00:00Z', 'Europe/Berlin', '2027-02-28T10:00:00.000Z'],
  [
    'to the end of February of a leap year',
    '2027-11-30T10:00:00Z',
    'Europe/Berlin',
    '2028-02-29T10:00:00.000Z',
  ],
  [
    'by the day that it is there, not in UTC',
    '2026-01-31T23:30:00Z',
    'Europe/Berlin',
    '2026-04-30T22:30:00.000Z',
  ],
  [
    'to an hour that the spring change skips',
    '2026-12-28T01:30:00Z',
    'Europe/Berlin',
    '2027-03-28T01:30:00.000Z',
  ],
])('[L10] the trial lasts three calendar months: %s', (_, start, zone, end) => {
  const trial = trialFrom(fromIso(start), zone);
  expect(trial.endsAt).toBe(end);
  expect(trialRuns(trial, fromIso(end) - 1)).toBe(true);
  expect(trialRuns(trial, fromIso(end))).toBe(false);
});

it('[L10] without an import there is no trial', () => {
  expect(trialRuns(undefined, 0)).toBe(false);
});
