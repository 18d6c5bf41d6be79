import { describe, expect, it } from 'vitest';
import { makeSeatBench, seatUser } from '../../tests/support/seat-bench.ts';
import { invalid } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { tokenIdOf } from './enrolment-token.ts';

const refusedToken = (state: string) => err(invalid({ pointer: '/token', rule: `enrolment-token-${state}` }));

describe('[L6] an enrolment', () => {
  it('takes one seat for all devices of a user, and one use of the token each', async () => {
    const bench = makeSeatBench();
    await bench.have(2);
    const { text, token } = await bench.token();
    expect(await bench.enrol(1, 'phone-of-1', text)).toMatchObject({ ok: true });
    expect(await bench.enrol(1, 'tablet-of-1', text)).toMatchObject({ ok: true });
    expect(await bench.enrol(2, 'phone-of-2', text)).toMatchObject({ ok: true });
    expect((await bench.seats()).map(({ devices }) => devices.length)).toEqual([2, 1]);
    expect((await bench.kept.enrolmentTokens.get(bench.ctx, token.id))?.value.used).toBe(3);
    expect(await bench.figures(bench.ctx)).toMatchObject({ held: 2, taken: 2, free: 0, missing: 0 });
  });

  it('is refused with the figures where all seats are taken, and goes once one is released', async () => {
    const bench = makeSeatBench();
    await bench.have(1);
    const { text } = await bench.token();
    await bench.enrol(1, 'phone-of-1', text);
    const short = err({ type: 'seats-short', needed: 2, held: 1, missing: 1 });
    expect(await bench.enrol(2, 'phone-of-2', text)).toEqual(short);
    expect(await bench.releaseSeat(bench.ctx, seatUser(1))).toEqual(ok(undefined));
    expect(await bench.enrol(2, 'phone-of-2', text)).toMatchObject({ ok: true });
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(short);
  });

  it('of the last seat by two at once: one has it, the other is told the figures', async () => {
    const bench = makeSeatBench();
    await bench.have(1);
    const { text } = await bench.token();
    const both = await Promise.all([1, 2].map((user) => bench.enrol(user, `phone-of-${user}`, text)));
    expect(both.filter(({ ok: done }) => done)).toHaveLength(1);
    expect(both.find(({ ok: done }) => !done)).toMatchObject({ error: { type: 'seats-short', needed: 2 } });
    expect(await bench.seats()).toHaveLength(1);
  });

  it('asked again by the same device changes nothing, also after the token’s end', async () => {
    const bench = makeSeatBench();
    await bench.have(3);
    const { text, token } = await bench.token({ uses: 1 });
    const first = await bench.enrol(1, 'phone-of-1', text);
    const kept = await bench.seats();
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(first);
    await bench.revokeToken(bench.ctx, token.id);
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(first);
    expect(await bench.seats()).toEqual(kept);
  });

  it('is known again by the key of its own time, as its token is, when the company has a newer one', async () => {
    let newest = 1;
    const bench = makeSeatBench({
      keyedHashes: {
        keyedHash: async (_ctx, use, keyNumber = newest) => ({
          keyNumber,
          hash: (text) => `${use}/${keyNumber}/${text.length}/${text.slice(-9)}`,
        }),
      },
    });
    await bench.have(1);
    const { text } = await bench.token();
    const first = await bench.enrol(1, 'phone-of-1', text);
    newest = 2;
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(first);
    expect(await bench.enrol(1, 'tablet-of-1', text)).toMatchObject({ ok: true });
    expect((await bench.seats())[0]?.devices.map(({ keyNumber }) => keyNumber)).toEqual([1, 2]);
  });

  it('beyond the limit of devices releases the device that was enrolled first', async () => {
    const bench = makeSeatBench();
    await bench.have(3);
    const { text } = await bench.token({ deviceLimit: 2 });
    const ids: string[] = [];
    for (const device of ['the-first', 'the-second', 'the-third']) {
      const done = await bench.enrol(1, device, text);
      if (done.ok) ids.push(done.value.id);
    }
    expect((await bench.seats())[0]?.devices.map(({ id }) => id)).toEqual(ids.slice(1));
  });

  it('keeps neither the token’s text nor the device’s id', async () => {
    const bench = makeSeatBench();
    await bench.have(1);
    const { text } = await bench.token();
    await bench.enrol(1, 'SERIAL-F2LX91', text);
    const rows = JSON.stringify([await bench.seats(), await bench.register()]);
    expect(rows).not.toContain('SERIAL');
    for await (const { value } of bench.kept.enrolmentTokens.all(bench.ctx)) {
      expect(JSON.stringify(value)).not.toContain(text.slice(30));
    }
  });
});

describe('[L6] a token', () => {
  it.each([
    ['unknown', 'nothing of ours', 0],
    ['unknown', `en_${'A'.repeat(64)}`, 0],
    ['expired', undefined, 31],
  ])('is refused as %s', async (state, text, days) => {
    const bench = makeSeatBench();
    await bench.have(5);
    const made = await bench.token();
    bench.days(days);
    expect(await bench.enrol(1, 'phone-of-1', text ?? made.text)).toEqual(refusedToken(state));
    expect(await bench.seats()).toEqual([]);
  });

  it('can be used to the last millisecond before its end, and not at it', async () => {
    const bench = makeSeatBench();
    await bench.have(5);
    const { text } = await bench.token({ expiresAt: '2026-03-10T12:00:00+01:00' });
    const to = (iso: string) => bench.clock.advance(Date.parse(iso) - bench.clock.now());
    to('2026-03-10T11:00:00.000Z');
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(refusedToken('expired'));
    to('2026-03-10T10:59:59.999Z');
    expect(await bench.enrol(1, 'phone-of-1', text)).toMatchObject({ ok: true });
  });

  it('is refused once it is revoked or used up', async () => {
    const bench = makeSeatBench();
    await bench.have(5);
    const once = await bench.token({ uses: 1 });
    await bench.enrol(1, 'phone-of-1', once.text);
    expect(await bench.enrol(2, 'phone-of-2', once.text)).toEqual(refusedToken('used-up'));
    const revoked = await bench.token();
    await bench.revokeToken(bench.ctx, revoked.token.id);
    expect(await bench.enrol(2, 'phone-of-2', revoked.text)).toEqual(refusedToken('revoked'));
  });

  it('with the id of a real one and another secret is unknown', async () => {
    const bench = makeSeatBench();
    await bench.have(5);
    const { text, token } = await bench.token();
    const forged = text.slice(0, 40) + text.slice(40).toLowerCase();
    expect(tokenIdOf(forged)).toBe(token.id);
    expect(await bench.enrol(1, 'phone-of-1', forged)).toEqual(refusedToken('unknown'));
  });

  it('of another company is unknown', async () => {
    const [bench, other] = [makeSeatBench(), makeSeatBench()];
    await bench.have(5);
    const { text } = await other.token();
    expect(await bench.enrol(1, 'phone-of-1', text)).toEqual(refusedToken('unknown'));
  });

  it('ends within a year and not in the past', async () => {
    const bench = makeSeatBench();
    const refused = (rule: string) => ({ error: { errors: [{ pointer: '/expiresAt', rule }] } });
    for (const expiresAt of ['2026-02-28T00:00:00Z', '2026-03-01T08:00:00Z']) {
      expect(await bench.createToken(bench.ctx, { expiresAt })).toMatchObject(refused('in-the-past'));
    }
    expect(await bench.createToken(bench.ctx, { expiresAt: '2028-01-01T00:00:00Z' })).toMatchObject(
      refused('too-far-ahead'),
    );
  });

  it('made again by the same command, whose answer was lost, replaces the text that nobody knows', async () => {
    const bench = makeSeatBench();
    await bench.have(5);
    const ctx = { ...bench.ctx, commandId: '7f000000-0000-4000-8000-000000000001' };
    const lost = await bench.createToken(ctx, {});
    const told = await bench.createToken(ctx, {});
    if (!lost.ok || !told.ok) throw new Error('refused');
    expect(await bench.enrol(1, 'phone-of-1', lost.value.text)).toEqual(refusedToken('unknown'));
    expect(await bench.enrol(1, 'phone-of-1', told.value.text)).toMatchObject({ ok: true });
  });
});

describe('[L6] a seat', () => {
  it('is given back with the last device', async () => {
    const bench = makeSeatBench();
    await bench.have(1);
    const { text } = await bench.token();
    const devices = [await bench.enrol(1, 'phone-of-1', text), await bench.enrol(1, 'tablet-of-1', text)];
    for (const [n, device] of devices.entries()) {
      if (!device.ok) throw new Error('refused');
      expect(await bench.releaseDevice(bench.ctx, seatUser(2), device.value.id)).toMatchObject({ ok: false });
      expect(await bench.releaseDevice(bench.ctx, seatUser(1), device.value.id)).toEqual(ok(undefined));
      expect(await bench.seats()).toHaveLength(1 - n);
    }
    expect(await bench.figures(bench.ctx)).toMatchObject({ taken: 0, free: 1 });
  });

  it('keeps its place when it is reassigned, and is nobody’s twice', async () => {
    const bench = makeSeatBench();
    const id = await bench.have(3);
    const { text } = await bench.token();
    for (const user of [1, 2, 3]) await bench.enrol(user, `phone-of-${user}`, text);
    const reassign = (from: number, to: number) =>
      bench.reassignSeat(bench.ctx, seatUser(from), seatUser(to));
    expect(await reassign(1, 2)).toEqual(err({ type: 'conflict', reason: 'has-seat' }));
    expect(await reassign(9, 8)).toEqual(err({ type: 'not-found' }));
    expect(await reassign(1, 4)).toEqual(ok(undefined));
    await bench.manage(id, { quantity: 1 });
    expect(await bench.entitled()).toEqual([seatUser(4)]);
    expect(await bench.enrol(4, 'phone-of-4', text)).toMatchObject({ ok: true });
    expect(await bench.enrol(1, 'phone-of-1', text)).toMatchObject({ error: { type: 'seats-short' } });
  });

  it('is not given back to whom it was just taken from, by a reassignment to himself', async () => {
    const between: { release?: () => Promise<unknown> } = {};
    const bench = makeSeatBench({
      around: (stores) => ({
        ...stores,
        seats: {
          ...stores.seats,
          get: async (ctx, userId) => {
            const seat = await stores.seats.get(ctx, userId);
            const { release } = between;
            delete between.release;
            await release?.();
            return seat;
          },
        },
      }),
    });
    await bench.have(1);
    const { text } = await bench.token();
    await bench.enrol(1, 'phone-of-1', text);
    between.release = () => bench.releaseSeat(bench.ctx, seatUser(1));
    expect(await bench.reassignSeat(bench.ctx, seatUser(1), seatUser(1))).toEqual(
      err({ type: 'conflict', reason: 'has-seat' }),
    );
    expect(await bench.seats()).toEqual([]);
  });
});
