import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { alpha, manualClock, postForm, startTestEntra, testApp } from './fixture.ts';
import type { EntraEmulator } from './server.ts';

const redirectUri = 'https://portal.example/web';
const scope = 'openid profile offline_access https://graph.microsoft.com/Contacts.Read';
const user = alpha.users[1];
if (user === undefined) throw new Error('the fixture has users');

describe('a user lets the app read his contacts', () => {
  let entra: EntraEmulator;
  beforeEach(async () => {
    const app = { ...testApp, delegatedPermissions: ['Contacts.Read'] };
    entra = await startTestEntra({ clock: manualClock(), app });
    onTestFinished(() => entra.close());
  });

  const authorize = async (more: Readonly<Record<string, string>>) => {
    const answer = await postForm(`${entra.url}/${alpha.tenantId}/oauth2/v2.0/authorize`, {
      client_id: testApp.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      state: 's',
      prompt: 'select_account',
      ...more,
    });
    const location = answer.headers.get('location');
    return location === null
      ? { page: await answer.text() }
      : Object.fromEntries(new URL(location).searchParams);
  };
  const token = async (fields: Readonly<Record<string, string>>) => {
    const answer = await postForm(`${entra.url}/${alpha.tenantId}/oauth2/v2.0/token`, {
      client_id: testApp.clientId,
      client_secret: 'the secret',
      scope,
      ...fields,
    });
    return (await answer.json()) as {
      readonly access_token: string;
      readonly refresh_token: string;
      readonly error_codes?: readonly number[];
      readonly error?: string;
    };
  };
  const signedIn = async () => {
    const { code = '' } = await authorize({ user: user.id, consent: 'accept' });
    return token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  };
  const refreshed = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token });

  it('on a page of his own, once; the token carries it, and Graph is told who he is', async () => {
    const asked = await authorize({ user: user.id });
    expect(asked['page']).toContain('Read your contacts');
    const tokens = await signedIn();
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      oid: user.id,
      scp: expect.stringContaining('Contacts.Read'),
    });
    expect(await authorize({ user: user.id })).toHaveProperty('code');
    expect(await authorize({ user: alpha.users[0]?.id ?? '' })).toHaveProperty('page');
  });

  it('not at all where only an administrator may consent, unless one has', async () => {
    entra.admin.allowUserConsent(false);
    const refused = await authorize({ user: user.id });
    expect(refused).toMatchObject({ error: 'consent_required' });
    expect(refused['error_description']).toContain('AADSTS90094');
    entra.admin.grantConsent(alpha.tenantId);
    expect(await authorize({ user: user.id })).toHaveProperty('code');
  });

  it('until that is taken away, his sessions are revoked, or more is asked of him', async () => {
    const { refresh_token } = await signedIn();
    const next = await refreshed(refresh_token);
    expect(next.refresh_token).not.toBe(refresh_token);
    expect(await refreshed(refresh_token)).toHaveProperty('access_token');

    entra.admin.refuseUser(user.id, 50076);
    expect(await refreshed(next.refresh_token)).toMatchObject({
      error_codes: [50076],
      error: 'invalid_grant',
    });
    const again = await signedIn();
    expect(await refreshed(again.refresh_token)).toHaveProperty('access_token');

    entra.admin.refuseUser(user.id, 50057);
    expect(await refreshed(again.refresh_token)).toMatchObject({ error_codes: [50057] });
    expect((await authorize({ user: user.id }))['error_description']).toContain('AADSTS50057');
    entra.admin.refuseUser(user.id, undefined);

    entra.admin.withdrawDelegated(alpha.tenantId, user.id);
    expect(await refreshed(again.refresh_token)).toMatchObject({ error_codes: [65001] });
    const last = await signedIn();
    entra.admin.revokeRefreshTokens({ userId: user.id });
    expect(await refreshed(last.refresh_token)).toMatchObject({ error_codes: [50173] });
  });
});
