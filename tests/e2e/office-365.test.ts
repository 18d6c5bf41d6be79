import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, signedIn, until } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { signInToSource, walkSignIn } from '../../local/scene/sign-in.ts';
import { companies } from '../../local/seed/companies.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
let running: RunningStack;
let api: Api;
let users: readonly { readonly id: string }[];

beforeAll(async () => {
  running = await openStack(stateDir.path);
  api = await signedIn(running.endpoints, 'mueller', 'Admin');
  await onboard(api);
  const company = companies.find(({ tenantId }) => tenantId === api.tenant.tenantId);
  users = company?.users.filter(({ hasMailbox, accountEnabled }) => hasMailbox && accountEnabled) ?? [];
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

const emulator = async (name: string, method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${running.endpoints[name]}/_emulator${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return answer.ok && text !== '' ? JSON.parse(text) : {};
};
const source = async (id: string) => (await api.expect(200, 'GET', `/v1/sources/${id}`)).body;
const ended = (id: string, state: string) =>
  until(
    () => source(id),
    (found) => found.state === state,
    30,
  );

it('[S4][S6] a user signs in by a link, his contacts are read, and a sign-in that ended is asked for anew', async () => {
  const [user, other] = users;
  if (user === undefined || other === undefined) throw new Error('the seed has users');
  const wrong = await api.expect(400, 'POST', '/v1/sources', {
    kind: 'office-365',
    settings: { userId: 'petra' },
  });
  expect(wrong.body.errors).toMatchObject([{ pointer: '/settings/userId' }]);

  const settings = { userId: user.id };
  const { id, ...created } = (await api.expect(201, 'POST', '/v1/sources', { kind: 'office-365', settings }))
    .body;
  expect(created).toMatchObject({ state: 'new', lastError: { reason: 'sign-in-required' } });
  const { signInUrl } = (await api.expect(201, 'POST', `/v1/sources/${id}/sign-in`)).body;

  const stranger = await walkSignIn(signInUrl, { userId: other.id });
  expect(stranger.status).toBe(403);
  expect(stranger.text).toContain('another account');
  expect((await source(id)).lastError).toMatchObject({ reason: 'sign-in-required' });

  const page = await walkSignIn(signInUrl, { userId: user.id });
  expect(page.text).toContain('Your contacts are being read');
  const again = await fetch(page.callback, { headers: { cookie: page.cookie } });
  expect(again.status).toBe(400);
  expect(again.headers.get('referrer-policy')).toBe('no-referrer');

  const read = await ended(id, 'ready');
  expect(read).toMatchObject({ signedInAt: expect.any(String), lastRefresh: { kind: 'full' } });
  expect(read).not.toHaveProperty('passwordVersion');
  expect((await api.expect(200, 'POST', `/v1/sources/${id}/test`)).body).toMatchObject({ works: true });

  await emulator('entra', 'POST', '/refresh-tokens/revoke', { userId: user.id });
  await api.expect(202, 'POST', `/v1/sources/${id}/refresh`);
  const failed = await ended(id, 'failed');
  expect(failed.lastError).toMatchObject({ reason: 'sign-in-required', code: 'AADSTS50173' });
  expect(failed.lastError.text).toContain('sign-in');

  await signInToSource(api, id, user.id);
  expect(await ended(id, 'ready')).not.toHaveProperty('lastError');

  const code = new URL(page.callback).searchParams.get('code') ?? '?';
  const state = new URL(page.callback).searchParams.get('state') ?? '?';
  for (const secret of [code, state, user.id]) expect(running.log()).not.toContain(secret);
  await api.expect(204, 'DELETE', `/v1/sources/${id}`);
  expect((await fetch(signInUrl)).status).toBe(400);
}, 90_000);

it('[S6][T3] the page tells apart who declined, whose company asks for an administrator, and what a policy blocks', async () => {
  const [user] = users;
  if (user === undefined) throw new Error('the seed has users');
  const { id } = (await api.expect(201, 'POST', '/v1/sources', { kind: 'office-365' })).body;
  const { signInUrl } = (await api.expect(201, 'POST', `/v1/sources/${id}/sign-in`)).body;
  const { tenantId } = api.tenant;

  await emulator('entra', 'DELETE', `/delegated-consents/${tenantId}`);
  const declined = await walkSignIn(signInUrl, { userId: user.id, consent: 'cancel' });
  expect([declined.status, declined.text]).toEqual([403, expect.stringContaining('AADSTS65004')]);

  await emulator('entra', 'PATCH', '/settings', { userConsent: false });
  const asked = await walkSignIn(signInUrl, { userId: user.id });
  expect([asked.status, asked.text]).toEqual([403, expect.stringContaining('AADSTS90094')]);
  expect(asked.text).toContain('An administrator has to consent');
  await emulator('entra', 'PATCH', '/settings', { userConsent: true });

  await emulator('entra', 'PUT', `/policies/${tenantId}`);
  const blocked = await walkSignIn(signInUrl, { userId: user.id });
  expect([blocked.status, blocked.text]).toEqual([403, expect.stringContaining('AADSTS53003')]);
  await emulator('entra', 'DELETE', `/policies/${tenantId}`);

  // Nobody was named: whoever signs in first is the one.
  expect((await walkSignIn(signInUrl, { userId: user.id })).status).toBe(200);
  expect((await source(id)).settings).toEqual({ userId: user.id });
}, 60_000);
