import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromIso } from '../kernel/clock.ts';
import { nextDailyRun, spreadTime } from './next-run.ts';

const next = (dailyAt: string, after: string, zone = 'Europe/Berlin') =>
  nextDailyRun(dailyAt, zone, fromIso(after));

describe('[I2] the next daily run', () => {
  it('is today where its time is still to come, else tomorrow', () => {
    expect(next('02:30', '2026-11-23T01:29:59.999Z')).toBe('2026-11-23T01:30:00.000Z');
    expect(next('02:30', '2026-11-23T01:30:00.000Z')).toBe('2026-11-24T01:30:00.000Z');
  });

  it('of a time that spring skips is when the clock has jumped', () => {
    expect(next('02:30', '2027-03-27T12:00:00.000Z')).toBe('2027-03-28T01:30:00.000Z');
    expect(next('02:30', '2027-03-28T01:30:00.000Z')).toBe('2027-03-29T00:30:00.000Z');
  });

  it('of a time that autumn shows twice is the first, once', () => {
    expect(next('02:30', '2026-10-24T12:00:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(next('02:30', '2026-10-25T00:30:00.000Z')).toBe('2026-10-26T01:30:00.000Z');
    expect(next('02:30', '2026-10-25T01:00:00.000Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('is by the clock of the tenant', () => {
    expect(next('23:45', '2026-11-23T12:00:00.000Z', 'America/New_York')).toBe('2026-11-24T04:45:00.000Z');
    expect(next('00:00', '2026-11-23T12:00:00.000Z', 'Asia/Kolkata')).toBe('2026-11-23T18:30:00.000Z');
  });

  it('comes strictly later, within 25 hours, whatever the moment', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:30`);
    const after = fc.integer({ min: fromIso('2026-01-01T00:00:00Z'), max: fromIso('2028-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zone, hour, after, (timeZone, dailyAt, now) => {
        const waits = fromIso(nextDailyRun(dailyAt, timeZone, now)) - now;
        expect(waits).toBeGreaterThan(0);
        expect(waits).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

describe('the time of an import without one', () => {
  it('is between 01:00 and 04:59, the same for the same import', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(spreadTime(id)).toMatch(/^0[1-4]:[0-5]\d$/);
        expect(spreadTime(id)).toBe(spreadTime(id));
      }),
    );
  });
});
