import { describe, expect, it } from 'vitest';
import { mailboxOwner, testEmulator } from './test-emulator.ts';

const owner = mailboxOwner();
const path = `/users/${owner.id}/outlook/masterCategories`;
const permissions = ['MailboxSettings.ReadWrite'];
const open = () => testEmulator({ caller: { permissions } });

describe('a mailbox’s list of categories', () => {
  it('takes categories, gives them other colours and loses them', async () => {
    const { client, call } = await open();
    expect((await client.api(path).get()).value).toEqual([]);
    const made = await client.api(path).post({ displayName: 'Müller AG', color: 'preset3' });
    expect(made).toMatchObject({ displayName: 'Müller AG', color: 'preset3' });
    await client.api(`${path}/${made.id}`).patch({ color: 'preset9' });
    expect(await client.api(`${path}/${made.id}`).get()).toMatchObject({ id: made.id, color: 'preset9' });
    expect((await call('POST', path, { displayName: 'Golf' })).json.color).toBe('none');
    expect((await client.api(path).get()).value).toMatchObject([{ id: made.id }, { displayName: 'Golf' }]);
    await client.api(`${path}/${made.id}`).delete();
    expect((await call('PATCH', `${path}/${made.id}`, { color: 'preset1' })).json.error.code).toBe(
      'ErrorItemNotFound',
    );
  });

  it('has a name once, whatever its case, and keeps it', async () => {
    const { call } = await open();
    const { json } = await call('POST', path, { displayName: 'Müller AG', color: 'preset3' });
    const second = await call('POST', path, { displayName: 'MÜLLER AG', color: 'preset4' });
    expect([second.status, second.json.error.code]).toEqual([409, 'ErrorItemAlreadyExists']);
    expect((await call('PATCH', `${path}/${json.id}`, { displayName: 'Partner' })).status).toBe(400);
  });

  it.each([
    [{ displayName: 'x', color: 'preset25' }],
    [{ displayName: 'x', color: 'red' }],
    [{ displayName: ' ' }],
    [{ color: 'preset1' }],
    [{ displayName: 'x', colour: 'preset1' }],
  ])('refuses %o with 400', async (body) => {
    const { call } = await open();
    expect((await call('POST', path, body)).status).toBe(400);
  });

  it('comes in pages where it is long', async () => {
    const { call } = await open();
    for (let n = 0; n < 3; n++) await call('POST', path, { displayName: `${n}` });
    const { json } = await call('GET', `${path}?$top=2`);
    expect(json.value).toHaveLength(2);
    const next = String(json['@odata.nextLink']).replace('https://graph.microsoft.com/v1.0', '');
    expect((await call('GET', next)).json.value).toMatchObject([{ displayName: '2' }]);
  });

  it('is a matter of the mailbox’s settings, not of its contacts', async () => {
    const denied = async (granted: readonly string[], method: string) => {
      const { call } = await testEmulator({ caller: { permissions: granted } });
      const body = method === 'POST' ? { displayName: 'x' } : undefined;
      return (await call(method, path, body)).status;
    };
    expect(await denied(['Contacts.ReadWrite'], 'GET')).toBe(403);
    expect(await denied(['MailboxSettings.Read'], 'GET')).toBe(200);
    expect(await denied(['MailboxSettings.Read'], 'POST')).toBe(403);
  });
});
