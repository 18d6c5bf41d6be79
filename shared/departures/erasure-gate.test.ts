import { expect, it } from 'vitest';
import { freshTenant } from '../../tests/support/tables.ts';
import type { Erasure, ErasureStore } from './erasure.ts';
import { gateMemoryMs, makeErasureGate } from './erasure-gate.ts';

const open = () => {
  const state = { now: 0, erasing: false, reads: 0 };
  const erasures = {
    get: async () => {
      state.reads++;
      return state.erasing ? { value: { state: 'closing' } as Erasure, etag: 'e' } : undefined;
    },
  } as unknown as ErasureStore;
  return { state, gate: makeErasureGate({ erasures, clock: { now: () => state.now } }) };
};

it('[T6] asks once a minute, tenant by tenant', async () => {
  const { state, gate } = open();
  const [a, b] = [freshTenant(), freshTenant()];
  for (const each of [a, a, b, a]) expect(await gate(each)).toBeUndefined();
  expect(state.reads).toBe(2);
  state.erasing = true;
  state.now = gateMemoryMs - 1;
  expect(await gate(a)).toBeUndefined();
  state.now = gateMemoryMs;
  expect(await gate(a)).toMatchObject({ state: 'closing' });
});

it('[T2] never remembers that an erasure is under way: who comes back is let in at once', async () => {
  const { state, gate } = open();
  const tenant = freshTenant();
  state.erasing = true;
  expect(await gate(tenant)).toBeDefined();
  state.erasing = false;
  expect(await gate(tenant)).toBeUndefined();
});
