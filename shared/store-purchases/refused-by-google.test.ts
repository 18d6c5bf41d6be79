import { expect, it } from 'vitest';
import { makeGoogleKey, pushToken } from '../../local/emulators/app-stores/google-keys.ts';
import { type StoreWorld, storeWorld } from '../../tests/support/store-world.ts';
import { systemClock } from '../kernel/clock.ts';

const googleAs = (claims: object) => (world: StoreWorld) =>
  `Bearer ${world.emulator.pushToken(claims as Readonly<Record<string, unknown>>)}`;
const now = Math.floor(systemClock.now() / 1000);

const pushes: Readonly<Record<string, readonly [reason: string, (world: StoreWorld) => string | null]>> = {
  'without a token': ['missing-token', () => null],
  'with something else than a token': ['invalid-token', () => 'Basic dXNlcjpwYXNz'],
  'for another address': ['invalid-token', googleAs({ aud: 'https://other.example/' })],
  'of another issuer': ['invalid-token', googleAs({ iss: 'https://accounts.example' })],
  'that has expired': ['expired-token', googleAs({ iat: now - 7200, exp: now - 3600 })],
  'that never ends': ['invalid-token', googleAs({ exp: undefined })],
  'of another service account': ['invalid-token', googleAs({ email: 'x@other.iam.gserviceaccount.com' })],
  'of an address that nobody has verified': ['invalid-token', googleAs({ email_verified: false })],
  'signed by somebody else': [
    'invalid-token',
    ({ emulator, clock }) => {
      const account = 'play-push@switchboard.iam.gserviceaccount.com';
      return `Bearer ${pushToken(makeGoogleKey('google-1'), { audience: emulator.audience, account, clock })}`;
    },
  ],
  'of a key that Google does not have': [
    'invalid-token',
    ({ emulator, clock }) => {
      const account = 'play-push@switchboard.iam.gserviceaccount.com';
      return `Bearer ${pushToken(makeGoogleKey('other'), { audience: emulator.audience, account, clock })}`;
    },
  ],
};

it.each(Object.entries(pushes))(
  '[L5] refuses a push %s, and changes nothing',
  async (_, [reason, header]) => {
    const world = await storeWorld();
    world.emulator.purchases.set('t1', await world.play());
    await world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken: 't1' });
    const before = await world.kept();
    world.emulator.purchases.set('t1', await world.play({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' }));
    expect(await world.hearGoogle(header(world), world.rtdn('t1'), 'test')).toEqual({
      ok: false,
      error: { type: 'unauthenticated', reason },
    });
    expect(await world.kept()).toEqual(before);
  },
);

it('[L5] refuses a genuine push about another app, and one that cannot be read', async () => {
  const world = await storeWorld();
  const header = `Bearer ${world.emulator.pushToken()}`;
  expect(
    await world.hearGoogle(header, world.rtdn('t1', { packageName: 'com.example.other' }), 'test'),
  ).toMatchObject({ error: { errors: [{ rule: 'store-other-app' }] } });
  expect(await world.hearGoogle(header, 'bm90IEpTT04=', 'test')).toMatchObject({
    error: { errors: [{ rule: 'store-not-genuine' }] },
  });
  expect(await world.hearGoogle(header, world.rtdn('never made'), 'test')).toEqual({
    ok: true,
    value: 'unknown',
  });
});

const plays: Readonly<Record<string, readonly [rule: string, object, object?]>> = {
  'of another user': [
    'store-other-user',
    { externalAccountIdentifiers: { obfuscatedExternalAccountId: 'somebody else' } },
  ],
  'made for nobody': ['store-other-user', { externalAccountIdentifiers: undefined }],
  'of a licence tester': ['store-other-environment', { testPurchase: {} }],
  'that is not paid yet': ['store-pending', { subscriptionState: 'SUBSCRIPTION_STATE_PENDING' }],
  'that has ended': ['store-expired', { subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' }],
  'in a state that we do not know': [
    'store-unknown-purchase',
    { subscriptionState: 'SUBSCRIPTION_STATE_NEW' },
  ],
  'of a product that is none of ours': ['store-unknown-product', {}, { productId: 'coins.100' }],
};

it.each(Object.entries(plays))(
  '[L5] refuses a purchase of Google Play %s',
  async (_, [rule, changes, item]) => {
    const world = await storeWorld();
    world.emulator.purchases.set('t1', await world.play(changes, item));
    expect(
      await world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken: 't1' }),
    ).toMatchObject({ error: { errors: [{ pointer: '/purchaseToken', rule }] } });
    expect(await world.kept()).toEqual({ purchases: [], owners: [], news: [] });
  },
);

it('[L5] refuses a purchase token of another app, or of nobody', async () => {
  const world = await storeWorld();
  expect(
    await world.handInPurchase(world.ctx, world.userId, { store: 'google', purchaseToken: 'of another' }),
  ).toMatchObject({ error: { errors: [{ rule: 'store-unknown-purchase' }] } });
});
