import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
const day = 24 * 60 * 60 * 1000;
let running: RunningStack;
let api: Api;

beforeAll(async () => {
  running = await openStack(stateDir.path);
  api = await signedIn(running.endpoints, 'mueller', 'Admin');
  await onboard(api);
}, 90_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

const send = async (url: string, body: unknown, method = 'POST') => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};
const stores = (path: string, body: unknown, method?: string) =>
  send(`${running.endpoints['appStores']}/_emulator/${path}`, body, method);
const signed = async (payload: object) => (await stores('apple/sign', payload)).body['signed'];
const subscription = async () => (await api.expect(200, 'GET', '/v1/me/subscription')).body;
const accountToken = async () =>
  (await api.expect(200, 'GET', '/v1/me/purchases/account-token')).body.accountToken as string;
const app = (path: string, body: unknown) => send(`${running.endpoints['app']}${path}`, body);

it('[L4][L5] a user buys at Apple, uses the app, and is paid back', async () => {
  expect(await subscription()).toMatchObject({ entitled: false, channels: [], purchases: [] });
  await api.expect(403, 'GET', '/v1/me/contacts');
  const now = systemClock.now();
  const bought = {
    originalTransactionId: '2000000000000001',
    transactionId: '2000000000000001',
    bundleId: 'example.switchboard.app',
    productId: 'switchboard.app.yearly',
    purchaseDate: now - day,
    expiresDate: now + 364 * day,
    type: 'Auto-Renewable Subscription',
    inAppOwnershipType: 'PURCHASED',
    environment: 'Production',
    appAccountToken: await accountToken(),
  };
  const signedTransaction = await signed({ ...bought, signedDate: now });
  const handedIn = { store: 'apple', signedTransaction };
  const purchase = await api.expect(201, 'POST', '/v1/me/purchases', handedIn);
  expect(purchase.body).toMatchObject({ plan: 'app-yearly', state: 'active', renews: true, test: false });
  expect(await subscription()).toMatchObject({ entitled: true, channels: [{ channel: 'store' }] });
  await api.expect(200, 'GET', '/v1/me/contacts');

  const other = await signedIn(running.endpoints, 'nordwind', 'Admin');
  await onboard(other);
  const refused = await other.expect(400, 'POST', '/v1/me/purchases', handedIn);
  expect(refused.body.errors).toMatchObject([{ rule: 'store-other-user' }]);

  const forged = await app('/v1/store-notifications/apple', { signedPayload: signedTransaction });
  expect(forged.status).toBe(400);
  const refund = { ...bought, signedDate: now + 1000, revocationDate: now + 1000 };
  const told = await stores('apple/notify', {
    notificationType: 'REFUND',
    notificationUUID: '0b7c3e0e-2f9a-4f0a-9a54-2a1c8f1f0001',
    version: '2.0',
    signedDate: now + 1000,
    data: {
      appAppleId: 1_234_567_890,
      bundleId: bought.bundleId,
      environment: 'Production',
      signedTransactionInfo: await signed(refund),
    },
  });
  expect(told.body).toEqual({ status: 204 });
  expect(await subscription()).toMatchObject({ entitled: false, purchases: [{ state: 'revoked' }] });
});

it('[L4][L5] a user buys at Google, and is told of by a push', async () => {
  const now = systemClock.now();
  const token = 'play-token-1';
  const purchase = {
    subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
    acknowledgementState: 'ACKNOWLEDGEMENT_STATE_PENDING',
    startTime: new Date(now - day).toISOString(),
    externalAccountIdentifiers: { obfuscatedExternalAccountId: await accountToken() },
    lineItems: [
      {
        productId: 'switchboard.app.monthly',
        expiryTime: new Date(now + 29 * day).toISOString(),
        autoRenewingPlan: { autoRenewEnabled: true },
      },
    ],
  };
  await stores(`google/purchases/${token}`, purchase, 'PUT');
  const handedIn = { store: 'google', purchaseToken: token };
  const kept = await api.expect(201, 'POST', '/v1/me/purchases', handedIn);
  expect(kept.body.managementUrl).toContain('package=example.switchboard.app');
  expect(await subscription()).toMatchObject({ entitled: true });

  const ended = { ...purchase, subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' };
  await stores(`google/purchases/${token}`, ended, 'PUT');
  const data = Buffer.from('{"packageName":"example.switchboard.app"}').toString('base64');
  expect((await app('/v1/store-notifications/google', { message: { data } })).status).toBe(401);
  expect(await subscription()).toMatchObject({ entitled: true });
  const told = await stores('google/push', {
    version: '1.0',
    packageName: 'example.switchboard.app',
    eventTimeMillis: String(now),
    subscriptionNotification: { version: '1.0', notificationType: 13, purchaseToken: token },
  });
  expect(told.body).toEqual({ status: 204 });
  expect(await subscription()).toMatchObject({ entitled: false });
});
