import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alpha, beta, manualClock, postForm, startTestEntra, testApp } from './fixture.ts';
import type { EntraEmulator } from './server.ts';

const admin = beta.users[0]?.id ?? '';
const reader = beta.users[1]?.id ?? '';

describe('the admin consent page', () => {
  let entra: EntraEmulator;

  beforeAll(async () => {
    entra = await startTestEntra({ clock: manualClock() });
  });
  beforeEach(() => entra.admin.withdrawConsent(beta.tenantId, 'remove'));
  afterAll(() => entra.close());

  const url = (tenant: string, scope = 'https://graph.microsoft.com/.default') =>
    `${entra.url}/${tenant}/v2.0/adminconsent?${new URLSearchParams({
      client_id: testApp.clientId,
      redirect_uri: 'https://portal.example/',
      scope,
      state: 'the state',
    }).toString()}`;
  const decide = async (tenant: string, fields: Readonly<Record<string, string>>, scope?: string) => {
    const answer = await postForm(url(tenant, scope), fields);
    return Object.fromEntries(new URL(answer.headers.get('location') ?? '').searchParams);
  };
  const graphToken = async (tenant: string) => {
    const answer = await postForm(`${entra.url}/${tenant}/oauth2/v2.0/token`, {
      grant_type: 'client_credentials',
      client_id: testApp.clientId,
      client_secret: 'the secret',
      scope: 'https://graph.microsoft.com/.default',
    });
    const { access_token = '' } = (await answer.json()) as { access_token?: string };
    return entra.verifyGraphToken(access_token);
  };

  it('lists the permissions and the people who may decide', async () => {
    const page = await (await fetch(url(beta.tenantId))).text();
    for (const permission of testApp.requiredPermissions.graph)
      expect(page).toContain(`<li>${permission}</li>`);
    expect(page).toContain('admin@beta.example');
    expect(page).not.toContain('admin@alpha.example');
  });

  it('grants them for the tenant when its administrator accepts', async () => {
    expect(await graphToken(beta.tenantId)).toBe('invalid');
    expect(await decide(beta.tenantId, { user: admin, decision: 'accept' })).toEqual({
      admin_consent: 'True',
      tenant: beta.tenantId,
      state: 'the state',
      scope: [...testApp.requiredPermissions.graph, '.default']
        .map((name) => `https://graph.microsoft.com/${name}`)
        .join(' '),
    });
    expect(await graphToken(beta.tenantId)).toMatchObject({
      permissions: testApp.requiredPermissions.graph,
    });
  });

  it('takes the tenant of whoever signs in under organizations', async () => {
    const answer = await decide('organizations', { user: admin, decision: 'accept' });
    expect(answer['tenant']).toBe(beta.tenantId);
  });

  it('grants only what was asked for', async () => {
    await decide(
      beta.tenantId,
      { user: admin, decision: 'accept' },
      'https://graph.microsoft.com/User.Read.All',
    );
    expect(await graphToken(beta.tenantId)).toMatchObject({ permissions: ['User.Read.All'] });
  });

  it('grants nothing when declined, or decided by someone who may not', async () => {
    expect(await decide(beta.tenantId, { user: admin, decision: 'cancel' })).toMatchObject({
      error: 'access_denied',
      state: 'the state',
    });
    expect(await decide(beta.tenantId, { user: reader, decision: 'accept' })).toMatchObject({
      error: 'consent_required',
      error_description: expect.stringContaining('AADSTS90094'),
    });
    expect(await decide(beta.tenantId, { user: alpha.users[0]?.id ?? '', decision: 'accept' })).toMatchObject(
      {
        error: 'invalid_grant',
        error_description: expect.stringContaining('AADSTS50020'),
      },
    );
    expect(await graphToken(beta.tenantId)).toBe('invalid');
  });
});
