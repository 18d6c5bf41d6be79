import { expect, it, vi } from 'vitest';
import { day, type StoreWorld, storeWorld } from '../../tests/support/store-world.ts';

const entitled = (world: StoreWorld) => world.byStore(world.ctx, world.userId);
const state = async (world: StoreWorld) => (await world.readPurchases(world.ctx, world.userId))[0]?.state;

it('[L4][L5] Apple: trial, renewal, cancellation, taken up again, end', async () => {
  const world = await storeWorld();
  const bought = world.clock.now();
  const first = {
    purchaseDate: bought,
    expiresDate: bought + 90 * day,
    offerType: 1,
    offerDiscountType: 'FREE_TRIAL',
  };
  expect(await entitled(world)).toEqual({ entitled: false, reason: 'none' });
  expect(await world.handIn(first)).toMatchObject({ ok: true, value: { state: 'trial', renews: true } });
  expect(await entitled(world)).toMatchObject({ entitled: true });

  world.advance(day);
  await world.hear(first, { autoRenewStatus: 0 });
  expect(await state(world)).toBe('cancelled');
  expect(await entitled(world)).toEqual({
    entitled: true,
    until: new Date(bought + 90 * day).toISOString(),
  });
  world.advance(day);
  await world.hear(first);
  expect(await state(world)).toBe('trial');

  world.advance(88 * day);
  const second = { purchaseDate: bought + 90 * day, expiresDate: bought + 120 * day };
  expect(await state(world)).toBe('expired');
  await world.hear(second);
  expect(await state(world)).toBe('active');
  await world.hear({ ...second, signedDate: world.clock.now() + 1 }, { autoRenewStatus: 0 });
  world.advance(31 * day);
  expect(await entitled(world)).toEqual({ entitled: false, reason: 'ended' });
});

it('[L5] Apple: a charge that fails runs through grace into hold, and is made good', async () => {
  const world = await storeWorld();
  const bought = world.clock.now() - 29 * day;
  const period = { purchaseDate: bought, expiresDate: bought + 30 * day };
  await world.handIn(period);
  world.advance(day + 1000);
  const graceUntil = bought + 46 * day;
  const failed = { isInBillingRetryPeriod: true, gracePeriodExpiresDate: graceUntil };
  await world.hear(period, failed);
  expect(await state(world)).toBe('grace');
  expect(await entitled(world)).toEqual({ entitled: true, until: new Date(graceUntil).toISOString() });
  // The device hands the same period in again, which does not tell of grace.
  world.advance(day);
  const again = { ...period, signedDate: world.clock.now() };
  expect(await world.handIn(again)).toMatchObject({ error: { errors: [{ rule: 'store-expired' }] } });
  expect(await state(world)).toBe('grace');
  world.advance(16 * day);
  expect(await entitled(world)).toMatchObject({ entitled: false });
  await world.hear(period, failed);
  expect(await state(world)).toBe('on-hold');
  await world.hear({ purchaseDate: world.clock.now(), expiresDate: world.clock.now() + 30 * day });
  expect(await state(world)).toBe('active');
});

it('[L5] Apple: paid back ends at once; a refund taken back lets it run on', async () => {
  const world = await storeWorld();
  const bought = world.clock.now() - day;
  const period = { purchaseDate: bought, expiresDate: bought + 30 * day };
  await world.handIn(period);
  world.advance(1000);
  await world.hear({ ...period, revocationDate: world.clock.now() });
  expect(await state(world)).toBe('revoked');
  expect(await entitled(world)).toEqual({ entitled: false, reason: 'ended' });
  world.advance(1000);
  await world.hear(period);
  expect(await state(world)).toBe('active');
});

it('[L5] Apple: from monthly to yearly, in whichever order it is told', async () => {
  const world = await storeWorld();
  const bought = world.clock.now() - day;
  const monthly = { purchaseDate: bought, expiresDate: bought + 30 * day };
  await world.handIn(monthly);
  world.advance(60_000);
  const switched = world.clock.now();
  const yearly = {
    productId: 'switchboard.app.yearly',
    purchaseDate: switched,
    expiresDate: switched + 365 * day,
  };
  await world.hear(yearly);
  await world.hear({ ...monthly, isUpgraded: true, signedDate: switched + 5000 });
  expect((await world.kept()).purchases).toMatchObject([
    { state: 'active', productId: 'switchboard.app.yearly' },
  ]);
});

it('[L5] what Apple tells before the purchase is handed in is not lost: a refund above all', async () => {
  const world = await storeWorld();
  const signed = await world.transaction({ purchaseDate: world.clock.now() - day });
  world.advance(5000);
  const refund = { purchaseDate: signed.purchaseDate, revocationDate: world.clock.now() };
  expect(await world.hear(refund)).toEqual({ ok: true, value: 'unknown' });
  expect((await world.kept()).news).toHaveLength(1);
  const handedIn = { store: 'apple', signedTransaction: world.emulator.sign(signed) } as const;
  expect(await world.handInPurchase(world.ctx, world.userId, handedIn)).toMatchObject({
    ok: true,
    value: { state: 'revoked' },
  });
  expect(await entitled(world)).toMatchObject({ entitled: false });
  expect((await world.kept()).news).toEqual([]);
});

it('[L5] the sandbox counts where the setting says so, apart from what is bought in earnest', async () => {
  const world = await storeWorld({ allowTest: true });
  await world.handIn({ environment: 'Sandbox' });
  await world.handIn();
  expect(new Set((await world.kept()).purchases.map(({ isTest }) => isTest))).toEqual(new Set([false, true]));
  expect(await world.handIn({ environment: 'Xcode' })).toMatchObject({ ok: false });
});

it('[L5] the token of a user is always the same, and another’s is another', async () => {
  const world = await storeWorld();
  const token = await world.accountTokenOf(world.ctx, world.userId);
  expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await world.accountTokenOf(world.ctx, world.userId)).toBe(token);
  expect(await world.accountTokenOf(world.ctx, 'another')).not.toBe(token);
});

const push = (world: StoreWorld, token: string, changes: object = {}) =>
  world.hearGoogle(`Bearer ${world.emulator.pushToken()}`, world.rtdn(token, changes), 'test');
const set = async (world: StoreWorld, token: string, changes: object, item: object = {}) =>
  world.emulator.purchases.set(token, await world.play(changes, item));
const handInAtGoogle = (world: StoreWorld, purchaseToken: string) =>
  world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken });

it('[L5] Google: read, acknowledged, and read anew at every push', async () => {
  const world = await storeWorld();
  await set(world, 't1', {}, { offerPhase: { freeTrial: {} } });
  expect(await handInAtGoogle(world, 't1')).toMatchObject({ ok: true, value: { state: 'trial' } });
  expect(world.emulator.purchases.get('t1')).toMatchObject({
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
  });
  const states = [];
  const inFuture = { expiryTime: new Date(world.clock.now() + 10 * day).toISOString() };
  const past = { expiryTime: new Date(world.clock.now() - 1000).toISOString() };
  const steps: readonly (readonly [string, object])[] = [
    ['ACTIVE', inFuture],
    ['IN_GRACE_PERIOD', inFuture],
    ['ON_HOLD', past],
    ['ACTIVE', inFuture],
    ['CANCELED', inFuture],
    ['PAUSED', past],
    ['EXPIRED', past],
  ];
  for (const [name, item] of steps) {
    world.advance(1000);
    await set(world, 't1', { subscriptionState: `SUBSCRIPTION_STATE_${name}` }, item);
    expect(await push(world, 't1')).toEqual({ ok: true, value: 'noted' });
    states.push(await state(world));
  }
  expect(states).toEqual(['active', 'grace', 'on-hold', 'active', 'cancelled', 'paused', 'expired']);
});

it.each([
  ['in earnest', {}, false],
  ['of a licence tester', { testPurchase: {} }, true],
])('[L5] Google: a purchase %s is found at one look, and stays what it is', async (_, changes, isTest) => {
  const world = await storeWorld({ allowTest: true });
  await set(world, 't1', changes);
  await handInAtGoogle(world, 't1');
  world.advance(1000);
  await set(world, 't1', { ...changes, subscriptionState: 'SUBSCRIPTION_STATE_CANCELED' });
  const looks = vi.spyOn(world.index.lookup, 'find');
  expect(await push(world, 't1')).toEqual({ ok: true, value: 'noted' });
  expect(await push(world, 'of nobody')).toEqual({ ok: true, value: 'unknown' });
  expect(looks).toHaveBeenCalledTimes(2);
  expect((await world.kept()).purchases).toMatchObject([{ state: 'cancelled', isTest }]);
});

it('[L5] Google: taken back, and voided', async () => {
  for (const said of [
    { subscriptionNotification: { notificationType: 12, purchaseToken: 't1' } },
    { subscriptionNotification: undefined, voidedPurchaseNotification: { purchaseToken: 't1' } },
  ]) {
    const world = await storeWorld();
    await set(world, 't1', {});
    await handInAtGoogle(world, 't1');
    world.advance(1000);
    await set(world, 't1', { subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' });
    await push(world, 't1', said);
    expect(await state(world)).toBe('revoked');
  }
});

it('[L5] Google: a new token takes the place of the one that it names', async () => {
  const world = await storeWorld();
  await set(world, 't1', {});
  await handInAtGoogle(world, 't1');
  world.advance(1000);
  await set(
    world,
    't2',
    { linkedPurchaseToken: 't1', startTime: new Date(world.clock.now()).toISOString() },
    { productId: 'switchboard.app.yearly' },
  );
  expect(await handInAtGoogle(world, 't2')).toMatchObject({ ok: true, value: { state: 'active' } });
  const states = async () => (await world.kept()).purchases.map((each) => each.state).toSorted();
  expect(await states()).toEqual(['active', 'replaced']);
  world.advance(1000);
  await push(world, 't1');
  expect(await states()).toEqual(['active', 'replaced']);
});

it('[L5] Google: what cannot be asked now is asked again, and nothing is believed meanwhile', async () => {
  const world = await storeWorld();
  await set(world, 't1', {});
  world.emulator.failNext({ match: 'subscriptionsv2', status: 503 });
  await expect(handInAtGoogle(world, 't1')).rejects.toThrow('google play');
  world.emulator.failNext({ match: 'oauth2.googleapis.com/token', status: 500 });
  expect((await world.kept()).purchases).toEqual([]);
  // Kept, but not acknowledged: handed in again, both are done.
  world.emulator.failNext({ match: 'acknowledge', status: 500 });
  const outcome = await handInAtGoogle(world, 't1').catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Error);
  await handInAtGoogle(world, 't1').catch(() => undefined);
  expect(await handInAtGoogle(world, 't1')).toMatchObject({ ok: true });
  expect(world.emulator.purchases.get('t1')).toMatchObject({
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
  });
});

it('[L5] Google: what it says last counts, also where the clock of who asked before was ahead', async () => {
  const world = await storeWorld();
  await set(world, 't1', {});
  await handInAtGoogle(world, 't1');
  await set(world, 't1', { subscriptionState: 'SUBSCRIPTION_STATE_CANCELED' });
  world.advance(-5 * 60_000);
  expect(await push(world, 't1')).toEqual({ ok: true, value: 'noted' });
  expect(await state(world)).toBe('cancelled');
});

it('[L5] Apple: a cancellation and a grace that come late count, though the device has shown a younger transaction', async () => {
  const world = await storeWorld();
  const period = { purchaseDate: world.clock.now() - day, expiresDate: world.clock.now() + day };
  await world.handIn(period);
  const told = world.clock.now() + 1000;
  const failed = { isInBillingRetryPeriod: true, gracePeriodExpiresDate: world.clock.now() + 17 * day };
  world.advance(10_000);
  await world.handIn({ ...period, signedDate: world.clock.now() });
  expect(await world.hear({ ...period, signedDate: told }, { ...failed, signedDate: told })).toEqual({
    ok: true,
    value: 'noted',
  });
  world.advance(2 * day);
  expect(await entitled(world)).toMatchObject({ entitled: true });
});
