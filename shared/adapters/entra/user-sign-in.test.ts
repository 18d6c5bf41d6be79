import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { authorityMetadata } from '../../../local/emulators/entra/authority-metadata.ts';
import {
  alpha,
  type ManualClock,
  manualClock,
  postForm,
  startTestEntra,
  testApp,
} from '../../../local/emulators/entra/fixture.ts';
import { makeClientCertificate } from '../../../local/emulators/entra/self-signed-certificate.ts';
import type { EntraEmulator } from '../../../local/emulators/entra/server.ts';
import { tenantId } from '../../kernel/ids.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import type { AppCredential } from './app-credential.ts';
import { certificateCredential } from './app-credential.ts';
import { makeSignInPage } from './sign-in-url.ts';
import { makeUserSignIn } from './user-sign-in.ts';

const ctx = systemContext(tenantId(alpha.tenantId), '11111111-2222-4333-8444-555555555555');
const redirectUri = 'https://portal.example/web';
const verifier = 'v'.repeat(43);
const nonce = 'the nonce';
const certificate = makeClientCertificate('Switchboard', Date.now());
const [, user] = alpha.users;
if (user === undefined) throw new Error('the fixture has users');

let clock: ManualClock;
let entra: EntraEmulator;
beforeEach(async () => {
  clock = manualClock();
  const app = {
    ...testApp,
    certificate: certificate.certificate,
    delegatedPermissions: ['Contacts.Read'],
  };
  entra = await startTestEntra({ clock, app });
  onTestFinished(() => entra.close());
});

const secret: AppCredential = { clientSecret: 'the secret' };
const client = (credential: AppCredential = secret) =>
  makeUserSignIn({
    clientId: testApp.clientId,
    authority: 'https://login.microsoftonline.com',
    authorityMetadata: authorityMetadata(entra.url),
    redirectUri,
    credential: async () => credential,
    timeoutMs: 2_000,
    clock,
  });

const codeOf = async (): Promise<string> => {
  const page = makeSignInPage({ consentUrl: entra.url, clientId: testApp.clientId, redirectUri })({
    tenantId: ctx.tenantId,
    state: 's',
    nonce,
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const answer = await postForm(page, { user: user.id, consent: 'accept' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
};
const signedIn = async () => {
  const answer = await client().redeemCode(ctx, { code: await codeOf(), verifier, nonce });
  if (!answer.ok || answer.value.refreshToken === undefined) throw new Error('no refresh token');
  return { ...answer.value, refreshToken: answer.value.refreshToken };
};

describe('[S4] the sign-in of a user', () => {
  it.each([
    ['secret', secret],
    ['certificate', certificateCredential(`${certificate.certificate}\n${certificate.privateKey}`)],
  ])('tells who it was, by the app’s own %s', async (_, credential) => {
    const answer = await client(credential).redeemCode(ctx, { code: await codeOf(), verifier, nonce });
    expect(answer).toMatchObject({
      ok: true,
      value: {
        tenantId: alpha.tenantId,
        userId: user.id,
        lifetimeSeconds: 3600,
        refreshToken: expect.any(String),
      },
    });
  });

  it('counts once, with its own verifier and its own nonce', async () => {
    const code = await codeOf();
    const wrong = await client().redeemCode(ctx, { code, verifier: 'w'.repeat(43), nonce });
    expect(wrong).toMatchObject({ error: { reason: 'sign-in-required', code: 'AADSTS501481' } });
    const again = await client().redeemCode(ctx, { code, verifier, nonce });
    expect(again).toMatchObject({ error: { reason: 'sign-in-required', code: 'AADSTS54005' } });
    const foreign = await client().redeemCode(ctx, { code: await codeOf(), verifier, nonce: 'another' });
    expect(foreign).toEqual({ ok: false, error: { type: 'unavailable', service: 'entra' } });
  });

  it('goes on by refresh tokens, each of which is followed by another', async () => {
    const { refreshToken } = await signedIn();
    const next = await client().redeemRefreshToken(ctx, refreshToken);
    expect(next).toMatchObject({ ok: true, value: { lifetimeSeconds: 3600 } });
    expect(next.ok && next.value.refreshToken).not.toBe(refreshToken);
    expect(await client().redeemRefreshToken(ctx, refreshToken)).toMatchObject({ ok: true });
  });
});

describe('[S4][S6][T3] refusals are told apart:', () => {
  const required = (code: string) => ({ type: 'source-refused', reason: 'sign-in-required', code });
  it.each([
    ['sessions revoked', () => entra.admin.revokeRefreshTokens(), required('AADSTS50173')],
    ['not used for 90 days', () => clock.advance(91 * 24 * 3_600_000), required('AADSTS700082')],
    ['account disabled', () => entra.admin.refuseUser(user.id, 50057), required('AADSTS50057')],
    ['password expired', () => entra.admin.refuseUser(user.id, 50055), required('AADSTS50055')],
    ['multi-factor needed', () => entra.admin.refuseUser(user.id, 50076), required('AADSTS50076')],
    ['consent taken away', () => entra.admin.withdrawDelegated(alpha.tenantId), required('AADSTS65001')],
    [
      'a policy about devices',
      () => entra.admin.blockTenant(alpha.tenantId),
      { type: 'access-blocked', code: 'AADSTS53003' },
    ],
    [
      'Entra asks for patience',
      () => entra.admin.injectFault({ match: '/token', status: 429, retryAfter: '7' }),
      { type: 'throttled', retryAfterSeconds: 7 },
    ],
    [
      'Entra fails',
      () => entra.admin.injectFault({ match: '/token', status: 503 }),
      { type: 'unavailable', service: 'entra' },
    ],
  ] as const)('%s', async (_, happens, expected) => {
    const { refreshToken } = await signedIn();
    happens();
    expect(await client().redeemRefreshToken(ctx, refreshToken)).toEqual({ ok: false, error: expected });
  });

  it('a credential of ours that Entra does not take is not the user’s affair', async () => {
    const { refreshToken } = await signedIn();
    const wrong = await client({ clientSecret: 'wrong' }).redeemRefreshToken(ctx, refreshToken);
    expect(wrong).toEqual({ ok: false, error: { type: 'unavailable', service: 'entra' } });
  });

  it('no answer names a token, a user or a tenant', async () => {
    await signedIn();
    const answer = await client().redeemRefreshToken(ctx, 'a refresh token of nobody');
    expect(answer).toEqual({ ok: false, error: required('AADSTS70000') });
  });
});
