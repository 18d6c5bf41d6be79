import { expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { consentHash } from '../../tenants/consent-state.ts';
import { makeConsentStates } from './consent-states.ts';
import { readRow } from './rows.ts';

const open = async () => {
  const { index } = await testTables();
  let now = 1_800_000_000_000;
  const states = makeConsentStates({ table: index, clock: { now: () => now } });
  const ctx = freshTenant();
  const state = () => ({
    stateHash: consentHash(systemRandom.id()),
    cookieHash: consentHash('c'),
    tenantId: ctx.tenantId,
    region: 'westeurope' as const,
    expiresAt: now + 600_000,
  });
  const advance = (ms: number) => {
    now += ms;
  };
  return { table: index, states, ctx, state, advance };
};

it('[T2] a state is given out once, with all that it is bound to', async () => {
  const { states, ctx, state } = await open();
  const kept = { ...state(), timeZone: 'Europe/Vienna' };
  await states.put(ctx, kept);
  expect(await states.take(kept.stateHash)).toEqual(kept);
  expect(await states.take(kept.stateHash)).toBeUndefined();
  expect(await states.take(consentHash('never made'))).toBeUndefined();
});

it('[T2] of many who come with one state at once, one is given it', async () => {
  const { states, ctx, state } = await open();
  const kept = state();
  await states.put(ctx, kept);
  const taken = await Promise.all(Array.from({ length: 8 }, () => states.take(kept.stateHash)));
  expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
});

it('states that nobody came back for are swept by later ones', async () => {
  const { table, states, ctx, state, advance } = await open();
  const forgotten = state();
  await states.put(ctx, forgotten);
  advance(25 * 60 * 60 * 1000);
  const sameShard = () => {
    for (;;) {
      const next = state();
      if (next.stateHash.slice(0, 2) === forgotten.stateHash.slice(0, 2)) return next;
    }
  };
  await states.put(ctx, sameShard());
  const partition = `consent|${forgotten.stateHash.slice(0, 2)}`;
  expect(await readRow(table, partition, forgotten.stateHash)).toBeUndefined();
});
