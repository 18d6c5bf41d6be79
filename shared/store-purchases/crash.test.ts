import { expect, it } from 'vitest';
import { makeStoreWork } from '../../functions/use-cases/store-purchases.ts';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { makeMemoryDueLooks } from '../../tests/support/memory-due-looks.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { makeMemoryPurchaseLookup } from '../../tests/support/store-world.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { tenantOf } from '../../tests/support/tenant-fixtures.ts';
import { makeTestCipher } from '../../tests/support/test-cipher.ts';
import { fromIso } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ok } from '../kernel/result.ts';
import { notificationSchema } from '../notifications/notification.ts';
import { tenantEntityId, tenantSchema } from '../tenants/tenant.ts';
import type { DueLook } from './due-looks.ts';
import { purchaseEntityId, purchaseHash, purchaseSchema } from './purchase.ts';
import { purchaseReferenceSchema } from './purchase-reference.ts';
import type { StoreFacts } from './store-facts.ts';
import type { AppStores } from './stores.ts';

const now = 1_800_000_000_000;
const hour = 60 * 60 * 1000;
const day = 24 * hour;

/**
 * Two purchases at Google, of which the second takes the place of the first; Apple has told of a refund before, cannot
 * collect for another, and renews a third without a word.
 */
const open = async () => {
  const points = makeCrashPoints();
  let time = now;
  const clock = { now: () => time };
  const memory = makeMemoryStores({ clock });
  const plain = memory.store({ kind: 'store-purchase', schema: purchaseSchema, idOf: purchaseEntityId });
  const tenants = memory.store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const notifications = memory.store({
    kind: 'notification',
    schema: notificationSchema,
    idOf: ({ id }) => id,
  });
  const references = memory.store({
    kind: 'purchase-reference',
    schema: purchaseReferenceSchema,
    idOf: ({ hash: id }) => id,
  });
  const { dueLooks, entries } = makeMemoryDueLooks();
  const index = makeMemoryPurchaseLookup();
  const acknowledged = new Set<string>();
  const keyedHashes = makeTestCipher();
  const ctx = freshTenant();
  const told: { accountToken?: string } = {};
  const factsOf = (reference: string, more: Partial<StoreFacts> = {}): StoreFacts => ({
    store: 'google',
    reference,
    productId: 'switchboard.app.monthly',
    ...told,
    isFamilyShared: false,
    isTest: false,
    periodFrom: now - day,
    asOf: now,
    expiresAt: now + day,
    isTrial: false,
    standing: 'running',
    ...more,
  });
  const appStores: AppStores = {
    google: {
      packageName: 'example.app',
      admitPush: async () => ok(true),
      read: async (token) =>
        ok(
          factsOf(token, {
            expiresAt: now + 9 * day,
            ...(token === 'second' ? { replaces: 'first', periodFrom: now } : {}),
            ...(acknowledged.has(token) ? {} : { mustBeAcknowledged: true }),
          }),
        ),
      acknowledge: async ({ reference }) => void acknowledged.add(reference),
    },
    apple: {
      readTransaction: async (reference) => ok(factsOf(reference, { store: 'apple', asOf: now - 2 })),
      readNotification: async (reference) =>
        ok(
          factsOf(reference, {
            store: 'apple',
            asOf: now - 1,
            ...(reference === 'fourth'
              ? { renewal: { renews: true, isRetrying: true, graceUntil: now + 2 * day } }
              : { standing: 'revoked' }),
          }),
        ),
      ask: async ({ reference }) =>
        ok(
          factsOf(reference, {
            store: 'apple',
            periodFrom: now + day,
            asOf: time,
            expiresAt: now + 31 * day,
          }),
        ),
    },
  };
  await memory.commit(ctx, [tenants.inserted(ctx, tenantOf(ctx))]);
  const work = makeStoreWork(
    {
      clock,
      random: systemRandom,
      log: silentLog,
      appStores: {
        apple: points.wrap(appStores.apple ?? missing()),
        google: points.wrap(appStores.google ?? missing()),
      },
    },
    {
      commit: points.wrap(memory.commit),
      keyedHashes,
      tenants: points.wrap(tenants, ['inserted', 'replaced', 'deleted', 'all', 'list']),
      notifications,
      storePurchases: points.wrap(plain, ['inserted', 'replaced', 'deleted', 'all', 'list']),
      purchaseReferences: points.wrap(references, ['inserted', 'replaced', 'deleted', 'all', 'list']),
      purchaseLookup: points.wrap(index.lookup),
      dueLooks: points.wrap(dueLooks, ['acrossTenants']),
    },
    async () => false,
  );
  told.accountToken = await work.accountTokenOf(ctx, 'u');

  const google = (purchaseToken: string) => work.handInPurchase(ctx, 'u', { store: 'google', purchaseToken });
  const steps = [
    () => google('first'),
    () => google('second'),
    () => work.hearApple('third', 'c'),
    () => work.handInPurchase(ctx, 'u', { store: 'apple', signedTransaction: 'third' }),
    () => work.handInPurchase(ctx, 'u', { store: 'apple', signedTransaction: 'fourth' }),
    () => work.hearApple('fourth', 'c'),
    () => work.handInPurchase(ctx, 'u', { store: 'apple', signedTransaction: 'fifth' }),
    async () => {
      time = now + day + hour;
      await work.lookAtStores();
    },
  ];
  return {
    points,
    /** Each is repeated until it comes through, as the app and the stores do. */
    run: async () => {
      for (const step of steps) {
        await step().catch(async () => {
          points.revive();
          await step();
        });
      }
    },
    kept: async () => {
      const states: Record<string, string> = {};
      const unlisted: string[] = [];
      for await (const { value } of plain.all(ctx)) {
        states[value.hash] = value.state;
        const { lookAt } = value;
        const isListed = (each: DueLook) => each.hash === value.hash && fromIso(each.dueAt) === lookAt;
        if (lookAt !== undefined && ![...entries.values()].some(isListed)) unlisted.push(value.hash);
      }
      const mails = [];
      for await (const { value } of notifications.all(ctx)) mails.push(value.kind);
      return { states, unlisted, mails, acknowledged: [...acknowledged].toSorted(), news: index.all().news };
    },
  };
};

const missing = (): never => {
  throw new Error('the store is there');
};
const hash = (store: 'apple' | 'google', reference: string) =>
  purchaseHash({ store, reference, isTest: false });
const outcome = {
  states: {
    [hash('google', 'first')]: 'replaced',
    [hash('google', 'second')]: 'active',
    [hash('apple', 'third')]: 'revoked',
    [hash('apple', 'fourth')]: 'grace',
    [hash('apple', 'fifth')]: 'active',
  },
  unlisted: [],
  mails: ['payment-failed'],
  acknowledged: ['first', 'second'],
  news: [],
};

it('[L5] a death before or after any call leaves nothing that a repetition does not put right', async () => {
  const quiet = await open();
  await quiet.run();
  expect(await quiet.kept()).toEqual(outcome);

  let last = 0;
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; ; at++) {
      const world = await open();
      world.points.arm(at, when);
      let died = false;
      const { revive } = world.points;
      world.points.revive = () => {
        died = true;
        revive();
      };
      await world.run();
      expect(await world.kept(), `${when} call ${at}`).toEqual(outcome);
      if (!died) break;
      last = at;
    }
  }
  expect(last).toBeGreaterThan(20);
});
