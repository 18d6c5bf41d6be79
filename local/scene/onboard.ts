import type { Api } from './api.ts';

/**
 * [T2] An administrator's consent, click by click: the link, Entra's page, Accept, and back. Cookies are carried along
 * as a browser would. Answers at once where the company is already there.
 */
export const onboard = async (api: Api, permissions?: readonly string[]): Promise<void> => {
  const known = await api.call('GET', '/v1/tenant');
  if (permissions === undefined && known.body?.state === 'active') return;
  // [T4] The two companies lie in two regions, so that all that is played goes over both accounts.
  const chosen =
    api.tenant.displayName.startsWith('Nordwind') && known.status !== 200 ? { region: 'westeurope' } : {};
  const link = await api.expect(201, 'POST', '/v1/tenant/consent-links', chosen);
  const start = await fetch(link.body.consentUrl, { redirect: 'manual' });
  const cookie = (start.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const consentPage = start.headers.get('location') ?? '';
  const admin = api.tenant.users.find((user) => user.appRoles.includes('Admin'));
  const accepted = await fetch(consentPage, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ user: admin?.id ?? '', decision: 'accept' }),
  });
  const callback = accepted.headers.get('location') ?? '';
  const done = await fetch(callback, { headers: { cookie, 'accept-language': 'en' }, redirect: 'manual' });
  if (done.status !== 200)
    throw new Error(`the consent of ${api.tenant.displayName} failed: ${await done.text()}`);
};
