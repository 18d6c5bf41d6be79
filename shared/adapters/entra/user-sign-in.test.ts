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
import { userSignInContract } from '../../../tests/support/user-sign-in-contract.ts';
import { tenantId } from '../../kernel/ids.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import type { UserSignIn } from '../../sources/user-sign-in.ts';
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

const pageFor: UserSignIn['pageFor'] = (ask) =>
  makeSignInPage({ consentUrl: entra.url, clientId: testApp.clientId, redirectUri })(ask);
const codeAt = async (page: string): Promise<string> => {
  const answer = await postForm(page, { user: user.id, consent: 'accept' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
};

userSignInContract('the sign-in of a user', async () => ({
  port: { ...client(), pageFor },
  ctx,
  userId: user.id,
  signIn: codeAt,
  advance: (ms) => clock.advance(ms),
  revoke: () => entra.admin.revokeRefreshTokens(),
  withdraw: () => entra.admin.withdrawDelegated(alpha.tenantId),
  block: () => entra.admin.blockTenant(alpha.tenantId),
}));

const codeOf = () =>
  codeAt(
    pageFor({
      tenantId: ctx.tenantId,
      state: 's',
      nonce,
      challenge: createHash('sha256').update(verifier).digest('base64url'),
    }),
  );
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
});

describe('[S4][S6][T3] refusals are told apart:', () => {
  const required = (code: string) => ({ type: 'source-refused', reason: 'sign-in-required', code });
  it.each([
    ['account disabled', () => entra.admin.refuseUser(user.id, 50057), required('AADSTS50057')],
    ['password expired', () => entra.admin.refuseUser(user.id, 50055), required('AADSTS50055')],
    ['multi-factor needed', () => entra.admin.refuseUser(user.id, 50076), required('AADSTS50076')],
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
});
