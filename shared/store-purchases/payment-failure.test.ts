import { expect, it } from 'vitest';
import { day, type StoreWorld, storeWorld } from '../../tests/support/store-world.ts';

const mails = async (world: StoreWorld) => (await world.mails()).waiting.length;
const state = async (world: StoreWorld) => (await world.kept()).purchases[0]?.state;
const retrying = { isInBillingRetryPeriod: true };

/** A period that was bought, and has just ended without a charge. */
const lapsed = async () => {
  const world = await storeWorld();
  const bought = world.clock.now() - 29 * day;
  const period = { purchaseDate: bought, expiresDate: bought + 30 * day };
  await world.handIn(period);
  world.advance(day + 1000);
  return { world, period, grace: { ...retrying, gracePeriodExpiresDate: bought + 46 * day } };
};

it('[L5][N1] Apple: a charge that fails is mailed to the buyer once, from grace to hold', async () => {
  const { world, period, grace } = await lapsed();
  expect(await mails(world)).toBe(0);
  await world.hear(period, grace);
  const { waiting, messages } = await world.mails();
  expect(waiting).toMatchObject([
    {
      kind: 'payment-failed',
      language: 'de',
      recipient: world.userId,
      params: {
        store: 'apple',
        runs: 1,
        until: new Date(grace.gracePeriodExpiresDate).toISOString(),
        timeZone: 'Europe/Berlin',
        managementUrl: 'https://apps.apple.com/account/subscriptions',
      },
    },
  ]);
  expect(messages.map(({ body }) => body['notificationId'])).toEqual(waiting.map(({ id }) => id));

  world.advance(day);
  await world.hear(period, grace);
  expect([await state(world), await mails(world)]).toEqual(['grace', 1]);
  world.advance(20 * day);
  await world.hear(period, retrying);
  expect([await state(world), await mails(world)]).toEqual(['on-hold', 1]);
});

it('[L5][N1] Apple: repeated, late and overtaken news of a failure mail nobody again; the next failure does', async () => {
  const { world, period, grace } = await lapsed();
  const failedAt = world.clock.now();
  const failure = () => world.hear({ ...period, signedDate: failedAt }, { ...grace, signedDate: failedAt });
  expect(await failure()).toEqual({ ok: true, value: 'noted' });
  expect(await failure()).toEqual({ ok: true, value: 'nothing-new' });
  expect(await mails(world)).toBe(1);

  world.advance(day);
  const paid = world.clock.now();
  const next = { purchaseDate: paid, expiresDate: paid + 30 * day };
  await world.hear(next);
  expect(await failure()).toEqual({ ok: true, value: 'nothing-new' });
  expect([await state(world), await mails(world)]).toEqual(['active', 1]);

  world.advance(31 * day);
  await world.hear(next, retrying);
  const { waiting } = await world.mails();
  expect(await state(world)).toBe('on-hold');
  expect(waiting).toHaveLength(2);
  expect(new Set(waiting.map(({ params }) => params['runs']))).toEqual(new Set([0, 1]));
});

it('[L5][N1] the same failure told several times at once is mailed once', async () => {
  const { world, period, grace } = await lapsed();
  const signedDate = world.clock.now();
  const told = await Promise.all(
    [1, 2, 3].map(() => world.hear({ ...period, signedDate }, { ...grace, signedDate })),
  );
  expect(told.filter(({ ok, ...rest }) => ok && 'value' in rest && rest.value === 'noted')).toHaveLength(1);
  expect(await mails(world)).toBe(1);
});

it('[L5][N1] an end that nobody wanted to pay for is no failure', async () => {
  const { world, period } = await lapsed();
  await world.hear(period, { autoRenewStatus: 0 });
  expect([await state(world), await mails(world)]).toEqual(['expired', 0]);
});

it('[L5][N1] Google: grace is mailed whoever notices it, a push or the app, and leads to the subscription there', async () => {
  for (const handsInFirst of [false, true]) {
    const world = await storeWorld();
    world.emulator.purchases.set('t1', await world.play());
    const handIn = () =>
      world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken: 't1' });
    const push = () => world.hearGoogle(`Bearer ${world.emulator.pushToken()}`, world.rtdn('t1'), 'test');
    await handIn();
    world.advance(1000);
    world.emulator.purchases.set(
      't1',
      await world.play({ subscriptionState: 'SUBSCRIPTION_STATE_IN_GRACE_PERIOD' }),
    );
    for (const notice of handsInFirst ? [handIn, push] : [push, handIn]) await notice();
    const { waiting } = await world.mails();
    expect(waiting).toMatchObject([{ recipient: world.userId, params: { store: 'google', runs: 1 } }]);
    expect(waiting[0]?.params['managementUrl']).toBe(
      'https://play.google.com/store/account/subscriptions?sku=switchboard.app.monthly&package=example.switchboard.app',
    );
  }
});
