import { beforeAll, expect, it } from 'vitest';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { makeWorld, type OpenApp, openApp, secretsOf, type World } from './support/world.ts';

let open: OpenApp;
let world: World;
beforeAll(async () => {
  open = await openApp();
  world = await makeWorld(open);
}, 60_000);

/** A user without any role, as the app signs him in. */
const userOf = async (tenantId: string, oid = systemRandom.id()) =>
  open.keys.sign(open.keys.claimsOf(tenantId, oid, []));

const ask = async (token: string, path: string) => {
  const answer = await open.app.ask({ method: 'GET', path, token });
  return { status: answer.status, headers: answer.headers, text: String(answer.body ?? '') };
};
const paths = [
  '/v1/me/contacts',
  '/v1/me/contacts/lookup?phone=%2B498999998801',
  '/v1/me/contacts/export',
  '/v1/me/contacts/some-key',
  '/v1/me/contacts/some-key/vcard',
];

const entitle = async (tenantId: string, users: unknown = { who: 'everyone' }) => {
  const operator = await world.tokenOf(world.tenants.operator, ['Operator']);
  await world.expect(200, operator, 'PUT', `/v1/operator/tenants/${tenantId}/app-contract`, { users });
  // What an instance remembers of an entitlement.
  open.clock.advance(60_001);
};
const showTo = async (sourceId: string, appAudience: unknown) => {
  const admin = await world.tokenOf(world.tenants.provider);
  const path = `/v1/sources/${sourceId}`;
  const { etag = '' } = (await world.expect(200, admin, 'GET', path)).headers;
  const answer = await open.app.ask({
    method: 'PATCH',
    path,
    token: admin,
    headers: { 'if-match': etag },
    body: { appAudience },
  });
  expect(answer.status).toBe(200);
  await open.app.settle();
};

it('[S9] an application is not a user; without a contract or a seat each path is refused in words, and tells nothing', async () => {
  const { provider } = world.tenants;
  const { scp: _scp, ...claims } = open.keys.claimsOf(provider, systemRandom.id(), ['Admin']) as Record<
    string,
    unknown
  >;
  const service = await open.keys.sign({ ...claims, sub: claims['oid'], azpacr: '1', idtyp: 'app' });
  await showTo(world.ids.sourceId, { who: 'everyone' });
  for (const path of paths) {
    const refused = await ask(service, path);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([403, { needs: ['access_as_user'] }]);
    const unpaid = await ask(await userOf(provider), path);
    expect([unpaid.status, JSON.parse(unpaid.text)]).toMatchObject([
      403,
      { type: expect.stringMatching(/subscription-required$/), reason: 'no-seat' },
    ]);
    expect(unpaid.text).not.toContain(secretsOf(provider).mark);
  }
});

it('[S9] a user sees the sources that are open to him, a colleague and other companies do not', async () => {
  const { provider, importer, stranger } = world.tenants;
  for (const tenant of [provider, importer, stranger]) await entitle(tenant);
  const { mark } = secretsOf(provider);
  const mine = systemRandom.id();
  const colleague = await userOf(provider);
  const user = await userOf(provider, mine);
  const group = systemRandom.id();
  open.app.directoryOf(provider).groups.set(group, [mine]);
  await showTo(world.ids.sourceId, { who: 'groups', groups: [group] });

  const list = JSON.parse((await ask(user, '/v1/me/contacts')).text) as {
    readonly value: readonly {
      readonly id: string;
      readonly phones: readonly { readonly number: string }[];
    }[];
    readonly deltaLink: string;
  };
  expect(list.value).toHaveLength(4);
  const { id = '', phones = [] } = list.value[0] ?? {};
  const number = encodeURIComponent(phones[0]?.number ?? '');
  const own = [
    `/v1/me/contacts/${id}`,
    `/v1/me/contacts/${id}/vcard?version=3.0`,
    `/v1/me/contacts/lookup?phone=${number}`,
    '/v1/me/contacts/export',
  ];
  for (const path of own) {
    const answer = await ask(user, path);
    expect([answer.status, answer.text.includes(mark)]).toEqual([200, true]);
  }
  const delta = new URL(list.deltaLink);
  expect(JSON.parse((await ask(user, delta.pathname + delta.search)).text).value).toEqual([]);

  for (const other of [colleague, await userOf(importer), await userOf(stranger, mine)]) {
    for (const path of [...own, '/v1/me/contacts']) {
      const answer = await ask(other, path);
      expect(answer.text).not.toContain(mark);
      expect(answer.status).toBe(path.includes(id) ? 404 : 200);
    }
    // Somebody else's link is worth nothing, whoever has got hold of it.
    expect((await ask(other, delta.pathname + delta.search)).status).toBe(400);
  }

  await showTo(world.ids.sourceId, { who: 'none' });
  expect((await ask(user, delta.pathname + delta.search)).status).toBe(410);
  for (const path of own.slice(0, 2)) expect((await ask(user, path)).status).toBe(404);
});

it('[S9] a contact that is typed in is found at once, and one that is deleted is not', async () => {
  const { provider } = world.tenants;
  const admin = await world.tokenOf(provider);
  const user = await userOf(provider);
  await showTo(world.ids.listId, { who: 'everyone' });
  const typed = await world.expect(201, admin, 'POST', `/v1/sources/${world.ids.listId}/contacts`, {
    displayName: 'Notdienst',
    phones: [{ kind: 'business', number: '089 99998-815' }],
  });
  await open.app.settle();
  const path = '/v1/me/contacts/lookup?phone=%2B498999998815';
  expect(JSON.parse((await ask(user, path)).text)).toMatchObject({ matches: [{ name: 'Notdienst' }] });
  const contact = `/v1/sources/${world.ids.listId}/contacts/${String(typed.body.id ?? typed.body.key)}`;
  const { etag = '*' } = (await world.expect(200, admin, 'GET', contact)).headers;
  await open.app.ask({ method: 'DELETE', path: contact, token: admin, headers: { 'if-match': etag } });
  await open.app.settle();
  expect(JSON.parse((await ask(user, path)).text)).toEqual({ number: '+498999998815', matches: [] });
});
