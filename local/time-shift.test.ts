import { afterEach, describe, expect, it } from 'vitest';
import { installTimeShift } from './time-shift.ts';

const RealDate = globalThis.Date;
const DAY = 86_400_000;

describe('the time shift', () => {
  afterEach(() => {
    globalThis.Date = RealDate;
    RealDate.prototype.constructor = RealDate;
  });

  it('moves new Date() and Date.now() by the offset, forth and back', () => {
    const shift = installTimeShift();
    for (const days of [3, -2, 0]) {
      shift.setOffset(days * DAY);
      expect(Math.abs(Date.now() - RealDate.now() - days * DAY)).toBeLessThan(1000);
      expect(new Date().toISOString().slice(0, 10)).toBe(new RealDate(Date.now()).toISOString().slice(0, 10));
      expect(Date()).toContain(String(new RealDate(RealDate.now() + days * DAY).getFullYear()));
    }
  });

  it('leaves dates that are given explicitly alone', () => {
    installTimeShift().setOffset(DAY);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date(2027, 2, 28).getFullYear()).toBe(2027);
    expect(Date.UTC(2027, 0, 1)).toBe(RealDate.UTC(2027, 0, 1));
    expect(Date.parse('2027-01-01T00:00:00Z')).toBe(RealDate.UTC(2027, 0, 1));
  });

  it('keeps dates what they are for libraries that look at their kind', () => {
    installTimeShift().setOffset(DAY);
    const date = new Date();
    expect(date).toBeInstanceOf(Date);
    expect(date).toBeInstanceOf(RealDate);
    expect(date.constructor).toBe(Date);
    expect(Object.prototype.toString.call(date)).toBe('[object Date]');
    class Stamp extends Date {}
    expect(Math.abs(new Stamp().getTime() - Date.now())).toBeLessThan(1000);
    expect(new Stamp()).toBeInstanceOf(Stamp);
  });

  it('leaves timers real', async () => {
    installTimeShift().setOffset(365 * DAY);
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('refuses an offset that is not a number', () => {
    expect(() => installTimeShift().setOffset(Number.NaN)).toThrow('finite');
  });
});
