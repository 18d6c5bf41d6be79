import { describe, expect, it } from 'vitest';
import { testEmulator } from './test-emulator.ts';

const dayMs = 24 * 60 * 60 * 1000;
const id = (position: number): string => `1a000000-0000-4000-8000-${String(position).padStart(12, '0')}`;

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
