import { describe, expect, it } from 'vitest';
import { makeSeatBench, seatUser } from '../../tests/support/seat-bench.ts';
import { err } from '../kernel/result.ts';

describe('[L4] by a seat the app may be used', () => {
  it('until the trial or term ends, and on after a renewal', async () => {
    const bench = makeSeatBench();
    await bench.have(1);
    const { text } = await bench.token();
    await bench.enrol(1, 'phone-of-1', text);
    const may = () => bench.mayUseApp(bench.ctx, seatUser(1).toUpperCase());
    expect(await may()).toEqual({ entitled: true, until: '2026-05-31T22:00:00.000Z' });
    bench.days(100);
    expect(await may()).toEqual({ entitled: true, until: '2026-06-30T22:00:00.000Z' });
    expect(await bench.mayUseApp(bench.ctx, seatUser(2))).toEqual({ entitled: false, reason: 'no-seat' });
  });

  it('to the last millisecond of the trial, and not when a clock behind comes after one that has settled its end', async () => {
    const bench = makeSeatBench();
    const id = await bench.have(1);
    const { text } = await bench.token();
    await bench.enrol(1, 'phone-of-1', text);
    await bench.manage(id, { cancelled: true });
    const to = (iso: string) => bench.clock.advance(Date.parse(iso) - bench.clock.now());
    to('2026-05-31T21:59:59.999Z');
    expect(await bench.entitled()).toHaveLength(1);
    to('2026-05-31T22:00:00.000Z');
    expect(await bench.entitled()).toEqual([]);
    to('2026-05-31T21:59:59.999Z');
    expect(await bench.entitled()).toHaveLength(1);
    to('2026-05-31T22:00:00.000Z');
    await bench.settle();
    to('2026-05-31T21:59:59.999Z');
    expect(await bench.entitled()).toEqual([]);
  });

  it('by the one that was concluded last, while the one that has ended still waits for its statement', async () => {
    const bench = makeSeatBench();
    const id = await bench.have(1);
    const { text } = await bench.token({ expiresAt: '2027-01-01T00:00:00Z' });
    await bench.enrol(1, 'phone-of-1', text);
    await bench.manage(id, { cancelled: true });
    bench.days(100);
    await bench.settle();
    expect(await bench.mayUseApp(bench.ctx, seatUser(1))).toEqual({ entitled: false, reason: 'ended' });
    await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 2 });
    expect(await bench.held()).toBe(2);
    expect(await bench.entitled()).toEqual([seatUser(1)]);
  });

  it('no longer when the subscription has ended, and again with a new one: the seat is kept', async () => {
    const bench = makeSeatBench();
    expect(await bench.mayUseApp(bench.ctx, seatUser(1))).toEqual({ entitled: false, reason: 'none' });
    const id = await bench.have(1);
    const { text } = await bench.token({ expiresAt: '2027-01-01T00:00:00Z' });
    await bench.enrol(1, 'phone-of-1', text);
    await bench.manage(id, { cancelled: true });
    expect(await bench.entitled()).toHaveLength(1);
    bench.days(100);
    expect(await bench.mayUseApp(bench.ctx, seatUser(1))).toEqual({ entitled: false, reason: 'ended' });
    expect(await bench.enrol(2, 'phone-of-2', text)).toEqual(
      err({ type: 'subscription-required', reason: 'ended' }),
    );
    expect(await bench.mails()).toEqual([]);
  });

  it('not by the newest seats where fewer are bought, of which the administrator hears once', async () => {
    const bench = makeSeatBench();
    const id = await bench.have(3, { notificationAddress: 'it@a.example' });
    const { text } = await bench.token();
    for (const user of [3, 1, 2]) await bench.enrol(user, `phone-of-${user}`, text);
    bench.days(95);
    await bench.settle();
    await bench.manage(id, { quantity: 1 });
    expect(await bench.entitled()).toHaveLength(3);
    bench.days(31);
    expect(await bench.mayUseApp(bench.ctx, seatUser(2))).toEqual({ entitled: false, reason: 'seats-short' });
    await bench.settle();
    await bench.noteSeatShortage(bench.ctx);
    expect(await bench.entitled()).toEqual([seatUser(3)]);
    expect(await bench.mails()).toEqual([{ needed: 3, held: 1, missing: 2 }]);
    expect(await bench.figures(bench.ctx)).toMatchObject({ held: 1, taken: 3, free: 0, missing: 2 });
    // Released by one: who came next moves up. Bought again and short again: that is news.
    await bench.releaseSeat(bench.ctx, seatUser(3));
    expect(await bench.entitled()).toEqual([seatUser(1)]);
    await bench.noteSeatShortage(bench.ctx);
    expect(await bench.mails()).toHaveLength(1);
    await bench.manage(id, { quantity: 2 });
    await bench.noteSeatShortage(bench.ctx);
    expect(await bench.register()).not.toHaveProperty('told');
    expect(await bench.entitled()).toHaveLength(2);
    // Ended with a shortage, and begun again with the same one.
    await bench.manage(id, { quantity: 1 });
    bench.days(31);
    await bench.settle();
    await bench.noteSeatShortage(bench.ctx);
    await bench.manage(id, { cancelled: true });
    bench.days(31);
    await bench.settle();
    await bench.noteSeatShortage(bench.ctx);
    expect(await bench.mails()).toHaveLength(2);
    expect(await bench.register()).not.toHaveProperty('told');
  });
});
