import { ManagedIdentityCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { alpha, manualClock, startTestEntra, testApp } from './fixture.ts';
import type { EntraEmulator } from './server.ts';

describe('what a test can make of this Entra', () => {
  const clock = manualClock();
  let entra: EntraEmulator;
  beforeAll(async () => {
    entra = await startTestEntra({ clock });
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => entra.close());

  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${entra.url}/_emulator${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const keysUrl = () => `${entra.url}/common/discovery/v2.0/keys`;

  it('issues any token over HTTP', async () => {
    const answer = await send('POST', '/tokens', {
      tenantId: alpha.tenantId,
      user: 'admin@alpha.example',
      claims: { roles: ['Operator'], scp: null },
      lifetimeSeconds: -10,
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    expect(decodeJwt(access_token)).toMatchObject({ aud: testApp.clientId, roles: ['Operator'] });
    expect(decodeJwt(access_token)).not.toHaveProperty('scp');
    expect(entra.verifyToken(access_token, testApp.clientId)).toBe('expired');
    const forged = entra.admin.issueToken({ tenantId: alpha.tenantId, key: 'unpublished' });
    expect(entra.verifyToken(forged, testApp.clientId)).toBe('invalid');
    const [head, body] = entra.admin.issueToken({ tenantId: alpha.tenantId }).split('.');
    expect(entra.verifyToken(`${head}.${body}.AAAA`, testApp.clientId)).toBe('invalid');
    expect(entra.verifyToken('garbage', testApp.clientId)).toBe('invalid');
  });

  it('changes consent, policy, keys and settings over HTTP', async () => {
    const done = [
      await send('PUT', `/consents/${alpha.domain}`, { permissions: ['User.Read.All'] }),
      await send('PUT', `/policies/${alpha.domain}`, { code: 53000 }),
      await send('POST', '/keys/rotate'),
      await send('PATCH', '/settings', { tokenLifetime: 300, singleUseAssertions: true }),
    ];
    expect(done.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect(await (await send('GET', '/state')).json()).toMatchObject({
      tenants: [{ servicePrincipal: { permissions: ['User.Read.All'] }, policy: 53000 }, {}],
      tokenLifetime: 300,
      singleUseAssertions: true,
    });
    expect((await send('PATCH', '/settings', { tokenLifetime: 'long' })).status).toBe(400);
    expect((await send('PUT', '/consents/nobody.example')).status).toBe(400);
    expect((await send('GET', '/nothing')).status).toBe(501);
  });

  it('injects faults into the next matching requests', async () => {
    await send('POST', '/faults', { match: 'GET .*/keys', status: 429, retryAfter: '7', times: 2 });
    const first = await fetch(keysUrl());
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await fetch(`${entra.url}/common/v2.0/.well-known/openid-configuration`)).status).toBe(200);
    expect([(await fetch(keysUrl())).status, (await fetch(keysUrl())).status]).toEqual([429, 200]);
  });

  it('describes its endpoints under the production’s issuer', async () => {
    const read = async (tenant: string) =>
      (await (await fetch(`${entra.url}/${tenant}/v2.0/.well-known/openid-configuration`)).json()) as object;
    expect(await read(alpha.domain)).toMatchObject({
      issuer: `https://login.microsoftonline.com/${alpha.tenantId}/v2.0`,
      token_endpoint: `${entra.url}/${alpha.tenantId}/oauth2/v2.0/token`,
    });
    expect(await read('organizations')).toMatchObject({
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      jwks_uri: `${entra.url}/organizations/discovery/v2.0/keys`,
    });
    expect(await read('nobody.example')).toMatchObject({ error_codes: [90002] });
  });

  it('is the identity endpoint for the real ManagedIdentityCredential', async () => {
    vi.stubEnv('IDENTITY_ENDPOINT', entra.managedIdentity.endpoint);
    vi.stubEnv('IDENTITY_HEADER', entra.managedIdentity.header);
    const token = await new ManagedIdentityCredential().getToken('https://storage.azure.com/.default');
    expect(decodeJwt(token.token)).toMatchObject({
      iss: `https://sts.windows.net/${alpha.tenantId}/`,
      aud: 'https://storage.azure.com',
      oid: entra.managedIdentity.principalId,
      appid: entra.managedIdentity.clientId,
    });
    const bare = await fetch(`${entra.managedIdentity.endpoint}?api-version=2019-08-01&resource=x`);
    expect(bare.status).toBe(401);
  });
});
