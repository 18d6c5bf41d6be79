import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeAppleChain, signAsApple } from '../../local/emulators/app-stores/apple-chain.ts';
import type { AppleSubscription } from '../../local/emulators/app-stores/apple-routes.ts';
import { makeServiceAccountKey, serviceAccountOf } from '../../local/emulators/app-stores/google-keys.ts';
import { startAppStores } from '../../local/emulators/app-stores/server.ts';
import { makeServerKey, stackApp } from '../../local/emulators/app-stores/stack-app.ts';
import { type AppleServerOptions, makeAppleServer } from '../../shared/adapters/apple/server-api.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { StoreThrottled } from '../../shared/store-purchases/store-throttled.ts';
import { appleServerContract } from './apple-server-contract.ts';
import { makeMemoryAppleServer } from './memory-apple-server.ts';

const hour = 60 * 60_000;

const overTheEmulator = async (
  changes: Partial<AppleServerOptions> = {},
  more: { readonly mostAppleRequests?: number } = {},
) => {
  const emulator = await startAppStores({
    ...stackApp,
    port: 0,
    clock: systemClock,
    account: serviceAccountOf(makeServiceAccountKey('play@switchboard.iam.gserviceaccount.com')),
    publicUrl: 'https://api.switchboard.example',
    ...more,
  });
  onTestFinished(() => emulator.close());
  const server = makeAppleServer({
    ...stackApp,
    key: async () => emulator.serverKey,
    loopbackUrl: emulator.url,
    timeoutMs: 5000,
    ...changes,
  });
  const { Production } = emulator.subscriptions;
  const put = (reference: string, of: AppleSubscription | undefined) =>
    void (of === undefined ? Production.delete(reference) : Production.set(reference, of));
  return { emulator, server, put };
};

const known = { transaction: { originalTransactionId: '1', expiresDate: 4_000_000_000_000 } };
const asked = { reference: '1', isTest: false };

describe('Apple’s client over the emulator', () => {
  appleServerContract(() => overTheEmulator());

  it('[L5] asks the sandbox of what was bought there', async () => {
    const { emulator, server } = await overTheEmulator();
    emulator.subscriptions.Sandbox.set('1', known);
    const { environment } = await server.statuses({ reference: '1', isTest: true });
    expect(environment).toBe('Sandbox');
  });

  it.each([
    ['another key', { key: async () => makeServerKey() }],
    ['another issuer', { issuerId: '00000000-0000-4000-8000-000000000001' }],
    ['another name of the key', { keyId: 'OTHERKEY01' }],
    ['another app', { bundleId: 'com.example.other' }],
  ])('[L5] is not let in with %s', async (_, changes) => {
    const { server, put } = await overTheEmulator(changes);
    put('1', known);
    await expect(server.statuses(asked)).rejects.toMatchObject({ httpStatusCode: 401, apiError: null });
  });

  it.each([
    [60, 404],
    [61, 401],
  ])('the emulator takes a token of an hour at most: %i minutes, %i', async (minutes, status) => {
    const { emulator } = await overTheEmulator();
    const iat = Math.floor(systemClock.now() / 1000);
    const token = await new SignJWT({ bid: stackApp.bundleId })
      .setProtectedHeader({ alg: 'ES256', kid: stackApp.keyId })
      .setIssuer(stackApp.issuerId)
      .setAudience('appstoreconnect-v1')
      .setIssuedAt(iat)
      .setExpirationTime(iat + minutes * 60)
      .sign(createPrivateKey(emulator.serverKey));
    const url = `${emulator.url}/api.storekit.apple.com/inApps/v1/subscriptions/1`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(status);
  });

  it('[L5] learns from Apple when too much was asked, and from when on it may again', async () => {
    const { server, put } = await overTheEmulator({}, { mostAppleRequests: 1 });
    put('1', known);
    await server.statuses(asked);
    const error: unknown = await server.statuses(asked).catch((thrown: unknown) => thrown);
    const { retryAt = 0 } = error as { retryAt?: number };
    expect(retryAt - systemClock.now()).toBeGreaterThan(-1000);
    expect(retryAt - systemClock.now()).toBeLessThanOrEqual(hour);
  });

  it.each([
    ['seconds', '120'],
    ['nonsense', 'soon'],
  ])('[L5] takes no instant out of %s', async (_, retryAfter) => {
    const { emulator, server } = await overTheEmulator();
    emulator.failNext({ match: 'inApps', status: 429, retryAfter });
    const error: unknown = await server.statuses(asked).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreThrottled);
    expect(error).toMatchObject({ retryAt: undefined });
  });

  it('[L5] does not wait longer than it is told to', async () => {
    const { emulator, server } = await overTheEmulator({ timeoutMs: 50 });
    emulator.failNext({ match: 'inApps', delayMs: 5000 });
    await expect(server.statuses(asked)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('the memory double', () => {
  appleServerContract(async () => {
    const chain = makeAppleChain({ now: systemClock.now() });
    const kept = new Map<string, AppleSubscription>();
    const sign = (payload: object) => signAsApple(chain, payload);
    const server = makeMemoryAppleServer((reference) => kept.get(reference), sign, systemClock.now);
    return {
      server,
      put: (reference, of) => void (of === undefined ? kept.delete(reference) : kept.set(reference, of)),
    };
  });
});
