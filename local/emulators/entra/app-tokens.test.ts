import { X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorityMetadata } from './authority-metadata.ts';
import { alpha, beta, manualClock, postForm, startTestEntra, testApp } from './fixture.ts';
import { makeClientCertificate } from './self-signed-certificate.ts';
import type { EntraEmulator } from './server.ts';

const graph = ['https://graph.microsoft.com/.default'];

describe('client credentials through the real msal-node', () => {
  const clock = manualClock();
  const own = makeClientCertificate('switchboard', clock.now());
  let entra: EntraEmulator;

  beforeAll(async () => {
    entra = await startTestEntra({ clock, app: { ...testApp, certificate: own.certificate } });
  });
  beforeEach(() => {
    entra.admin.grantConsent(alpha.tenantId);
    entra.admin.withdrawConsent(beta.tenantId, 'remove');
  });
  afterAll(() => entra.close());

  const client = (credential: { clientSecret: string } | { clientCertificate: typeof msalCertificate }) =>
    new ConfidentialClientApplication({
      auth: {
        clientId: testApp.clientId,
        authority: `https://login.microsoftonline.com/${alpha.tenantId}`,
        authorityMetadata: authorityMetadata(entra.url),
        ...credential,
      },
    });
  const { privateKey, thumbprintSha256 } = own;
  const msalCertificate = { privateKey, thumbprintSha256 };
  const inTenant = (tenantId: string) => ({
    scopes: graph,
    authority: `https://login.microsoftonline.com/${tenantId}`,
    skipCache: true,
  });

  it('gives a token with the consented permissions for a secret', async () => {
    const result = await client({ clientSecret: 'the secret' }).acquireTokenByClientCredential({
      scopes: graph,
    });
    expect(await entra.verifyGraphToken(`Bearer ${result?.accessToken}`)).toEqual({
      tenantId: alpha.tenantId,
      appId: testApp.clientId,
      permissions: testApp.requiredPermissions.graph,
    });
  });

  it('gives a token for a certificate, and again for the assertion that msal repeats', async () => {
    const msal = client({ clientCertificate: msalCertificate });
    for (const _ of [1, 2])
      expect(await msal.acquireTokenByClientCredential(inTenant(alpha.tenantId))).not.toBeNull();
  });

  it('refuses the repeated assertion where single use is required', async () => {
    const msal = client({ clientCertificate: msalCertificate });
    entra.admin.requireSingleUseAssertions(true);
    await msal.acquireTokenByClientCredential(inTenant(alpha.tenantId));
    await expect(msal.acquireTokenByClientCredential(inTenant(alpha.tenantId))).rejects.toThrow(
      'AADSTS700027',
    );
    entra.admin.requireSingleUseAssertions(false);
  });

  it('accepts the older RS256 assertion with a SHA-1 thumbprint', async () => {
    const thumbprint = new X509Certificate(own.certificate).fingerprint.replaceAll(':', '');
    const msal = new ConfidentialClientApplication({
      auth: {
        clientId: testApp.clientId,
        authority: `https://login.microsoftonline.com/${alpha.tenantId}`,
        authorityMetadata: authorityMetadata(entra.url),
        clientCertificate: { privateKey, thumbprint },
      },
    });
    expect(await msal.acquireTokenByClientCredential({ scopes: graph })).not.toBeNull();
  });

  it('refuses a certificate that is not registered', async () => {
    const { privateKey, thumbprintSha256 } = makeClientCertificate('other', clock.now());
    const unknown = client({ clientCertificate: { privateKey, thumbprintSha256 } });
    await expect(unknown.acquireTokenByClientCredential({ scopes: graph })).rejects.toThrow('AADSTS700027');
    const forged = client({ clientCertificate: { privateKey, thumbprintSha256: own.thumbprintSha256 } });
    await expect(forged.acquireTokenByClientCredential({ scopes: graph })).rejects.toThrow('AADSTS700027');
  });

  it('judges the times of an assertion', async () => {
    const late = await startTestEntra({
      clock,
      app: { ...testApp, certificate: own.certificate },
      assertionClock: { now: () => clock.now() + 3_600_000 },
    });
    const msal = new ConfidentialClientApplication({
      auth: {
        clientId: testApp.clientId,
        authority: `https://login.microsoftonline.com/${alpha.tenantId}`,
        authorityMetadata: authorityMetadata(late.url),
        clientCertificate: msalCertificate,
      },
    });
    await expect(msal.acquireTokenByClientCredential({ scopes: graph })).rejects.toThrow('AADSTS700024');
    await late.close();
  });

  it('refuses a wrong secret, a tenant without consent and an unknown tenant', async () => {
    await expect(
      client({ clientSecret: 'wrong' }).acquireTokenByClientCredential({ scopes: graph }),
    ).rejects.toMatchObject({
      errorCode: 'invalid_client',
      errorMessage: expect.stringContaining('AADSTS7000215'),
    });
    const msal = client({ clientSecret: 'the secret' });
    await expect(msal.acquireTokenByClientCredential(inTenant(beta.tenantId))).rejects.toMatchObject({
      errorCode: 'unauthorized_client',
      errorMessage: expect.stringContaining('AADSTS700016'),
    });
    await expect(
      msal.acquireTokenByClientCredential(inTenant('99999999-0000-4000-8000-000000000000')),
    ).rejects.toThrow('AADSTS90002');
  });

  it('answers a withdrawn consent as the setting says', async () => {
    const msal = client({ clientSecret: 'the secret' });
    entra.admin.withdrawConsent(alpha.tenantId);
    await expect(msal.acquireTokenByClientCredential(inTenant(alpha.tenantId))).rejects.toThrow(
      'AADSTS65001',
    );
    entra.admin.answerAfterWithdrawal(700016);
    await expect(msal.acquireTokenByClientCredential(inTenant(alpha.tenantId))).rejects.toThrow(
      'AADSTS700016',
    );
    entra.admin.answerAfterWithdrawal(65001);
  });

  it('refuses every token of a tenant that its policy blocks, with the claims challenge', async () => {
    entra.admin.blockTenant(alpha.domain);
    await expect(
      client({ clientSecret: 'the secret' }).acquireTokenByClientCredential(inTenant(alpha.tenantId)),
    ).rejects.toMatchObject({
      errorCode: 'interaction_required',
      subError: 'message_only',
      errorMessage: expect.stringContaining('AADSTS53003'),
      claims: expect.stringContaining('capolids'),
    });
    entra.admin.unblockTenant(alpha.domain);
  });

  it('signs so that jose verifies it by the common key set, whose keys name their issuer', async () => {
    const answer = await postForm(`${entra.url}/${alpha.domain}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: testApp.clientId,
      client_secret: 'the secret',
      scope: `${testApp.appIdUri}/.default`,
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    const keys = createRemoteJWKSet(new URL(`${entra.url}/common/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(access_token, keys, {
      issuer: `https://login.microsoftonline.com/${alpha.tenantId}/v2.0`,
      audience: testApp.clientId,
    });
    expect(payload).toMatchObject({ tid: alpha.tenantId, idtyp: 'app', azpacr: '1', ver: '2.0' });
    expect(payload).not.toHaveProperty('roles');
    expect(keys.jwks()?.keys.map((key) => 'issuer' in key && key.issuer)).toEqual([
      'https://login.microsoftonline.com/{tenantid}/v2.0',
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ]);
  });

  it.each([
    [{}, 900144, 400],
    [{ grant_type: 'client_credentials' }, 900144, 400],
    [{ grant_type: 'client_credentials', client_id: testApp.clientId }, 90014, 400],
    [
      {
        grant_type: 'client_credentials',
        client_id: testApp.clientId,
        scope: 'https://graph.microsoft.com/User.Read.All',
        client_secret: 'the secret',
      },
      1002012,
      400,
    ],
    [
      {
        grant_type: 'client_credentials',
        client_id: testApp.clientId,
        scope: 'https://graph.microsoft.com/.default',
      },
      7000218,
      401,
    ],
    [
      {
        grant_type: 'client_credentials',
        client_id: testApp.clientId,
        scope: 'https://else.example/.default',
        client_secret: 'the secret',
      },
      500011,
      400,
    ],
    [{ grant_type: 'magic', client_id: testApp.clientId }, 70003, 400],
    [{ grant_type: 'client_credentials', client_id: 'other', scope: 'x' }, 700016, 400],
  ])('answers %j with AADSTS%i in the error document', async (fields, code, status) => {
    const answer = await postForm(`${entra.url}/${alpha.tenantId}/oauth2/v2.0/token`, fields);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({
      error: expect.any(String),
      error_description: expect.stringContaining(`AADSTS${code}: `),
      error_codes: [code],
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    });
  });

  it('says that it lacks what it lacks', async () => {
    const url = `${entra.url}/${alpha.tenantId}/oauth2/v2.0`;
    const password = await postForm(`${url}/token`, { grant_type: 'password', client_id: testApp.clientId });
    expect([password.status, (await fetch(`${url}/devicecode`)).status]).toEqual([501, 501]);
  });
});
