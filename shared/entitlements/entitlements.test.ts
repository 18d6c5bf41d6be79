import { describe, expect, it } from 'vitest';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { fromIso } from '../kernel/clock.ts';
import { stale } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';
import { makeAnyChannel } from './any-channel.ts';
import { appContractId, appContractSchema, makeContractEntitlement } from './app-contract.ts';
import { type AppEntitlement, type MayUseApp, makeRememberedEntitlement } from './app-entitlement.ts';
import { makeSetContract } from './set-contract.ts';

const begin = '2026-06-01T00:00:00.000Z';
const end = '2026-07-01T00:00:00.000Z';
const users = { who: 'everyone' } as const;

const open = () => {
  const ctx = freshTenant();
  const clock = makeTestClock(fromIso(begin));
  const { store, commit } = makeMemoryStores({ clock });
  const contracts = store({ kind: 'app-contract', schema: appContractSchema, idOf: () => appContractId });
  const setContract = makeSetContract({ contracts, commit, clock });
  return {
    ctx,
    clock,
    set: (wanted: Omit<Parameters<typeof setContract>[2], 'users'>, isAllowed = true) =>
      setContract(ctx, () => isAllowed, { users, ...wanted }),
    mayUseApp: makeContractEntitlement({ contracts, membershipsOf: async () => new Set(), clock }),
    at: (iso: string) => clock.advance(fromIso(iso) - clock.now()),
  };
};

describe('[L7] A contract', () => {
  it('entitles from its first moment to before its end, however the clock is set', async () => {
    const { ctx, set, mayUseApp, at } = open();
    succeeded(await set({ from: '2026-06-01T02:00:00+02:00', until: end }));
    const entitled = { entitled: true, until: end } as const;
    const steps: [string, AppEntitlement][] = [
      ['2026-05-31T23:59:59.999Z', { entitled: false, reason: 'not-begun' }],
      [begin, entitled],
      ['2026-06-30T23:59:59.999Z', entitled],
      [end, { entitled: false, reason: 'ended' }],
      ['2026-06-30T23:59:59.999Z', entitled],
    ];
    for (const [iso, expected] of steps) {
      at(iso);
      expect(await mayUseApp(ctx, 'anna')).toEqual(expected);
    }
  });

  it('begins when it is made where nothing else is said, keeps its beginning, and lasts a moment at least', async () => {
    const { set, at } = open();
    expect(succeeded(await set({})).value).toEqual({ from: begin, users });
    at('2026-06-10T00:00:00.000Z');
    expect(succeeded(await set({ until: '2026-06-01T00:00:00.001Z' })).value.from).toBe(begin);
    expect(await set({ until: begin })).toMatchObject({
      error: { errors: [{ pointer: '/until', rule: 'after-from' }] },
    });
    expect(await set({}, false)).toEqual(err(stale));
  });
});

describe('[L4] Of several channels', () => {
  const refused =
    (reason: Extract<AppEntitlement, { entitled: false }>['reason']): MayUseApp =>
    async () => ({ entitled: false, reason });
  const entitled: MayUseApp = async () => ({ entitled: true });

  it('one is enough, and those behind it are not asked', async () => {
    const never: MayUseApp = async () => Promise.reject(new Error('asked'));
    const any = makeAnyChannel([refused('ended'), entitled, never]);
    expect(await any(freshTenant(), 'anna')).toEqual({ entitled: true });
  });

  it.each([
    [['none', 'seats-short', 'ended'], 'seats-short'],
    [['not-included', 'no-seat', 'none'], 'no-seat'],
    [['none', 'ended', 'none'], 'ended'],
    [['not-begun', 'none', 'ended'], 'not-begun'],
    [['none', 'none', 'none'], 'none'],
  ] as const)('that refuse for %o the user hears %s', async (reasons, told) => {
    const any = makeAnyChannel(reasons.map(refused));
    expect(await any(freshTenant(), 'anna')).toEqual({ entitled: false, reason: told });
  });
});

describe('[L4] What is remembered of a user', () => {
  const remembering = (first: AppEntitlement) => {
    const clock = makeTestClock(fromIso(begin));
    const now = { answer: first, asked: 0 };
    const mayUseApp = makeRememberedEntitlement(async () => {
      now.asked++;
      return now.answer;
    }, clock);
    const ctx = freshTenant();
    return { clock, now, ask: (user = 'anna', as = ctx) => mayUseApp(as, user) };
  };
  const none = { entitled: false, reason: 'none' } as const;

  it('holds for a minute, for him alone', async () => {
    const { clock, now, ask } = remembering({ entitled: true });
    await ask();
    now.answer = none;
    clock.advance(59_999);
    expect(await ask()).toEqual({ entitled: true });
    expect([await ask('bert'), await ask('anna', freshTenant())]).toEqual([none, none]);
    clock.advance(1);
    expect(await ask()).toEqual(none);
  });

  it('ends with what it rests upon, to the millisecond, and a refusal is not held against him', async () => {
    const { clock, now, ask } = remembering({ entitled: true, until: '2026-06-01T00:00:10.000Z' });
    await ask();
    now.answer = none;
    clock.advance(9_999);
    expect(await ask()).toMatchObject({ entitled: true });
    clock.advance(1);
    expect(await ask()).toEqual(none);
    now.answer = { entitled: true };
    expect(await ask()).toEqual({ entitled: true });
  });
});
