import { expect, test } from 'vitest';
import { dayAt, daysBetween, firstDayFrom, startOfDay, termStart } from './terms.ts';

const berlin = 'Europe/Berlin';

test.each([
  ['2026-01-31', 'month', 1, '2026-02-28'],
  ['2026-01-31', 'month', 2, '2026-03-31'],
  ['2026-01-31', 'month', 13, '2027-02-28'],
  ['2027-12-31', 'month', 2, '2028-02-29'],
  ['2026-08-30', 'month', 6, '2027-02-28'],
  ['2028-02-29', 'year', 1, '2029-02-28'],
  ['2028-02-29', 'year', 4, '2032-02-29'],
  ['2026-12-31', 'month', 1, '2027-01-31'],
] as const)(
  '[L1] the term that began on %s: a %s later, %i times, begins on %s',
  (anchor, term, n, expected) => {
    expect(termStart(anchor, term, n)).toBe(expected);
  },
);

test.each([
  ['2027-03-28', '2027-03-27T23:00:00.000Z'],
  ['2027-03-29', '2027-03-28T22:00:00.000Z'],
  ['2026-10-25', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', '2026-10-25T23:00:00.000Z'],
])('%s begins in Berlin at %s, whatever the clocks do that night', (day, instant) => {
  expect(startOfDay(day, berlin)).toBe(instant);
  expect(dayAt(Date.parse(instant), berlin)).toBe(day);
  expect(dayAt(Date.parse(instant) - 1, berlin)).not.toBe(day);
});

test('a day whose midnight the clock skips begins when it has jumped', () => {
  expect(startOfDay('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
});

test('days are counted by the calendar: the long and the short ones of the clock change are days', () => {
  expect(daysBetween('2026-10-01', '2026-11-01')).toBe(31);
  expect(daysBetween('2027-03-01', '2027-04-01')).toBe(31);
});

test('[L10] what ends at noon makes room for the next on the following day, what ends at midnight at once', () => {
  expect(firstDayFrom('2026-11-22T11:00:00Z', berlin)).toBe('2026-11-23');
  expect(firstDayFrom('2026-11-21T23:00:00Z', berlin)).toBe('2026-11-22');
});
