import { describe, expect, it } from 'vitest';
import { testEmulator } from './test-emulator.ts';

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
