import { describe, expect, it } from 'vitest';
import { companies } from '../../seed/companies.ts';
import { mailboxOwner, tagId, testEmulator } from './test-emulator.ts';

const owner = mailboxOwner();

async function adminCalls() {
  const test = await testEmulator();
  const admin = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${test.emulator.url}/_emulator/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  };
  return { ...test, http: admin, mailbox: `tenants/${test.company.tenantId}/mailboxes/${owner.id}` };
}

describe('the admin over HTTP', () => {
  it('shows a mailbox raw, tags and immutable ids included', async () => {
    const { http, mailbox, client } = await adminCalls();
    const folder = await client.api(`/users/${owner.id}/contactFolders`).post({ displayName: 'Firma' });
    const contacts = `/users/${owner.id}/contactFolders/${folder.id}/contacts`;
    const { id } = await client
      .api(contacts)
      .post({ givenName: 'A', singleValueExtendedProperties: [{ id: tagId, value: 'x' }] });
    const { json } = await http('GET', mailbox);
    expect(json.folders).toMatchObject([
      { isDefault: true, displayName: 'Kontakte' },
      { id: folder.id, displayName: 'Firma' },
    ]);
    expect(json.folders[1].contacts).toMatchObject([
      {
        id,
        givenName: 'A',
        hasPhoto: false,
        immutableId: expect.any(String),
        singleValueExtendedProperties: [{ id: tagId, value: 'x' }],
      },
    ]);
  });

  it('does what a user does in Outlook', async () => {
    const { http, mailbox, client } = await adminCalls();
    const folder = await client.api(`/users/${owner.id}/contactFolders`).post({ displayName: 'Firma' });
    const added = await http('POST', `${mailbox}/contacts`, { givenName: 'Eigen' });
    await http('PATCH', `${mailbox}/contacts/${added.json.id}`, { jobTitle: 'Freundin' });
    const moved = await http('POST', `${mailbox}/contacts/${added.json.id}/move`, { folderId: folder.id });
    const read = await client.api(`/users/${owner.id}/contactFolders/${folder.id}/contacts`).get();
    expect(read.value).toMatchObject([{ id: moved.json.id, givenName: 'Eigen', jobTitle: 'Freundin' }]);
    expect((await http('DELETE', `${mailbox}/contacts/${moved.json.id}`)).status).toBe(204);
    expect((await http('DELETE', `${mailbox}/folders/${folder.id}`)).status).toBe(204);
    expect((await client.api(`/users/${owner.id}/contactFolders`).get()).value).toEqual([]);
  });

  it('changes the directory', async () => {
    const { http, client, company } = await adminCalls();
    const users = `tenants/${company.tenantId}/users`;
    const id = '1a000000-0000-4000-8000-000000000777';
    await http('POST', users, { id, userPrincipalName: `neu@${company.domain}`, displayName: 'Neu' });
    await http('PATCH', `${users}/${id}`, { department: 'IT', managerId: owner.id });
    expect(
      await client.api(`/users/${id}`).select('department').expand('manager($select=id)').get(),
    ).toMatchObject({ department: 'IT', manager: { id: owner.id } });
    const group = company.groups.at(-1)?.id;
    await http('PATCH', `tenants/${company.tenantId}/groups/${group}/members`, { add: [id] });
    expect((await client.api(`/groups/${group}/members`).get()).value).toMatchObject([{ id }]);
    await http('DELETE', `${users}/${id}`);
    expect((await client.api(`/groups/${group}/members`).get()).value).toEqual([]);
    expect((await http('PATCH', `${users}/${owner.id}`, { shoeSize: 43 })).json.error.message).toContain(
      'shoeSize',
    );
  });

  it('changes mail contacts, makes and names folders, and closes a mailbox to applications', async () => {
    const { http, call, company } = await adminCalls();
    const contacts = `tenants/${company.tenantId}/org-contacts`;
    const id = '1a222222-0000-4000-8000-000000000777';
    await http('POST', contacts, { id, displayName: 'Neu', mobilePhone: '0171 3920092' });
    await http('PATCH', `${contacts}/${id}`, { displayName: 'Neuer' });
    expect((await call('GET', `/contacts/${id}`)).json).toMatchObject({
      displayName: 'Neuer',
      phones: [{ type: 'mobile', number: '0171 3920092' }],
    });
    expect((await http('PATCH', `${contacts}/${id}`, { shoeSize: 43 })).status).toBe(400);
    await http('DELETE', `${contacts}/${id}`);
    expect((await call('GET', `/contacts/${id}`)).status).toBe(404);

    const mailbox = `tenants/${company.tenantId}/mailboxes/${owner.id}`;
    const folder = await http('POST', `${mailbox}/folders`, { displayName: 'Liste' });
    const path = encodeURIComponent(folder.json.id);
    await http('PATCH', `${mailbox}/folders/${path}`, { displayName: 'Listen' });
    const folders = `/users/${owner.id}/contactFolders`;
    expect((await call('GET', folders)).json.value).toMatchObject([{ displayName: 'Listen' }]);
    await http('PUT', `${mailbox}/closed`);
    expect((await call('GET', folders)).json.error.code).toBe('ErrorAccessDenied');
    await http('DELETE', `${mailbox}/closed`);
    expect((await call('GET', folders)).status).toBe(200);
  });

  it('sets faults, expires tokens and reads counters', async () => {
    const { http, call, company, emulator } = await adminCalls();
    const { json } = await http('POST', 'faults', {
      match: { path: '/organization' },
      effect: { kind: 'throttle', retryAfter: { seconds: 3 } },
    });
    expect((await call('GET', '/organization')).status).toBe(429);
    expect((await http('GET', 'faults')).json).toMatchObject([{ id: json.id, hits: 1 }]);
    await http('DELETE', `faults/${json.id}`);
    expect((await call('GET', '/organization')).status).toBe(200);
    expect((await http('POST', 'faults', { effect: { kind: 'meteorite' } })).status).toBe(400);
    expect((await http('POST', 'delta-tokens', { tenantId: company.tenantId })).status).toBe(204);
    expect((await http('GET', 'counters')).json.counters).toMatchObject({ httpCalls: 2, throttled: 1 });
    await http('DELETE', 'counters');
    expect(emulator.counters()['httpCalls']).toBe(0);
    expect((await http('GET', 'nonsense')).status).toBe(501);
  });
});

describe('the seed behind the emulator', () => {
  it('brings organisational contacts with numbers and personal contacts in the default folder', async () => {
    const { client, company } = await testEmulator();
    const page = await client.api('/contacts').get();
    expect(page.value).toHaveLength(company.orgContacts?.length ?? 0);
    expect(page.value[1]).toMatchObject({
      surname: 'Demir',
      phones: [{ type: 'business' }, { type: 'mobile' }],
    });
    const [userId = ''] = Object.keys(companies[0]?.personalContacts ?? {});
    const own = await client.api(`/users/${userId}/contacts`).get();
    expect(own.value.map((contact: { displayName: string }) => contact.displayName)).toContain('Oma Käthe');
  });
});
