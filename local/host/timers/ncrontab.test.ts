import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNcrontab } from './ncrontab.ts';

const next = (schedule: string, after: string): string | undefined => {
  const at = parseNcrontab(schedule).nextAfter(Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
};

describe('an NCRONTAB schedule', () => {
  it.each([
    ['0 */5 * * * *', '2027-01-01T00:00:00Z', '2027-01-01T00:05:00Z'],
    ['0 */5 * * * *', '2027-01-01T00:04:59.999Z', '2027-01-01T00:05:00Z'],
    ['*/10 * * * * *', '2027-01-01T00:00:55Z', '2027-01-01T00:01:00Z'],
    ['0 0 22 * * *', '2027-03-27T22:00:00Z', '2027-03-28T22:00:00Z'],
    ['0 30 9 * * 1-5', '2027-01-01T10:00:00Z', '2027-01-04T09:30:00Z'],
    ['0 30 9 * * Mon-Fri', '2027-01-01T10:00:00Z', '2027-01-04T09:30:00Z'],
    ['0 0 0 1 Jan *', '2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z'],
    ['0 0 0 29 2 *', '2027-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 12 31 * *', '2027-04-01T00:00:00Z', '2027-05-31T12:00:00Z'],
    ['0 5/15 * * * *', '2027-01-01T00:06:00Z', '2027-01-01T00:20:00Z'],
    ['0 10-30/10,45 * * * *', '2027-01-01T00:30:00Z', '2027-01-01T00:45:00Z'],
    ['30 4 * * *', '2027-01-01T04:30:00Z', '2027-01-02T04:30:00Z'],
    ['59 59 23 31 12 *', '2027-12-31T23:59:58Z', '2027-12-31T23:59:59Z'],
  ])('"%s" after %s runs at %s', (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  it('wants both day and weekday to match, unlike Unix cron', () => {
    expect(next('0 0 0 13 * Fri', '2027-01-01T00:00:00Z')).toBe('2027-08-13T00:00:00Z');
  });

  it('reads a range that runs backwards forwards, as the cloud’s parser does', () => {
    expect(next('0 0 17-9 * * *', '2027-01-01T09:00:00Z')).toBe('2027-01-01T10:00:00Z');
  });

  it('that never comes says so', () => {
    expect(next('0 0 0 31 2 *', '2027-01-01T00:00:00Z')).toBeUndefined();
  });

  it.each([
    ['* * * *', '4 fields'],
    ['0 0 0 * * * *', '7 fields'],
    ['60 0 0 * * *', '"60" is not a valid second'],
    ['0 0 24 * * *', '"24" is not a valid hour'],
    ['0 0 0 0 * *', '"0" is not a valid day'],
    ['0 0 0 * * 7', '"7" is not a valid day of week'],
    ['0 */0 * * * *', '"*/0" is not a valid minute'],
    ['0 0 0 * Foo *', '"Foo" is not a valid month'],
    ['0 1--2 * * * *', 'is not a valid minute'],
  ])('"%s" is refused: %s', (schedule, reason) => {
    expect(() => parseNcrontab(schedule)).toThrow(reason);
  });

  it('gives an occurrence later than asked, on a whole second, and with none between', () => {
    const field = (max: number): fc.Arbitrary<string> =>
      fc.oneof(fc.constant('*'), fc.integer({ min: 0, max }).map(String));
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(field(59), field(59), field(23), instant, (second, minute, hour, after) => {
        const schedule = parseNcrontab(`${second} ${minute} ${hour} * * *`);
        const found = schedule.nextAfter(after) ?? 0;
        expect(found).toBeGreaterThan(after);
        expect(found % 1000).toBe(0);
        expect(schedule.nextAfter(found - 1)).toBe(found);
        expect(schedule.nextAfter(Math.max(after, found - 5000))).toBe(found);
      }),
    );
  });
});
