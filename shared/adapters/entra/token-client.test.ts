import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityMetadata } from '../../../local/emulators/entra/authority-metadata.ts';
import {
  alpha,
  beta,
  type ManualClock,
  manualClock,
  startTestEntra,
  testApp,
} from '../../../local/emulators/entra/fixture.ts';
import { makeClientCertificate } from '../../../local/emulators/entra/self-signed-certificate.ts';
import type { EntraEmulator } from '../../../local/emulators/entra/server.ts';
import { type TenantId, tenantId } from '../../kernel/ids.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import { certificateCredential, readAppCredential } from './app-credential.ts';
import { makeTokenClient, type TokenClient, type TokenClientOptions } from './token-client.ts';

const asked = ['Contacts.ReadWrite', 'User.Read.All', 'GroupMember.Read.All'];
const alphaId = tenantId(alpha.tenantId);
const betaId = tenantId(beta.tenantId);
const context = (id: TenantId) => systemContext(id, '11111111-2222-4333-8444-555555555555');
const certificate = makeClientCertificate('Switchboard', Date.now());

let clock: ManualClock;
let entra: EntraEmulator;

const client = (more: Partial<TokenClientOptions> = {}): TokenClient =>
  makeTokenClient({
    clientId: testApp.clientId,
    authority: 'https://login.microsoftonline.com',
    authorityMetadata: authorityMetadata(entra.url),
    scope: 'https://graph.microsoft.com/.default',
    credential: async () => ({ clientSecret: 'the secret' }),
    permissions: asked,
    timeoutMs: 2_000,
    clock,
    ...more,
  });

beforeEach(async () => {
  clock = manualClock();
  entra = await startTestEntra({ clock, app: { ...testApp, certificate: certificate.certificate } });
  entra.admin.grantConsent(alpha.tenantId);
});
afterEach(() => entra.close());

const requests = () => entra.counters()['httpCalls'];

describe('app-only tokens', () => {
  it('[T2] name the permissions that the tenant granted', async () => {
    entra.admin.grantConsent(alpha.tenantId, ['User.Read.All']);
    expect(await client().token(context(alphaId))).toMatchObject({
      ok: true,
      value: { permissions: ['User.Read.All'] },
    });
  });

  it('come from the cache, and simultaneous callers share one request', async () => {
    const tokens = client();
    const [first, second] = await Promise.all([
      tokens.token(context(alphaId)),
      tokens.token(context(alphaId)),
    ]);
    expect(second).toEqual(first);
    expect(await tokens.token(context(alphaId))).toEqual(first);
    expect(requests()).toBe(1);
    await tokens.token(context(alphaId), { fresh: true });
    expect(requests()).toBe(2);
  });

  it('are each tenant’s own', async () => {
    entra.admin.grantConsent(beta.tenantId, ['User.Read.All']);
    const tokens = client();
    const [a, b] = [await tokens.token(context(alphaId)), await tokens.token(context(betaId))];
    expect(a).not.toEqual(b);
    expect(b).toMatchObject({ ok: true, value: { permissions: ['User.Read.All'] } });
  });

  it('are forgotten, not heaped up, when more tokens than the bound are served', async () => {
    entra.admin.grantConsent(beta.tenantId);
    const tokens = client({ maxTokens: 1 });
    await tokens.token(context(alphaId));
    await tokens.token(context(betaId));
    await tokens.token(context(alphaId));
    expect(requests()).toBe(3);
  });

  it('are asked for with a certificate out of the vault', async () => {
    const pem = `${certificate.privateKey}\n${certificate.certificate}`;
    const secrets = { get: async () => pem, set: async () => {}, delete: async () => {} };
    const credential = () => readAppCredential(secrets, { kind: 'certificate', secretName: 'app' });
    expect(await client({ credential }).token(context(alphaId))).toMatchObject({ ok: true });
  });
});

describe('tokens for another resource', () => {
  const uri = 'https://alpha.crm4.dynamics.com';
  const audience = (result: Awaited<ReturnType<TokenClient['tokenFor']>>) =>
    result.ok ? decodeJwt(result.value.accessToken).aud : result.error;

  beforeEach(async () => {
    await entra.close();
    const resources = [{ tenantId: alpha.tenantId, uri }];
    entra = await startTestEntra({
      clock,
      app: { ...testApp, certificate: certificate.certificate, resources },
    });
    entra.admin.grantConsent(alpha.tenantId);
    entra.admin.grantConsent(beta.tenantId);
  });

  it('are cached beside those of the first, from one application', async () => {
    const tokens = client();
    const both = () => Promise.all([tokens.token(context(alphaId)), tokens.tokenFor(context(alphaId), uri)]);
    const [graph, other] = await both();
    expect(audience(graph)).toBe('https://graph.microsoft.com');
    expect(audience(other)).toBe(uri);
    expect(await both()).toEqual([graph, other]);
    expect(requests()).toBe(2);
    await tokens.tokenFor(context(alphaId), uri, { fresh: true });
    expect(await tokens.token(context(alphaId))).toEqual(graph);
    expect(requests()).toBe(3);
  });

  it('count in the bound of the cache, each for itself', async () => {
    const tokens = client({ maxTokens: 2 });
    for (const _ of [1, 2]) {
      await tokens.token(context(alphaId));
      await tokens.tokenFor(context(alphaId), uri);
    }
    expect(requests()).toBe(2);
    await tokens.token(context(betaId));
    await tokens.token(context(alphaId));
    expect(requests()).toBe(4);
  });

  it('are refused as unknown where the tenant has no such resource, as for consent where it has not consented', async () => {
    const tokens = client();
    const unknown = { ok: false, error: { type: 'unknown-resource' } };
    expect(await tokens.tokenFor(context(betaId), uri)).toEqual(unknown);
    expect(await tokens.tokenFor(context(alphaId), 'https://other.crm4.dynamics.com')).toEqual(unknown);
    entra.admin.withdrawConsent(alpha.tenantId, 'remove');
    expect(await tokens.tokenFor(context(alphaId), uri, { fresh: true })).toMatchObject({
      error: { type: 'consent-required' },
    });
  });
});

describe('a refused token', () => {
  it.each([65001, 700016] as const)(
    '[T6] after a withdrawal (%i) asks for consent to everything',
    async (number) => {
      entra.admin.answerAfterWithdrawal(number);
      entra.admin.withdrawConsent(alpha.tenantId);
      expect(await client().token(context(alphaId))).toEqual({
        ok: false,
        error: { type: 'consent-required', missingPermissions: asked },
      });
    },
  );

  it('[T2] of a tenant that never consented asks for consent', async () => {
    expect(await client().token(context(betaId))).toMatchObject({ error: { type: 'consent-required' } });
  });

  it.each([53000, 53003, 530003] as const)('[T3] by policy %i is told as exactly that', async (code) => {
    entra.admin.blockTenant(alpha.tenantId, code);
    expect(await client().token(context(alphaId))).toEqual({
      ok: false,
      error: { type: 'access-blocked', code: String(code) },
    });
  });

  it('for too many requests says when to come again, and is not remembered against the tenant', async () => {
    entra.admin.injectFault({ status: 429, retryAfter: '7', match: 'token' });
    const tokens = client();
    expect(await tokens.token(context(alphaId))).toEqual({
      ok: false,
      error: { type: 'throttled', retryAfterSeconds: 7 },
    });
    expect(await tokens.token(context(alphaId))).toMatchObject({ ok: true });
  });

  it('by a failing or silent service is unavailability', async () => {
    const unavailable = { ok: false, error: { type: 'unavailable', service: 'entra' } };
    entra.admin.injectFault({ status: 503, match: 'token' });
    expect(await client().token(context(alphaId))).toEqual(unavailable);
    entra.admin.injectFault({ delayMs: 1_000, match: 'token' });
    expect(await client({ timeoutMs: 50 }).token(context(alphaId))).toEqual(unavailable);
    expect(
      await client({ authorityMetadata: authorityMetadata('http://127.0.0.1:1') }).token(context(alphaId)),
    ).toEqual(unavailable);
  });

  it('for our own credential is not blamed on the tenant, and a rotated credential is taken up', async () => {
    let secret = 'expired';
    const tokens = client({ credential: async () => ({ clientSecret: secret }) });
    expect(await tokens.token(context(alphaId))).toMatchObject({ error: { type: 'unavailable' } });
    secret = 'the secret';
    expect(await tokens.token(context(alphaId))).toMatchObject({ ok: true });
  });
});

describe('the app’s certificate', () => {
  it('is refused without its key, or with another’s', () => {
    expect(() => certificateCredential(certificate.certificate)).toThrow('private key');
    const other = makeClientCertificate('Other', Date.now());
    expect(() => certificateCredential(other.privateKey + certificate.certificate)).toThrow(
      'belong together',
    );
  });

  it('missing in the vault is a fault of the operation, so it throws', async () => {
    const empty = { get: async () => undefined, set: async () => {}, delete: async () => {} };
    const credential = () => readAppCredential(empty, { kind: 'client-secret', secretName: 'app-secret' });
    await expect(client({ credential }).token(context(alphaId))).rejects.toThrow('app-secret');
  });
});
