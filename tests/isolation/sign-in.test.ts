import { expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { makeWorld, openApp } from './support/world.ts';

it('[S4] a sign-in belongs to one company, one source and one user; nothing of it is logged, and it goes with its source', async () => {
  const lines: string[] = [];
  const { app, ...open } = await openApp({ onLog: (line) => lines.push(line) });
  const world = await makeWorld({ app, ...open });
  const { provider, stranger } = world.tenants;
  const admin = await world.tokenOf(provider);
  const user = systemRandom.id();
  app.personalContacts.put(user, [
    {
      key: 'a',
      displayName: 'Anna',
      emails: [],
      businessPhones: ['089 12345'],
      enabled: true,
      hidden: false,
    },
  ]);
  const secrets = () => [...app.vault.keys()].filter((name) => name.startsWith('source-'));

  const { body: source } = await world.expect(201, admin, 'POST', '/v1/sources', { kind: 'office-365' });
  const path = `/v1/sources/${source.id}`;
  expect(
    (await app.ask({ method: 'POST', path: `${path}/sign-in`, token: await world.tokenOf(stranger) })).status,
  ).toBe(404);
  const reader = await world.tokenOf(provider, ['Reader']);
  expect((await app.ask({ method: 'POST', path: `${path}/sign-in`, token: reader })).status).toBe(403);
  const { signInUrl } = (await world.expect(201, admin, 'POST', `${path}/sign-in`)).body;

  const link = new URL(signInUrl);
  const ticket = link.searchParams.get('ticket') ?? '';
  const get = (url: string, cookie?: string) =>
    app.ask({ method: 'GET', path: url, headers: cookie === undefined ? {} : { cookie } });
  expect((await get(`${link.pathname}${link.search}`)).status).toBe(200);
  const begin = async () => {
    const start = await get(`/sign-in/start?ticket=${ticket}`);
    const cookie = String(start.headers['set-cookie']).split(';')[0] ?? '';
    return { page: String(start.headers['location']), cookie };
  };
  const { page, cookie } = await begin();
  // Somebody of another company, on the page of his own.
  const foreign = await begin();
  const theirs = app.signIn.signIn(foreign.page.replace(provider, stranger), user);
  const back = ({ code, state }: typeof theirs) => `/sign-in/callback?code=${code}&state=${state}`;
  expect((await get(back(theirs), foreign.cookie)).status).toBe(403);
  expect(secrets()).toEqual([]);

  const own = app.signIn.signIn(page, user);
  expect((await get(back(own), foreign.cookie)).status).toBe(400);
  expect((await get(back(own), cookie)).status).toBe(400);
  const again = await begin();
  const good = app.signIn.signIn(again.page, user);
  expect((await get(back(good), again.cookie)).status).toBe(200);
  expect((await get(back(good), again.cookie)).status).toBe(400);
  await app.settle();
  const read = (await world.expect(200, admin, 'GET', path)).body;
  expect(read).toMatchObject({ state: 'ready', settings: { userId: user }, lastRefresh: { contacts: 1 } });
  expect(secrets()).toHaveLength(1);

  for (const secret of [ticket, good.code, good.state, again.cookie, user, 'refresh-', 'access of']) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
  expect((await app.ask({ method: 'DELETE', path, token: admin })).status).toBe(204);
  await app.settle();
  expect(secrets()).toEqual([]);
});
