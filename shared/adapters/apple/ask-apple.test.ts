import { expect, it } from 'vitest';
import { makeAppleChain, signAsApple } from '../../../local/emulators/app-stores/apple-chain.ts';
import { day, storeWorld } from '../../../tests/support/store-world.ts';
import { systemClock } from '../../kernel/clock.ts';
import { makeAskApple } from './ask-apple.ts';
import type { AppleServer } from './server-api.ts';

const reference = '2000000000000001';
const asked = { reference, isTest: false };

const open = async (options: Parameters<typeof storeWorld>[0] = {}) => {
  const world = await storeWorld(options);
  const { ask } = world.appStores.apple;
  if (ask === undefined) throw new Error('Apple has a key');
  return {
    ...world,
    ask,
    put: async (changes: object = {}, renewed: object | undefined = {}) =>
      void world.emulator.subscriptions.Production.set(reference, {
        transaction: await world.transaction(changes),
        ...(renewed && { renewal: world.renewal(renewed) }),
      }),
  };
};

it('[L5] Apple’s answer is read as a notification is', async () => {
  const { ask, put, clock } = await open();
  const now = clock.now();
  await put({ purchaseDate: now - day, expiresDate: now + 29 * day }, { autoRenewStatus: 0 });
  expect(await ask(asked)).toMatchObject({
    ok: true,
    value: {
      store: 'apple',
      reference,
      isTest: false,
      periodFrom: now - day,
      expiresAt: now + 29 * day,
      standing: 'running',
      renewal: { renews: false, isRetrying: false },
    },
  });
  await put({ revocationDate: now });
  expect(await ask(asked)).toMatchObject({ value: { standing: 'revoked' } });
  const grace = { isInBillingRetryPeriod: true, gracePeriodExpiresDate: now + 3 * day };
  await put({ expiresDate: now }, grace);
  expect(await ask(asked)).toMatchObject({
    value: { renewal: { isRetrying: true, graceUntil: now + 3 * day } },
  });
});

it('[L5] what Apple does not know, or has never known, is refused', async () => {
  const { ask } = await open();
  const unknown = { ok: false, error: 'store-unknown-purchase' };
  expect(await ask(asked)).toEqual(unknown);
  expect(await ask({ ...asked, reference: '../../notifications' })).toEqual(unknown);
});

it.each([
  ['the wrong environment', { environment: 'Sandbox' }, 'store-other-environment'],
  ['another app', { bundleId: 'com.example.other' }, 'store-other-app'],
  ['another purchase', { originalTransactionId: '2000000000000002' }, 'store-not-genuine'],
  ['no subscription', { type: 'Consumable' }, 'store-unknown-purchase'],
])('[L5] an answer that tells of %s is not believed', async (_, changes, error) => {
  const world = await open();
  const signedTransactionInfo = world.emulator.sign(await world.transaction(changes));
  const item = { originalTransactionId: reference, signedTransactionInfo };
  expect(await answering(world, item)).toEqual({ ok: false, error });
});

it('[L5] the parts of an answer that Apple has not signed, or not together, are not believed', async () => {
  const world = await open();
  const foreign = makeAppleChain({ now: systemClock.now() });
  const genuine = world.emulator.sign(await world.transaction());
  const forged = signAsApple(foreign, await world.transaction({ expiresDate: 4_000_000_000_000 }));
  const renewalOfAnother = world.emulator.sign(world.renewal({ originalTransactionId: '2000000000000002' }));
  const of = (item: object) => answering(world, { originalTransactionId: reference, ...item });
  const error = (rule: string) => ({ ok: false, error: rule });
  expect(await of({ signedTransactionInfo: genuine })).toMatchObject({ ok: true });
  expect(await of({ signedTransactionInfo: forged })).toEqual(error('store-not-genuine'));
  expect(
    await of({
      signedTransactionInfo: genuine,
      signedRenewalInfo: signAsApple(foreign, world.renewal({ autoRenewStatus: 0 })),
    }),
  ).toEqual(error('store-not-genuine'));
  expect(await of({ signedTransactionInfo: genuine, signedRenewalInfo: renewalOfAnother })).toEqual(
    error('store-unknown-purchase'),
  );
  expect(await of({})).toEqual(error('store-unknown-purchase'));
});

it('[L5] of several subscriptions of a buyer only the one that was asked for is taken', async () => {
  const world = await open();
  const item = async (id: string, productId: string) => ({
    originalTransactionId: id,
    signedTransactionInfo: world.emulator.sign(
      await world.transaction({ originalTransactionId: id, productId }),
    ),
  });
  const others = await item('2000000000000002', 'switchboard.app.yearly');
  const own = await item(reference, 'switchboard.app.monthly');
  expect(await answering(world, others, own)).toMatchObject({
    value: { reference, productId: 'switchboard.app.monthly' },
  });
  expect(await answering(world, others)).toEqual({ ok: false, error: 'store-unknown-purchase' });
});

it.each([401, 404, 500, 503])('[L5] %i without a word of the purchase says nothing of it', async (status) => {
  const { ask, put, emulator } = await open();
  await put();
  emulator.failNext({ match: 'inApps', status });
  await expect(ask(asked)).rejects.toMatchObject({ name: 'ServiceError', service: 'app store' });
  expect(await ask(asked)).toMatchObject({ ok: true });
});

it('[L5] a time-out is a failure of Apple, too many questions are told as such', async () => {
  const slow = await open({ timeoutMs: 50 });
  slow.emulator.failNext({ match: 'inApps', delayMs: 5000 });
  await expect(slow.ask(asked)).rejects.toMatchObject({ name: 'ServiceError', service: 'app store' });
  const { ask, put } = await open({ mostAppleRequests: 1 });
  await put();
  await ask(asked);
  await expect(ask(asked)).rejects.toMatchObject({ service: 'app store', retryAt: expect.any(Number) });
});

/** What becomes of an answer of these parts. */
const answering = async (world: Awaited<ReturnType<typeof open>>, ...lastTransactions: readonly object[]) => {
  const server: AppleServer = {
    statuses: async () => ({ data: [{ lastTransactions: [...lastTransactions] }] }),
  };
  return makeAskApple({ server, signatures: world.appStores.apple })(asked);
};
