import { expect, it } from 'vitest';
import { day, type StoreWorld, storeWorld } from '../../tests/support/store-world.ts';
import { fromIso, toIso } from '../kernel/clock.ts';
import { purchaseHash } from './purchase.ts';

const minute = 60_000;
const hour = 60 * minute;
const reference = '2000000000000001';
const appleHash = purchaseHash({ store: 'apple', isTest: false, reference });

const open = (options: Parameters<typeof storeWorld>[0] = {}) => storeWorld({ ...options, still: true });

/** What Apple has of the purchase that `handIn` shows, from now on; nobody is told. */
const atApple = async (world: StoreWorld, changes: object = {}, renewed: object = {}) =>
  void world.emulator.subscriptions.Production.set(reference, {
    transaction: await world.transaction(changes),
    renewal: world.renewal(renewed),
  });
const atGoogle = async (world: StoreWorld, changes: object = {}, item: object = {}) =>
  void world.emulator.purchases.set('t1', await world.play(changes, item));
const handInAtGoogle = (world: StoreWorld) =>
  world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken: 't1' });
const requests = (world: StoreWorld) => world.emulator.counters()['httpCalls'] ?? 0;

it('[L5] a renewal that Apple told in vain is found shortly after the end, by one question', async () => {
  const world = await open();
  const end = world.clock.now() + 29 * day;
  await world.handIn({ expiresDate: end });
  expect(await world.references()).toEqual([{ hash: appleHash, reference }]);
  expect(await world.due()).toMatchObject([{ store: 'apple', dueAt: toIso(end + 10 * minute) }]);
  await atApple(world, { purchaseDate: end, expiresDate: end + 30 * day });
  world.advance(29 * day + 9 * minute);
  expect(await world.lookAtStores()).toBe(0);
  world.advance(2 * minute);
  expect((await world.readPurchases(world.ctx, world.userId))[0]?.state).toBe('expired');
  const before = requests(world);
  expect(await world.lookAtStores()).toBe(1);
  expect(requests(world) - before).toBe(1);
  expect((await world.readPurchases(world.ctx, world.userId))[0]).toMatchObject({
    state: 'active',
    expiresAt: end + 30 * day,
  });
  const [next] = await world.due();
  expect(fromIso(next?.dueAt ?? '')).toBeLessThanOrEqual(world.clock.now() + 30 * day);
  expect(fromIso(next?.dueAt ?? '')).toBeGreaterThan(world.clock.now() + 29 * day);
  expect(await world.lookAtStores()).toBe(0);
});

it('[L5] of what Apple has told in time nobody is asked', async () => {
  const world = await open();
  const end = world.clock.now() + 29 * day;
  await world.handIn({ expiresDate: end });
  await world.hear(
    { purchaseDate: end, expiresDate: end + 29 * day, signedDate: world.clock.now() + 1 },
    {
      signedDate: world.clock.now() + 1,
    },
  );
  expect(await world.due()).toHaveLength(1);
  world.advance(29 * day + hour);
  const before = requests(world);
  expect(await world.lookAtStores()).toBe(0);
  expect(requests(world)).toBe(before);
});

it.each([
  ['paid back', { revocationDate: 1 }, {}, 'revoked'],
  ['not renewed', {}, { autoRenewStatus: 0 }, 'expired'],
  ['not paid for', {}, { isInBillingRetryPeriod: true }, 'on-hold'],
  ['upgraded', { isUpgraded: true }, {}, 'replaced'],
])('[L5] that it was %s is found, too', async (_, changes, renewed, state) => {
  const world = await open();
  const end = world.clock.now() + day;
  await world.handIn({ expiresDate: end });
  await atApple(world, { expiresDate: end, ...changes }, renewed);
  world.advance(day + hour);
  expect(await world.lookAtStores()).toBe(1);
  expect(await world.kept()).toMatchObject({ purchases: [{ state }] });
  const again = state === 'on-hold' ? [{ dueAt: toIso(world.clock.now() + day) }] : [];
  expect(await world.due()).toMatchObject(again);
  expect((await world.mails()).waiting).toHaveLength(state === 'on-hold' ? 1 : 0);
});

it('[L5] a year that was paid back is found within a month', async () => {
  const world = await open();
  await world.handIn({ expiresDate: world.clock.now() + 360 * day });
  await atApple(world, { revocationDate: world.clock.now() });
  world.advance(30 * day + minute);
  expect(await world.lookAtStores()).toBe(1);
  expect(await world.kept()).toMatchObject({ purchases: [{ state: 'revoked' }] });
});

it('[L5] Google is asked by the same clock, and acknowledged', async () => {
  const world = await open();
  await atGoogle(world, { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' });
  expect(await handInAtGoogle(world)).toMatchObject({ ok: true });
  world.advance(29 * day);
  await atGoogle(world, {}, { expiryTime: toIso(world.clock.now() + 30 * day) });
  world.advance(hour);
  expect(await world.lookAtStores()).toBe(1);
  expect(await world.kept()).toMatchObject({
    purchases: [{ state: 'active', expiresAt: world.clock.now() - hour + 30 * day }],
  });
  expect(world.emulator.purchases.get('t1')).toMatchObject({
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
  });
});

it('[L5] what a store does not know is noted and stays, and is asked for some days more at the most', async () => {
  const world = await open();
  await world.handIn({ expiresDate: world.clock.now() + day });
  const before = await world.kept();
  const asked: number[] = [];
  for (let days = 0; days < 8; days++) {
    world.advance(day + hour);
    asked.push(await world.lookAtStores());
  }
  expect(asked).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
  const { purchases } = await world.kept();
  const [{ lookAt: _at, ...known } = { lookAt: 0 }] = before.purchases;
  expect(purchases).toEqual([known]);
  expect(await world.due()).toEqual([]);
});

it('[L5] a store that is away is asked three times at a time, the other store meanwhile, and each purchase again in an hour', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  for (let n = 0; n < 5; n++) await world.handIn({ originalTransactionId: `${n}`, expiresDate: end });
  await atGoogle(world, {}, { expiryTime: toIso(end) });
  await handInAtGoogle(world);
  world.advance(day + hour);
  world.emulator.failNext({ match: 'inApps', status: 503, times: 3 });
  const before = requests(world);
  expect(await world.lookAtStores()).toBe(4);
  // Google's, once for a token and once for the purchase, or with the token it has.
  expect(requests(world) - before - 3).toBeLessThanOrEqual(2);
  const now = world.clock.now();
  const isDue = ({ dueAt }: { readonly dueAt: string }) => dueAt <= toIso(now);
  expect((await world.due()).filter(isDue)).toHaveLength(2);
  expect((await world.due()).filter(({ dueAt }) => dueAt === toIso(now + hour))).toHaveLength(3);
  expect(await world.lookAtStores()).toBe(2);
  world.advance(hour);
  expect(await world.lookAtStores()).toBe(3);
});

it('[L5] one purchase that Apple always fails at does not hold up the others', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  for (let n = 0; n < 5; n++) {
    const originalTransactionId = `${n}`;
    await world.handIn({ originalTransactionId, expiresDate: end });
    world.emulator.subscriptions.Production.set(originalTransactionId, {
      transaction: await world.transaction({
        originalTransactionId,
        purchaseDate: end,
        expiresDate: end + 9 * day,
      }),
    });
  }
  world.emulator.failNext({ match: 'subscriptions/2$', status: 500, times: 100 });
  world.advance(day + hour);
  expect(await world.lookAtStores()).toBe(5);
  const { purchases } = await world.kept();
  expect(purchases.filter(({ expiresAt }) => expiresAt > end)).toHaveLength(4);
});

it('[L5] Apple’s limit ends the questions of this time, changes nothing, and the next time goes on', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  for (let n = 0; n < 3; n++) await world.handIn({ originalTransactionId: `${n}`, expiresDate: end });
  world.advance(day + hour);
  const due = await world.due();
  world.emulator.failNext({ match: 'inApps', status: 429, retryAfter: String(world.clock.now() + hour) });
  const before = requests(world);
  expect(await world.lookAtStores()).toBe(0);
  expect(requests(world) - before).toBe(1);
  expect(await world.due()).toEqual(due);
  expect(await world.lookAtStores()).toBe(3);
});

it('[L5] two timers at a time, and a word of Apple meanwhile, leave what Apple said last', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  await world.handIn({ expiresDate: end });
  const renewed = { purchaseDate: end, expiresDate: end + 20 * day };
  await atApple(world, renewed);
  world.advance(day + hour);
  await Promise.all([
    world.lookAtStores(),
    world.hear(renewed, { autoRenewStatus: 0 }),
    world.lookAtStores(),
  ]);
  const { purchases } = await world.kept();
  expect(purchases).toMatchObject([{ state: 'cancelled', expiresAt: end + 20 * day }]);
  expect((await world.due()).map(({ dueAt }) => dueAt)).toEqual([toIso(purchases[0]?.lookAt ?? 0)]);
});

it('[L5] the look of one company’s purchase touches no other’s', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  await world.handIn({ expiresDate: end });
  const [entry] = await world.due();
  if (entry === undefined) throw new Error('it is due');
  world.advance(day + hour);
  await atApple(world, { revocationDate: 1, expiresDate: end });
  const foreign = { ...entry, tenantId: world.otherTenant.tenantId };
  await world.dueLooks.put(world.otherTenant, foreign, entry.dueAt);
  await world.dueLooks.remove(world.ctx, entry, entry.dueAt);
  const before = await world.kept();
  expect(await world.lookAtStores()).toBe(0);
  expect(await world.kept()).toEqual(before);
  world.advance(hour);
  expect(await world.lookAtStores()).toBe(0);
  expect(world.entries()).toEqual([]);
});

it('[L5] without Apple’s key nothing is asked, no reference is kept, and what was due before is forgotten', async () => {
  const world = await open({ appleKey: false });
  const end = world.clock.now() + day;
  await world.handIn({ expiresDate: end });
  expect(await world.references()).toEqual([]);
  expect(await world.due()).toEqual([]);
  expect((await world.kept()).purchases[0]).not.toHaveProperty('lookAt');
  await world.dueLooks.put(world.ctx, { store: 'apple', hash: appleHash }, toIso(end));
  world.advance(day + 2 * hour);
  expect(await world.lookAtStores()).toBe(0);
  expect(world.entries()).toEqual([]);
});

it('[L5] once there is a key, what the app shows again can be asked for', async () => {
  const world = await open();
  const end = world.clock.now() + day;
  await world.handIn({ expiresDate: end });
  await world.forgetReferences();
  const again = { expiresDate: end, signedDate: world.clock.now() - hour };
  expect(await world.handIn(again)).toMatchObject({ ok: true });
  expect(await world.references()).toEqual([{ hash: appleHash, reference }]);
  expect(await world.due()).toHaveLength(1);
});
