import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromIso } from '../kernel/clock.ts';
import { nextRun, sortedTimes, spreadTime } from './next-run.ts';

const next = (runsAt: string, after: string, zone = 'Europe/Berlin', allowed?: number) =>
  nextRun(runsAt.split(' '), zone, fromIso(after), allowed);

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
      fc.property(zone, hour, after, (timeZone, time, now) => {
        const waits = fromIso(nextRun([time], timeZone, now)) - now;
        expect(waits).toBeGreaterThan(0);
        expect(waits).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

describe('[I3] the next of several runs a day', () => {
  const hours = 'Europe/Berlin';
  /** All instants from a moment on, as many as asked for. */
  const sequence = (runsAt: string, from: string, count: number, zone = hours) => {
    const instants: string[] = [];
    for (let at = from; instants.length < count; ) {
      at = next(runsAt, at, zone);
      instants.push(at);
    }
    return instants;
  };

  it('is whichever comes first, over midnight', () => {
    expect(sequence('06:00 12:30 22:00', '2026-11-23T06:00:00.000Z', 4)).toEqual([
      '2026-11-23T11:30:00.000Z',
      '2026-11-23T21:00:00.000Z',
      '2026-11-24T05:00:00.000Z',
      '2026-11-24T11:30:00.000Z',
    ]);
  });

  it('is one run where the skipped hour falls on another time', () => {
    expect(sequence('02:30 03:30 04:00', '2027-03-28T00:00:00.000Z', 3)).toEqual([
      '2027-03-28T01:30:00.000Z',
      '2027-03-28T02:00:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ]);
  });

  it('in order where the skipped hour overtakes a later time', () => {
    expect(sequence('02:45 03:15', '2027-03-28T00:00:00.000Z', 3)).toEqual([
      '2027-03-28T01:15:00.000Z',
      '2027-03-28T01:45:00.000Z',
      '2027-03-29T00:45:00.000Z',
    ]);
  });

  it('in the doubled hour is each time once', () => {
    expect(sequence('02:15 02:45 03:00', '2026-10-24T22:00:00.000Z', 4)).toEqual([
      '2026-10-25T00:15:00.000Z',
      '2026-10-25T00:45:00.000Z',
      '2026-10-25T02:00:00.000Z',
      '2026-10-26T01:15:00.000Z',
    ]);
  });

  it('is one of the first times of the day where the plan has become smaller', () => {
    expect(next('06:00 12:30 22:00', '2026-11-23T06:00:00.000Z', hours, 1)).toBe('2026-11-24T05:00:00.000Z');
  });

  it('comes strictly later whatever the times, and no instant twice', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const times = fc.uniqueArray(time, { minLength: 1, maxLength: 24 });
    const day = fc.constantFrom(
      '2027-03-27',
      '2026-10-24',
      '2027-03-13',
      '2026-10-31',
      '2027-04-03',
      '2026-10-03',
    );
    fc.assert(
      fc.property(zone, times, day, (timeZone, runsAt, date) => {
        const instants = sequence(sortedTimes(runsAt).join(' '), `${date}T12:00:00.000Z`, 40, timeZone);
        expect(instants).toEqual([...new Set(instants)].sort());
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
