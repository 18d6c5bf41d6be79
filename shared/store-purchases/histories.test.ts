import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeStoreWork } from '../../functions/use-cases/store-purchases.ts';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { makeMemoryDueLooks } from '../../tests/support/memory-due-looks.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { makeMemoryPurchaseLookup } from '../../tests/support/store-world.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { makeTestCipher } from '../../tests/support/test-cipher.ts';
import { toIso } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ok } from '../kernel/result.ts';
import { notificationSchema } from '../notifications/notification.ts';
import { tenantEntityId, tenantSchema } from '../tenants/tenant.ts';
import { purchaseEntityId, purchaseSchema } from './purchase.ts';
import { purchaseReferenceSchema } from './purchase-reference.ts';
import type { StoreFacts } from './store-facts.ts';

const begin = 1_800_000_000_000;
const hour = 60 * 60_000;
const day = 24 * hour;
const reference = '2000000000000001';

/** What becomes of the purchase at Apple; what it says of it may be told late, twice or never. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('renewed' as const), told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refunded' as const), told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund-reversed' as const), told: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('will-not-renew' as const), told: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hand-in' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const open = async (schedule: fc.Scheduler) => {
  const around = makeInterleaving(schedule);
  let time = begin;
  const clock = { now: () => time };
  const memory = makeMemoryStores({ clock });
  const purchases = memory.store({ kind: 'store-purchase', schema: purchaseSchema, idOf: purchaseEntityId });
  const references = memory.store({
    kind: 'purchase-reference',
    schema: purchaseReferenceSchema,
    idOf: ({ hash }) => hash,
  });
  const tenants = memory.store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const notifications = memory.store({
    kind: 'notification',
    schema: notificationSchema,
    idOf: ({ id }) => id,
  });
  const { dueLooks, entries } = makeMemoryDueLooks();
  const ctx = freshTenant();

  /** At Apple, whose clock goes on with each thing that it says. */
  let said = 0;
  let truth: Omit<StoreFacts, 'asOf'> = {
    store: 'apple',
    reference,
    productId: 'switchboard.app.monthly',
    isFamilyShared: false,
    isTest: false,
    periodFrom: begin - day,
    expiresAt: begin + day,
    isTrial: false,
    standing: 'running',
    renewal: { renews: true, isRetrying: false },
  };
  const word = (): StoreFacts => ({ ...truth, asOf: begin + ++said });
  const signed = (): string => JSON.stringify(word());
  const read = async (text: string) => ok(JSON.parse(text) as StoreFacts);

  const work = makeStoreWork(
    {
      clock,
      random: systemRandom,
      log: silentLog,
      appStores: {
        apple: around({ readTransaction: read, readNotification: read, ask: async () => ok(word()) }),
      },
    },
    {
      commit: around(memory.commit),
      keyedHashes: makeTestCipher(),
      tenants,
      notifications,
      storePurchases: around(purchases),
      purchaseReferences: around(references),
      purchaseLookup: around(makeMemoryPurchaseLookup().lookup),
      dueLooks: around(dueLooks),
    },
    async () => false,
  );
  truth = { ...truth, accountToken: await work.accountTokenOf(ctx, 'u') };

  const handIn = () =>
    work
      .handInPurchase(ctx, 'u', { store: 'apple', signedTransaction: signed() })
      .then(({ ok: done }) => done);
  const become = (changes: Partial<StoreFacts>, told: boolean) => {
    truth = { ...truth, ...changes };
    return told ? work.hearApple(signed(), 'c') : undefined;
  };
  const take = async (each: Step): Promise<unknown> => {
    switch (each.kind) {
      case 'renewed': {
        const { expiresAt } = truth;
        return become({ periodFrom: expiresAt, expiresAt: Math.max(expiresAt, time) + 2 * day }, each.told);
      }
      case 'refunded':
        return become({ standing: 'revoked' }, each.told);
      case 'refund-reversed':
        return become({ standing: 'running' }, each.told);
      case 'will-not-renew':
        return become({ renewal: { renews: false, isRetrying: false } }, each.told);
      case 'hand-in':
        return handIn();
      case 'look':
        return work.lookAtStores();
    }
  };
  const kept = async () => {
    const stored = [];
    for await (const { value } of purchases.all(ctx)) stored.push(value);
    return stored[0];
  };
  return {
    take,
    handIn,
    hear: () => work.hearApple(signed(), 'c'),
    look: work.lookAtStores,
    later: (ms: number) => {
      time += ms;
    },
    truth: () => truth,
    kept,
    /** Whoever names a time to be asked is found by it. */
    isListed: async () => {
      const { lookAt, hash } = (await kept()) ?? {};
      const found = [...entries.values()].map((each) => `${each.hash} ${each.dueAt}`);
      return lookAt === undefined || found.includes(`${hash} ${toIso(lookAt)}`);
    },
  };
};

it('[L5] whatever interleaves, a purchase that names a time to be asked for is found by it, and ends as its store has it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const { take, handIn, later, truth, kept, isListed, hear, look } = await open(schedule);
        await schedule.waitFor(handIn());
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map(take)));
          expect(await isListed(), 'listed').toBe(true);
          later(20 * hour);
        }
        // A refund that is taken back in silence is nobody's to find: only then Apple speaks once more.
        if ((await kept())?.lookAt === undefined) await schedule.waitFor(hear());
        for (let days = 0; days < 40; days++) {
          later(day);
          await schedule.waitFor(look());
        }
        const { periodFrom, expiresAt, standing } = truth();
        expect(await kept()).toMatchObject({ periodFrom, expiresAt, standing });
      },
    ),
    { numRuns: 150 },
  );
});
