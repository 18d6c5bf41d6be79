import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { makeAppleChain, signAsApple } from '../../local/emulators/app-stores/apple-chain.ts';
import { day, type StoreWorld, storeWorld } from '../../tests/support/store-world.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/ids.ts';

const own = makeAppleChain({ now: systemClock.now() });
const foreign = makeAppleChain({ now: systemClock.now() });

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tampered = (signed: string, change: object) => {
  const [header = '', payload = '', signature = ''] = signed.split('.');
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${part({ ...content, ...change })}.${signature}`;
};
const later = { expiresDate: systemClock.now() + 400 * day };

type Signed = (world: StoreWorld) => Promise<string>;
const changed =
  (changes: object): Signed =>
  async (world) =>
    world.emulator.sign(await world.transaction(changes));

/** Whatever a device could hand in, and the rule that it breaks. */
const transactions: Readonly<Record<string, readonly [rule: string, Signed]>> = {
  'of a chain below another root': [
    'store-not-genuine',
    async (world) => signAsApple(foreign, await world.transaction()),
  ],
  'of another root that brings the trusted root along': [
    'store-not-genuine',
    async (world) =>
      signAsApple(foreign, await world.transaction(), {
        x5c: [...foreign.x5c.slice(0, 2), own.x5c[2]],
      }),
  ],
  'with the trusted chain and another key’s signature': [
    'store-not-genuine',
    async (world) => signAsApple({ x5c: own.x5c, key: foreign.key }, await world.transaction()),
  ],
  'of a chain of two': [
    'store-not-genuine',
    async (world) => signAsApple(own, await world.transaction(), { x5c: own.x5c.slice(0, 2) }),
  ],
  'changed after it was signed': [
    'store-not-genuine',
    async (world) => tampered(world.emulator.sign(await world.transaction()), later),
  ],
  'without a signature': [
    'store-not-genuine',
    async (world) => `${part({ alg: 'none', x5c: own.x5c })}.${part(await world.transaction())}.`,
  ],
  'signed with the public key as a password': [
    'store-not-genuine',
    async (world) => {
      const content = `${part({ alg: 'HS256', x5c: own.x5c })}.${part(await world.transaction())}`;
      const pem = `-----BEGIN CERTIFICATE-----\n${own.x5c[0]}\n-----END CERTIFICATE-----\n`;
      return `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`;
    },
  ],
  'that is no JWS': ['store-not-genuine', async () => 'MIIT receipt of old'],
  'of another app': ['store-other-app', changed({ bundleId: 'com.example.other' })],
  'of the sandbox': ['store-other-environment', changed({ environment: 'Sandbox' })],
  'of Xcode, which signs nothing': [
    'store-not-genuine',
    async (world) =>
      `${part({ alg: 'ES256', x5c: [] })}.${part(await world.transaction({ environment: 'Xcode' }))}.AA`,
  ],
  'of Xcode, in a genuine signature': ['store-other-environment', changed({ environment: 'Xcode' })],
  'of local testing': ['store-other-environment', changed({ environment: 'LocalTesting' })],
  'of something bought once': ['store-unknown-purchase', changed({ type: 'Consumable' })],
  'of a product that is none of ours': ['store-unknown-product', changed({ productId: 'coins.100' })],
  'of a member of the family': ['store-family-shared', changed({ inAppOwnershipType: 'FAMILY_SHARED' })],
  'of another user of the company': [
    'store-other-user',
    async (world) =>
      world.emulator.sign(await world.transaction({}, world.ctx, '00000000-0000-4000-8000-0000000000ff')),
  ],
  'made for nobody': ['store-other-user', changed({ appAccountToken: undefined })],
  'that has ended': ['store-expired', changed({ expiresDate: systemClock.now() - 1000 })],
  'that was paid back': ['store-revoked', changed({ revocationDate: systemClock.now() - 1000 })],
  'that was upgraded': ['store-replaced', changed({ isUpgraded: true })],
};

it.each(Object.entries(transactions))(
  '[L5] refuses a transaction %s, and keeps nothing',
  async (_, [rule, make]) => {
    const world = await storeWorld({ chain: own });
    const signedTransaction = await make(world);
    const result = await world.handInPurchase(world.ctx, world.userId, { store: 'apple', signedTransaction });
    expect(result).toEqual({
      ok: false,
      error: { type: 'invalid', errors: [{ pointer: '/signedTransaction', rule }] },
    });
    expect(await world.kept()).toEqual({ purchases: [], owners: [], news: [] });
  },
);

it('[L5] refuses a chain without Apple’s marks, though its root is trusted', async () => {
  const chain = makeAppleChain({ now: systemClock.now(), unmarked: true });
  const world = await storeWorld({ chain });
  expect(await world.handIn()).toMatchObject({ error: { errors: [{ rule: 'store-not-genuine' }] } });
});

it('[L5] refuses what was signed with a certificate that had ended', async () => {
  const chain = makeAppleChain({ now: systemClock.now(), leafUntil: systemClock.now() - day });
  const world = await storeWorld({ chain });
  expect(await world.handIn()).toMatchObject({ error: { errors: [{ rule: 'store-not-genuine' }] } });
  expect(await world.handIn({ signedDate: systemClock.now() - 1.5 * day })).toMatchObject({ ok: true });
});

const refund = { revocationDate: systemClock.now() };
const notified =
  (data: (world: StoreWorld) => Promise<object>, changes: object = {}): Signed =>
  async (world) =>
    world.emulator.sign(world.notification(await data(world), changes));
const refundOf = async (world: StoreWorld) => ({
  signedTransactionInfo: world.emulator.sign(
    await world.transaction({ ...refund, signedDate: world.clock.now() + 1000 }),
  ),
});

/** Each would take the subscription away if it were believed. */
const notifications: Readonly<Record<string, readonly [rule: string, Signed]>> = {
  'of a chain below another root': [
    'store-not-genuine',
    async (world) => signAsApple(foreign, world.notification(await refundOf(world))),
  ],
  'genuine, around a forged transaction': [
    'store-not-genuine',
    notified(async (world) => ({
      signedTransactionInfo: signAsApple(foreign, await world.transaction(refund)),
    })),
  ],
  'genuine, around a forged renewal': [
    'store-not-genuine',
    notified(async (world) => ({
      ...(await refundOf(world)),
      signedRenewalInfo: signAsApple(foreign, world.renewal()),
    })),
  ],
  'changed after it was signed': [
    'store-not-genuine',
    async (world) =>
      tampered(world.emulator.sign(world.notification()), world.notification(await refundOf(world))),
  ],
  'of another app': [
    'store-other-app',
    notified(async (world) => ({ ...(await refundOf(world)), bundleId: 'com.example.other' })),
  ],
  'of another number of the app': [
    'store-other-app',
    notified(async (world) => ({ ...(await refundOf(world)), appAppleId: 42 })),
  ],
  'of the sandbox': [
    'store-other-environment',
    notified(async (world) => ({ ...(await refundOf(world)), environment: 'Sandbox' })),
  ],
  'of Xcode': [
    'store-other-environment',
    notified(async (world) => ({ ...(await refundOf(world)), environment: 'Xcode' })),
  ],
};

it.each(Object.entries(notifications))(
  '[L5] refuses a notification of Apple %s, and changes nothing',
  async (_, [rule, make]) => {
    const world = await storeWorld({ chain: own });
    expect(await world.handIn()).toMatchObject({ ok: true });
    const before = await world.kept();
    expect(await world.hearApple(await make(world), 'test')).toEqual({
      ok: false,
      error: { type: 'invalid', errors: [{ pointer: '/signedPayload', rule }] },
    });
    expect(await world.kept()).toEqual(before);
  },
);

it('[L5] a notification that is repeated, late or overtaken changes nothing', async () => {
  const world = await storeWorld({ chain: own });
  const start = world.clock.now();
  await world.handIn({ purchaseDate: start - day, signedDate: start - 5000 });
  const cancelled = world.emulator.sign(
    world.notification({
      signedTransactionInfo: world.emulator.sign(await world.transaction({ purchaseDate: start - day })),
      signedRenewalInfo: world.emulator.sign(world.renewal({ autoRenewStatus: 0 })),
    }),
  );
  expect(await world.hearApple(cancelled, 'test')).toEqual({ ok: true, value: 'noted' });
  const before = await world.kept();
  expect(before.purchases).toMatchObject([{ state: 'cancelled' }]);
  expect(await world.hearApple(cancelled, 'test')).toEqual({ ok: true, value: 'nothing-new' });
  const older = { purchaseDate: start - day, signedDate: start - 60_000 };
  expect(await world.hear(older, { signedDate: start - 60_000 })).toEqual({ ok: true, value: 'nothing-new' });
  // An older period that was paid back does not touch the one that runs.
  const former = { purchaseDate: start - 31 * day, expiresDate: start - day, ...refund };
  expect(await world.hear(former)).toEqual({ ok: true, value: 'nothing-new' });
  expect(await world.kept()).toEqual(before);
});

it('[L5] a purchase belongs to one user: to whoever else hands it in it is refused', async () => {
  const world = await storeWorld({ chain: own });
  await world.handIn();
  const before = await world.kept();
  const other = systemRandom.id();
  // As if the buyer had changed the token at the store since.
  const signedTransaction = world.emulator.sign(await world.transaction({}, world.ctx, other));
  expect(await world.handInPurchase(world.ctx, other, { store: 'apple', signedTransaction })).toEqual({
    ok: false,
    error: { type: 'conflict', reason: 'purchase-taken' },
  });
  expect(await world.kept()).toEqual(before);
});
