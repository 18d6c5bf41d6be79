import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorityMetadata } from './authority-metadata.ts';
import { alpha, beta, manualClock, postForm, startTestEntra, testApp } from './fixture.ts';
import type { EntraEmulator } from './server.ts';

const redirectUri = 'http://localhost:4711/signed-in';
const scopes = [`${testApp.appIdUri}/access_as_user`];
const pkce = await new CryptoProvider().generatePkceCodes();

describe('signing in through the real msal-node', () => {
  const clock = manualClock();
  let entra: EntraEmulator;

  beforeAll(async () => {
    entra = await startTestEntra({ clock });
  });
  beforeEach(() => {
    entra.admin.grantConsent(alpha.tenantId);
    entra.admin.withdrawConsent(beta.tenantId, 'remove');
  });
  afterAll(() => entra.close());

  const auth = (tenant: string) => ({
    clientId: testApp.clientId,
    authority: `https://login.microsoftonline.com/${tenant}`,
    authorityMetadata: authorityMetadata(entra.url),
  });
  const publicClient = (tenant: string = alpha.tenantId) =>
    new PublicClientApplication({ auth: auth(tenant) });

  const authorizeUrl = (more: Readonly<Record<string, string>> = {}, tenant: string = alpha.tenantId) =>
    `${entra.url}/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: testApp.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `openid offline_access ${scopes[0]}`,
      state: 'the state',
      code_challenge: pkce.challenge,
      code_challenge_method: 'S256',
      login_hint: 'admin@alpha.example',
      prompt: 'none',
      ...more,
    }).toString()}`;
  const redirected = async (url: string, init: RequestInit = {}) => {
    const answer = await fetch(url, { redirect: 'manual', ...init });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location') ?? '').searchParams;
  };
  const codeOf = async (more: Readonly<Record<string, string>> = {}) => {
    const answer = await redirected(authorizeUrl(more));
    return answer.get('code') ?? '';
  };
  const redeem = (code: string, more: Readonly<Record<string, string>> = {}) =>
    postForm(`${entra.url}/${alpha.tenantId}/oauth2/v2.0/token`, {
      grant_type: 'authorization_code',
      client_id: testApp.clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: pkce.verifier,
      ...more,
    });
  const errorCode = async (answer: Response) =>
    ((await answer.json()) as { error_codes: number[] }).error_codes[0];

  it('answers a hinted silent request at once, and its code is worth an API token, once', async () => {
    const msal = publicClient();
    const url = await msal.getAuthCodeUrl({
      scopes,
      redirectUri,
      loginHint: 'admin@alpha.example',
      prompt: 'none',
      codeChallenge: pkce.challenge,
      codeChallengeMethod: 'S256',
      nonce: 'the nonce',
    });
    const code = (await redirected(url)).get('code') ?? '';
    const result = await msal.acquireTokenByCode(
      { code, scopes, redirectUri, codeVerifier: pkce.verifier },
      { code, nonce: 'the nonce' },
    );
    expect(result.account).toMatchObject({
      username: 'admin@alpha.example',
      tenantId: alpha.tenantId,
      homeAccountId: `${alpha.users[0]?.id}.${alpha.tenantId}`,
    });
    expect(decodeJwt(result.accessToken)).toMatchObject({
      aud: testApp.clientId,
      iss: `https://login.microsoftonline.com/${alpha.tenantId}/v2.0`,
      tid: alpha.tenantId,
      oid: alpha.users[0]?.id,
      preferred_username: 'admin@alpha.example',
      scp: 'access_as_user',
      roles: ['Admin'],
      azp: testApp.clientId,
      azpacr: '0',
      ver: '2.0',
    });
    expect(await errorCode(await redeem(code))).toBe(54005);
  });

  it('refreshes, also for a confidential client, and until the refresh token is revoked', async () => {
    const msal = new ConfidentialClientApplication({
      auth: { ...auth(alpha.tenantId), clientSecret: 'the secret' },
    });
    const code = await codeOf();
    const first = await msal.acquireTokenByCode({ code, scopes, redirectUri, codeVerifier: pkce.verifier });
    const { account } = first;
    if (account === null) throw new Error('no account');
    const again = await msal.acquireTokenSilent({ account, scopes, forceRefresh: true });
    expect(again.accessToken).not.toBe(first.accessToken);
    expect(decodeJwt(again.accessToken)).toMatchObject({ azpacr: '1', scp: 'access_as_user' });

    expect(entra.admin.revokeRefreshTokens({ userId: account.localAccountId })).toBeGreaterThan(0);
    await expect(msal.acquireTokenSilent({ account, scopes, forceRefresh: true })).rejects.toThrow(
      'AADSTS50173',
    );
  });

  it('gives a delegated Graph token to the same refresh token, naming the user', async () => {
    const { refresh_token } = (await (await redeem(await codeOf())).json()) as { refresh_token: string };
    const answer = await postForm(`${entra.url}/common/oauth2/v2.0/token`, {
      grant_type: 'refresh_token',
      client_id: testApp.clientId,
      refresh_token,
      scope: 'https://graph.microsoft.com/User.Read',
    });
    const { access_token, scope } = (await answer.json()) as { access_token: string; scope: string };
    expect(scope).toBe('https://graph.microsoft.com/User.Read');
    expect(await entra.verifyGraphToken(access_token)).toEqual({
      tenantId: alpha.tenantId,
      appId: testApp.clientId,
      oid: alpha.users[0]?.id,
      permissions: ['User.Read'],
    });
  });

  it('answers in the fragment or as a form post where asked to', async () => {
    const fragment = await fetch(authorizeUrl({ response_mode: 'fragment', client_info: '1' }), {
      redirect: 'manual',
    });
    const { hash, search } = new URL(fragment.headers.get('location') ?? '');
    expect(search).toBe('');
    expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toMatchObject({
      code: expect.any(String),
      client_info: expect.any(String),
      state: 'the state',
    });
    const form = await (await fetch(authorizeUrl({ response_mode: 'form_post' }))).text();
    expect(form).toContain(`<form method="post" action="${redirectUri}">`);
    expect(form).toContain('name="state" value="the state"');
  });

  it('signs users of any company in under common', async () => {
    entra.admin.grantConsent(beta.tenantId);
    const answer = await redirected(authorizeUrl({ login_hint: 'reader@beta.example' }, 'common'));
    const msal = publicClient('common');
    const result = await msal.acquireTokenByCode({
      code: answer.get('code') ?? '',
      scopes,
      redirectUri,
      codeVerifier: pkce.verifier,
    });
    // `Other` is a seeded role that the app does not define.
    expect(decodeJwt(result.accessToken)).toMatchObject({ tid: beta.tenantId, roles: ['Reader'] });
    expect(answer.get('state')).toBe('the state');
  });

  it('shows a page with the company’s users, escaped, and signs in whoever is picked', async () => {
    const url = authorizeUrl({ prompt: 'select_account', login_hint: '' });
    const german = await (await fetch(url, { headers: { 'accept-language': 'de-DE,de;q=0.9' } })).text();
    expect(german).toContain('<h1>Anmelden</h1>');
    expect(german).toContain('&lt;b&gt;User&lt;/b&gt;');
    expect(german).not.toContain('gone@alpha.example');
    expect(german).not.toContain('beta.example');

    const picked = await postForm(url, { user: alpha.users[1]?.id ?? '' });
    expect(new URL(picked.headers.get('location') ?? '').searchParams.get('code')).toBeTruthy();
    const cookie = picked.headers.get('set-cookie')?.split(';')[0] ?? '';
    const silent = await redirected(authorizeUrl({ login_hint: '' }), { headers: { cookie } });
    expect(silent.get('code')).toBeTruthy();
  });

  it('asks for consent in a tenant that has none, and remembers it', async () => {
    const hint = { login_hint: 'reader@beta.example' };
    const url = authorizeUrl(hint, beta.tenantId);
    const refused = await redirected(url);
    expect(refused.get('error')).toBe('consent_required');
    expect(refused.get('error_description')).toContain('AADSTS65001');

    const page = authorizeUrl({ ...hint, prompt: '' }, beta.tenantId);
    const user = beta.users[1]?.id ?? '';
    expect(await (await postForm(page, { user })).text()).toContain('name="consent"');
    const cancelled = await postForm(page, { user, consent: 'cancel' });
    expect(cancelled.headers.get('location')).toContain('error=access_denied');
    await postForm(page, { user, consent: 'accept' });
    expect((await redirected(url)).get('code')).toBeTruthy();
  });

  it.each([
    [{ login_hint: '' }, 'login_required', 50058],
    [{ login_hint: 'nobody@alpha.example' }, 'login_required', 50034],
    [{ login_hint: 'gone@alpha.example' }, 'invalid_grant', 50057],
    [{ response_type: 'token' }, 'unsupported_response_type', 700054],
    [{ code_challenge_method: 'plain' }, 'invalid_request', 90023],
    [{ scope: `openid ${testApp.appIdUri}/everything` }, 'invalid_scope', 70011],
    [{ scope: 'openid User.Read.All' }, 'consent_required', 65001],
  ])('redirects a bad request %j with %s', async (more, error, code) => {
    const answer = await redirected(authorizeUrl(more));
    expect(answer.get('error')).toBe(error);
    expect(answer.get('error_description')).toContain(`AADSTS${code}: `);
    expect(answer.get('state')).toBe('the state');
  });

  it.each([
    [{ redirect_uri: 'https://evil.example/' }, 'AADSTS50011'],
    [{ client_id: 'other' }, 'AADSTS700016'],
  ])('never redirects to an address that is not registered: %j', async (more, text) => {
    const answer = await fetch(authorizeUrl(more), { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(text);
  });

  it('refuses a code with the wrong verifier, redirect address or without PKCE', async () => {
    expect(await errorCode(await redeem(await codeOf(), { code_verifier: 'wrong' }))).toBe(501481);
    expect(await errorCode(await redeem(await codeOf(), { redirect_uri: 'https://portal.example/' }))).toBe(
      50011,
    );
    expect(
      await errorCode(await redeem(await codeOf({ code_challenge: '', code_challenge_method: '' }))),
    ).toBe(9002325);
    expect(await errorCode(await redeem('made up'))).toBe(70000);
    const web = { redirect_uri: 'https://portal.example/web' };
    expect(await errorCode(await redeem(await codeOf(web), web))).toBe(7000218);
    expect((await redeem(await codeOf(web), { ...web, client_secret: 'the secret' })).status).toBe(200);
  });

  it('refuses an expired code and a blocked tenant', async () => {
    const code = await codeOf();
    clock.advance(11 * 60_000);
    expect(await errorCode(await redeem(code))).toBe(70008);

    const fresh = await codeOf();
    entra.admin.blockTenant(alpha.tenantId, 53000);
    expect((await redirected(authorizeUrl())).get('error')).toBe('interaction_required');
    expect(await errorCode(await redeem(fresh))).toBe(53000);
    entra.admin.unblockTenant(alpha.tenantId);
  });

  it('lets browsers of every origin ask for tokens', async () => {
    const answer = await fetch(`${entra.url}/common/oauth2/v2.0/token`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:5000', 'access-control-request-method': 'POST' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
  });

  it('signs out', async () => {
    const url = `${entra.url}/common/oauth2/v2.0/logout`;
    const target = encodeURIComponent('https://portal.example/');
    const answer = await fetch(`${url}?post_logout_redirect_uri=${target}`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('https://portal.example/');
    expect(answer.headers.get('set-cookie')).toContain('entra_session=;');
    expect((await fetch(`${url}?post_logout_redirect_uri=https://evil.example/`)).status).toBe(200);
  });
});
