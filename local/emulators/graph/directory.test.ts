import { describe, expect, it } from 'vitest';
import { testEmulator } from './test-emulator.ts';

const dayMs = 24 * 60 * 60 * 1000;
const id = (position: number): string => `1a000000-0000-4000-8000-${String(position).padStart(12, '0')}`;

describe('the organization', () => {
  it('is the caller’s own tenant', async () => {
    const { client, company } = await testEmulator();
    const { value } = await client.api('/organization').get();
    expect(value).toMatchObject([
      {
        id: company.tenantId,
        displayName: 'Müller Maschinenbau AG',
        countryLetterCode: 'DE',
        preferredLanguage: 'de',
      },
    ]);
    expect(value[0].verifiedDomains[0]).toMatchObject({ name: company.domain, isDefault: true });
  });
});

describe('users', () => {
  it('are listed in pages that lead through everyone, on Graph’s own address', async () => {
    const { client, company } = await testEmulator();
    const seen: string[] = [];
    let page = await client.api('/users').select('id').top(50).get();
    while (page['@odata.nextLink']) {
      expect(page['@odata.nextLink']).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?/);
      seen.push(...page.value.map((user: { id: string }) => user.id));
      page = await client.api(page['@odata.nextLink']).get();
    }
    seen.push(...page.value.map((user: { id: string }) => user.id));
    expect(seen).toEqual(company.users.map((user) => user.id));
  });

  it('answer the default properties, or exactly the selected ones', async () => {
    const { client, company } = await testEmulator();
    const whole = await client.api(`/users/${id(1)}`).get();
    expect(whole).toMatchObject({ displayName: 'Petra Admin', userPrincipalName: `admin@${company.domain}` });
    expect(whole).not.toHaveProperty('department');
    const selected = await client
      .api(`/users/admin@${company.domain}`)
      .select('id,department,showInAddressList')
      .get();
    expect(selected).toEqual({
      '@odata.context': expect.any(String),
      id: id(1),
      department: 'IT',
      showInAddressList: null,
    });
  });

  it.each([
    ['accountEnabled eq false', 7],
    ["startswith(displayName,'Jürgen')", 5],
    [`id eq '${id(7)}'`, 1],
    [`id in ('${id(7)}','${id(8)}')`, 2],
    ["userPrincipalName eq 'ADMIN@mueller-maschinenbau.example'", 1],
    ["surname eq 'O''Connor'", 4],
    ["not startswith(mail,'a') and department eq 'IT'", 13],
  ])('are filtered by %s', async (filter, count) => {
    const { client } = await testEmulator();
    const page = await client
      .api('/users')
      .filter(filter)
      .count(true)
      .header('ConsistencyLevel', 'eventual')
      .get();
    expect(page.value).toHaveLength(count);
    expect(page['@odata.count']).toBe(count);
  });

  it('are sorted by name, counted only for eventual consistency', async () => {
    const { client } = await testEmulator();
    const page = await client.api('/users').orderby('displayName').top(3).count(true).get();
    const names = page.value.map((user: { displayName: string }) => user.displayName);
    expect(names).toEqual([...names].sort(new Intl.Collator('de').compare));
    expect(page).not.toHaveProperty('@odata.count');
  });

  it('bring their manager when expanded, and on its own address', async () => {
    const { client, call } = await testEmulator();
    const page = await client.api('/users').expand('manager($select=id,displayName)').top(1).get();
    expect(page.value[0].manager).toEqual({
      '@odata.type': '#microsoft.graph.user',
      id: id(4),
      displayName: 'Thomas Großkopf',
    });
    expect(await client.api(`/users/${id(1)}/manager`).get()).toMatchObject({ id: id(4) });
    expect((await call('GET', `/users/${id(4)}/manager`)).status).toBe(404);
  });

  it('show a photo in the type of its bytes', async () => {
    const { client, call } = await testEmulator();
    expect(await client.api(`/users/${id(4)}/photo`).get()).toMatchObject({
      '@odata.mediaContentType': 'image/jpeg',
      width: 48,
      height: 48,
    });
    expect((await call('GET', `/users/${id(4)}/photos/48x48/$value`)).headers.get('content-type')).toBe(
      'image/jpeg',
    );
    expect((await call('GET', `/users/${id(5)}/photo/$value`)).json.error.code).toBe('ImageNotFound');
  });

  it.each([
    ['/users/nobody', 404, 'Request_ResourceNotFound'],
    ['/users?$top=1000', 400, 'BadRequest'],
    ['/users?$top=x', 400, 'BadRequest'],
    ['/users?$filter=displayName eq', 400, 'BadRequest'],
    ['/users?$search="displayName:x"', 501, 'notImplemented'],
    ['/users?$select=signInActivity', 501, 'notImplemented'],
    ['/groups/delta', 501, 'notImplemented'],
    ['/users/$count', 501, 'notImplemented'],
    ['/me', 400, 'BadRequest'],
    ['/sites', 501, 'notImplemented'],
  ])('GET %s is refused with %i %s', async (path, status, code) => {
    const { call } = await testEmulator();
    const answer = await call('GET', path);
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    expect(answer.json.error.innerError['request-id']).toBeTypeOf('string');
  });
});

describe('directory objects', () => {
  it('are fetched by their ids, unknown ones left out', async () => {
    const { client, company } = await testEmulator();
    const ids = [id(4), '99999999-0000-4000-8000-000000000000', company.groups[0]?.id];
    const page = await client.api('/directoryObjects/getByIds').post({ ids });
    expect(page.value).toMatchObject([
      { '@odata.type': '#microsoft.graph.user', id: id(4) },
      { '@odata.type': '#microsoft.graph.group', displayName: 'Vertrieb' },
    ]);
  });
});

describe('groups', () => {
  it('have direct members of both kinds and all users below them', async () => {
    const { client } = await testEmulator();
    const { value } = await client.api('/groups').filter("displayName eq 'Vertrieb'").get();
    const members = await client.api(`/groups/${value[0].id}/members`).select('id,displayName').get();
    expect(new Set(members.value.map((member: { '@odata.type': string }) => member['@odata.type']))).toEqual(
      new Set(['#microsoft.graph.user', '#microsoft.graph.group']),
    );
    const everyone = await client
      .api(`/groups/${value[0].id}/transitiveMembers/microsoft.graph.user`)
      .select('id')
      .top(999)
      .get();
    expect(everyone.value).toHaveLength(32);
    expect(everyone.value[0]).not.toHaveProperty('@odata.type');
  });

  it('that contain each other in a circle are still read to the end', async () => {
    const { client, admin, company } = await testEmulator();
    const [first, second] = company.groups;
    admin.changeGroupMembers(company.tenantId, second?.id ?? '', { add: [first?.id ?? ''] });
    const page = await client
      .api(`/groups/${first?.id}/transitiveMembers/microsoft.graph.user`)
      .select('id')
      .get();
    expect(page.value).toHaveLength(32);
  });

  it('do not tell what members are called without a right to read users', async () => {
    const { client, company } = await testEmulator({ caller: { permissions: ['GroupMember.Read.All'] } });
    const page = await client
      .api(`/groups/${company.groups[0]?.id}/members`)
      .select('id,displayName')
      .top(1)
      .get();
    expect(page.value[0]).toMatchObject({ id: id(5), displayName: null });
  });
});

describe('the users’ delta', () => {
  const all = async (client: Awaited<ReturnType<typeof testEmulator>>['client'], start: string) => {
    const entries: Record<string, unknown>[] = [];
    let page = await client.api(start).get();
    for (; page['@odata.nextLink']; page = await client.api(page['@odata.nextLink']).get())
      entries.push(...page.value);
    entries.push(...page.value);
    return { entries, deltaLink: String(page['@odata.deltaLink']) };
  };

  it('begins with everyone and then tells who changed, came and went', async () => {
    const { client, admin, company } = await testEmulator();
    const first = await all(client, '/users/delta?$select=displayName,department');
    expect(first.entries).toHaveLength(120);
    expect((await all(client, first.deltaLink)).entries).toEqual([]);

    admin.changeUser(company.tenantId, id(7), { department: 'Vorstand' });
    admin.changeUser(company.tenantId, id(8), { mobilePhone: '+49 171 3920099' });
    admin.deleteUser(company.tenantId, id(9));
    const [template] = company.users;
    if (template)
      admin.createUser(company.tenantId, {
        ...template,
        id: id(500),
        userPrincipalName: 'new@mueller-maschinenbau.example',
      });
    const second = await all(client, first.deltaLink);
    expect(second.entries).toEqual([
      { id: id(7), displayName: expect.any(String), department: 'Vorstand' },
      { id: id(9), '@removed': { reason: 'changed' } },
      { id: id(500), displayName: 'Petra Admin', department: 'IT' },
    ]);
  });

  it('repeats the same answer for a replayed token', async () => {
    const { client, admin, company } = await testEmulator();
    const first = await all(client, '/users/delta?$select=displayName');
    admin.changeUser(company.tenantId, id(7), { displayName: 'Neu' });
    const once = await all(client, first.deltaLink);
    expect((await all(client, first.deltaLink)).entries).toEqual(once.entries);
    expect((await all(client, once.deltaLink)).entries).toEqual([]);
  });

  it('tells a new manager together with the former one', async () => {
    const { client, admin, company } = await testEmulator();
    const first = await all(client, '/users/delta?$select=id,manager');
    expect(first.entries[0]).toMatchObject({ id: id(1), 'manager@delta': [{ id: id(4) }] });
    admin.changeUser(company.tenantId, id(1), { managerId: id(2) });
    expect((await all(client, first.deltaLink)).entries).toMatchObject([
      { id: id(1), 'manager@delta': [{ id: id(4), '@removed': { reason: 'deleted' } }, { id: id(2) }] },
    ]);
  });

  it('loses nobody who changes while a client pages', async () => {
    const { client, admin, company } = await testEmulator();
    const page = await client.api('/users/delta?$select=displayName&$top=50').get();
    admin.changeUser(company.tenantId, id(7), { displayName: 'Neu' });
    const rest = await all(client, page['@odata.nextLink']);
    expect((await all(client, rest.deltaLink)).entries).toEqual([{ id: id(7), displayName: 'Neu' }]);
  });

  it('ends a token after seven days with 410 and the address to begin anew', async () => {
    const { client, call, clock } = await testEmulator();
    const { deltaLink } = await all(client, '/users/delta?$select=displayName');
    clock.advance(7 * dayMs - 1);
    expect((await call('GET', deltaLink)).status).toBe(200);
    clock.advance(1);
    const gone = await call('GET', deltaLink);
    expect([gone.status, gone.json.error.code]).toEqual([410, 'syncStateNotFound']);
    const anew = await all(client, gone.headers.get('location') ?? '');
    expect(anew.entries).toHaveLength(120);
    expect(anew.entries[0]).not.toHaveProperty('mail');
  });

  it('ends all tokens when told so, and refuses rubbish', async () => {
    const { client, call, admin, company } = await testEmulator();
    const { deltaLink } = await all(client, '/users/delta?$select=displayName');
    admin.expireDeltaTokens(company.tenantId);
    expect((await call('GET', deltaLink)).status).toBe(410);
    expect((await call('GET', '/users/delta?$deltatoken=rubbish')).status).toBe(400);
  });
});

describe('the organisational contacts’ delta', () => {
  const contactId = (number: number) => `1a222222-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const start = '/contacts/delta?$select=displayName,phones&$top=6';

  const all = async (call: Awaited<ReturnType<typeof testEmulator>>['call'], from: string) => {
    const entries: Record<string, unknown>[] = [];
    for (let link = from; ; ) {
      const { json } = await call('GET', link);
      entries.push(...json.value);
      if (json['@odata.deltaLink']) return { entries, deltaLink: String(json['@odata.deltaLink']) };
      link = json['@odata.nextLink'];
    }
  };

  it('begins with everyone and then tells who changed, came and went, each once', async () => {
    const { call, admin, company } = await testEmulator();
    const first = await all(call, start);
    expect(first.entries).toHaveLength(company.orgContacts?.length ?? 0);
    expect((await all(call, first.deltaLink)).entries).toEqual([]);
    const [template] = company.orgContacts ?? [];
    if (template) admin.createOrgContact(company.tenantId, { ...template, id: contactId(500) });
    admin.changeOrgContact(company.tenantId, contactId(2), { phones: [] });
    admin.changeOrgContact(company.tenantId, contactId(2), { displayName: 'Neu' });
    admin.deleteOrgContact(company.tenantId, contactId(3));
    const second = await all(call, first.deltaLink);
    expect(second.entries).toEqual([
      { id: contactId(500), displayName: template?.displayName, phones: expect.any(Array) },
      { id: contactId(2), displayName: 'Neu', phones: [] },
      { id: contactId(3), '@removed': { reason: 'deleted' } },
    ]);
    expect((await all(call, first.deltaLink)).entries).toEqual(second.entries);
    expect((await all(call, second.deltaLink)).entries).toEqual([]);
  });

  it('ends its tokens with those of the directory, and tells nothing without the right', async () => {
    const { call, admin, company, clock } = await testEmulator();
    const { deltaLink } = await all(call, start);
    admin.expireDeltaTokens(company.tenantId);
    expect((await call('GET', deltaLink)).json.error.code).toBe('syncStateNotFound');
    const later = await all(call, start);
    clock.advance(7 * dayMs);
    expect((await call('GET', later.deltaLink)).status).toBe(410);
    const other = await testEmulator({ caller: { permissions: ['User.Read.All'] } });
    expect((await other.call('GET', start)).status).toBe(403);
  });
});
