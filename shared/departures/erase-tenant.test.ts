import { expect, it } from 'vitest';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { fromIso, toIso } from '../kernel/clock.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import { makeEraseTenant } from './erase-tenant.ts';
import { type Erasure, erasureEntityId, erasureSchema } from './erasure.ts';

const begin = 1_800_000_000_000;

it('[T5] an erasure ends only when nobody is left who would remove what a company brings that comes back', async () => {
  const memory = makeMemoryStores();
  const erasures = memory.store({ kind: 'erasure', schema: erasureSchema, idOf: () => erasureEntityId });
  const ctx = freshTenant();
  const settling: Erasure = {
    id: '5f0c0000-0000-4000-8000-000000000001',
    state: 'settling',
    cause: 'requested',
    domain: 'mueller.example',
    region: 'germanywestcentral',
    erasedAfter: toIso(begin),
    begunAt: toIso(begin),
    notBefore: toIso(begin),
    step: 1,
    keys: [],
    counts: {},
  };
  await memory.commit(ctx, [erasures.inserted(ctx, settling)]);
  const removed: (string | undefined)[] = [];
  const eraseTenant = makeEraseTenant({
    erasures,
    rows: {
      remove: async (_ctx: unknown, from: { readonly table: string } | undefined) => {
        removed.push(from?.table);
        return from === undefined ? { counts: {}, next: { table: 'index' } } : { counts: {} };
      },
    },
    commit: memory.commit,
    clock: { now: () => begin },
  } as unknown as Parameters<typeof makeEraseTenant>[0]);

  await eraseTenant(ctx, {});
  expect(removed).toEqual([undefined, 'index']);
  const { state, notBefore } = (await erasures.get(ctx, erasureEntityId))?.value ?? settling;
  expect(state).toBe('verifying');
  expect(fromIso(notBefore) - begin).toBeGreaterThan(longestInvocationMs);
  expect(memory.sent.at(-1)).toMatchObject({ queue: 'tenant-erasures', notBefore: fromIso(notBefore) });
});
