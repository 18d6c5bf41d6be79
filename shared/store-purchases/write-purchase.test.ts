import { expect, it } from 'vitest';
import { makeMemoryDueLooks } from '../../tests/support/memory-due-looks.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { toIso } from '../kernel/clock.ts';
import { ok } from '../kernel/result.ts';
import type { DueLooks } from './due-looks.ts';
import { type Purchase, purchaseEntityId, purchaseSchema } from './purchase.ts';
import type { AppStores } from './stores.ts';
import { makeWritePurchase } from './write-purchase.ts';

const now = 1_800_000_000_000;
const day = 24 * 60 * 60_000;

const running: Purchase = {
  userId: 'u',
  store: 'apple',
  hash: 'ab'.repeat(32),
  productId: 'switchboard.app.monthly',
  state: 'active',
  isTest: false,
  isTrial: false,
  periodFrom: now - day,
  asOf: now,
  expiresAt: now + day,
  renews: true,
  isRetrying: false,
};

const open = (change: (real: DueLooks) => Partial<DueLooks> = () => ({})) => {
  const clock = { now: () => now };
  const memory = makeMemoryStores({ clock });
  const purchases = memory.store({ kind: 'store-purchase', schema: purchaseSchema, idOf: purchaseEntityId });
  const { dueLooks, entries } = makeMemoryDueLooks();
  const unused = async () => ok({} as never);
  const stores: AppStores = { apple: { readTransaction: unused, readNotification: unused, ask: unused } };
  const ctx = freshTenant();
  const write = makeWritePurchase({
    stores,
    purchases,
    dueLooks: { ...dueLooks, ...change(dueLooks) },
    commit: memory.commit,
    clock,
  });
  const stored = () => purchases.get(ctx, purchaseEntityId(running));
  return { ctx, write, stored, dueAt: () => [...entries.values()].map((each) => each.dueAt) };
};

it('[L5] a purchase names when its store is asked, and is found by it', async () => {
  const { ctx, write, stored, dueAt } = open();
  expect(await write(ctx, undefined, running)).toBe(true);
  const lookAt = (await stored())?.value.lookAt ?? 0;
  expect(lookAt).toBeGreaterThan(running.expiresAt);
  expect(dueAt()).toEqual([toIso(lookAt)]);
  expect(await write(ctx, undefined, running)).toBe(false);
});

it('[L5] a refund that is taken back while it is being noted leaves the entry by which the purchase is found', async () => {
  const begun: { back?: Promise<boolean> } = {};
  const bench = open((real) => ({
    remove: async (...which) => {
      await takenBack();
      await real.remove(...which);
    },
  }));
  const takenBack = (): Promise<boolean> => {
    begun.back ??= bench.stored().then((stored) => bench.write(bench.ctx, stored, running));
    return begun.back;
  };
  await bench.write(bench.ctx, undefined, running);
  const stored = await bench.stored();
  await bench.write(bench.ctx, stored, { ...running, state: 'revoked', standing: 'revoked' });
  expect(await takenBack()).toBe(true);
  expect(bench.dueAt()).toContain(toIso((await bench.stored())?.value.lookAt ?? 0));
});
