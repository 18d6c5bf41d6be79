import { expect, it } from 'vitest';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { asId, type SourceId, systemRandom } from '../../kernel/ids.ts';
import { signInHash } from '../../sources/sign-in-state.ts';
import { makeSignInStates } from './sign-in-states.ts';
import { makeTenantRows } from './tenant-rows.ts';

const open = async () => {
  const tables = await testTables();
  const ctx = freshTenant();
  const states = makeSignInStates({ table: tables.index, clock: { now: () => 1_800_000_000_000 } });
  const state = {
    stateHash: signInHash(systemRandom.id()),
    cookieHash: signInHash('c'),
    tenantId: ctx.tenantId,
    sourceId: asId<SourceId>(systemRandom.id()),
    expiresAt: 1_800_000_600_000,
  };
  await states.put(ctx, state);
  return { tables, ctx, states, state };
};

it('[S4] a state is given out once, with all that it is bound to', async () => {
  const { states, state } = await open();
  const taken = await Promise.all(Array.from({ length: 4 }, () => states.take(state.stateHash)));
  expect(taken.filter((each) => each !== undefined)).toEqual([state]);
  expect(await states.take(signInHash('never made'))).toBeUndefined();
});

it('[T5] and goes with its tenant', async () => {
  const { tables, ctx, states, state } = await open();
  const rows = makeTenantRows(tables);
  let next = (await rows.remove(ctx, undefined)).next;
  while (next !== undefined) next = (await rows.remove(ctx, next)).next;
  expect(await states.take(state.stateHash)).toBeUndefined();
});
