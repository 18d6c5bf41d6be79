import { expect, it, onTestFinished } from 'vitest';
import { makeServiceAccountKey, serviceAccountOf } from '../../local/emulators/app-stores/google-keys.ts';
import { startAppStores } from '../../local/emulators/app-stores/server.ts';
import { stackApp } from '../../local/emulators/app-stores/stack-app.ts';
import sample from '../../local.settings.sample.json' with { type: 'json' };
import { readConfig } from '../../shared/config/config.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { makeAppStores } from './app-stores.ts';

const openWith = async (more: (url: string) => Readonly<Record<string, string>>) => {
  const emulator = await startAppStores({
    ...stackApp,
    port: 0,
    clock: systemClock,
    account: serviceAccountOf(makeServiceAccountKey('play@switchboard.iam.gserviceaccount.com')),
    publicUrl: 'http://127.0.0.1:7071',
  });
  onTestFinished(() => emulator.close());
  const config = readConfig({
    ...sample.Values,
    SWITCHBOARD_APPLE_BUNDLE_ID: stackApp.bundleId,
    SWITCHBOARD_APPLE_APP_ID: String(stackApp.appId),
    SWITCHBOARD_APPLE_ROOT_CERTIFICATES: Buffer.from(emulator.chain.root).toString('base64'),
    ...more(emulator.url),
  });
  const secrets = {
    get: async (name: string) => (name === 'app-store-key' ? emulator.serverKey : undefined),
    set: async () => {},
    delete: async () => {},
  };
  return { emulator, stores: makeAppStores(config, { secrets, clock: systemClock }) };
};

const reference = '2000000000000001';
const key = (url: string) => ({
  SWITCHBOARD_APPLE_ISSUER_ID: stackApp.issuerId,
  SWITCHBOARD_APPLE_KEY_ID: stackApp.keyId,
  SWITCHBOARD_APPLE_KEY_NAME: 'app-store-key',
  SWITCHBOARD_APPLE_LOOPBACK_URL: url,
});

it('[L5] with the settings of a key Apple is asked, with the key that the vault has', async () => {
  const { emulator, stores } = await openWith(key);
  emulator.subscriptions.Production.set(reference, {
    transaction: {
      originalTransactionId: reference,
      bundleId: stackApp.bundleId,
      productId: 'switchboard.app.monthly',
      purchaseDate: 1,
      expiresDate: 4_000_000_000_000,
      type: 'Auto-Renewable Subscription',
    },
  });
  expect(await stores.apple?.ask?.({ reference, isTest: false })).toMatchObject({
    ok: true,
    value: { reference, expiresAt: 4_000_000_000_000 },
  });
});

it('[L5] a key that the vault does not have is Apple away, not a purchase that is unknown', async () => {
  const { stores } = await openWith((url) => ({ ...key(url), SWITCHBOARD_APPLE_KEY_NAME: 'another-key' }));
  await expect(stores.apple?.ask?.({ reference, isTest: false })).rejects.toMatchObject({
    service: 'app store',
  });
});

it('[L5] without them Apple is only listened to', async () => {
  const { stores } = await openWith(() => ({}));
  expect(stores.apple).toBeDefined();
  expect(stores.apple?.ask).toBeUndefined();
});
