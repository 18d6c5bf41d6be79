import { describe, expect, it } from 'vitest';
import { mailboxOwner, tagId, testEmulator } from './test-emulator.ts';

const owner = mailboxOwner();
const base = `/users/${owner.id}`;
const jpeg = Buffer.from(mailboxOwnerWithPhoto(), 'base64');

function mailboxOwnerWithPhoto(): string {
  for (let nth = 0; ; nth += 1) {
    const { photo } = mailboxOwner(nth);
    if (photo !== null) return photo;
  }
}

describe('contact folders', () => {
  it('are created once, renamed, found by name and deleted; the default one is not listed', async () => {
    const { client, call } = await testEmulator();
    const folder = await client.api(`${base}/contactFolders`).post({ displayName: 'Firma' });
    expect((await call('POST', `${base}/contactFolders`, { displayName: 'FIRMA' })).json.error.code).toBe(
      'ErrorFolderExists',
    );
    const found = await client.api(`${base}/contactFolders`).filter("displayName eq 'Firma'").get();
    expect(found.value).toEqual([
      { id: folder.id, displayName: 'Firma', parentFolderId: folder.parentFolderId },
    ]);
    await client.api(`${base}/contactFolders/${folder.id}`).patch({ displayName: 'Kollegen' });
    expect(await client.api(`${base}/contactFolders/${folder.id}`).get()).toMatchObject({
      displayName: 'Kollegen',
    });
    const standard = await client.api(`${base}/contactFolders/contacts`).get();
    expect(standard).toMatchObject({ displayName: 'Kontakte', id: folder.parentFolderId });
    await client.api(`${base}/contactFolders/${folder.id}`).delete();
    expect((await call('GET', `${base}/contactFolders/${folder.id}`)).json.error.code).toBe(
      'ErrorItemNotFound',
    );
    expect((await call('DELETE', `${base}/contactFolders/contacts`)).json.error.code).toBe(
      'ErrorDeleteDistinguishedFolder',
    );
  });
});

describe('a contact', () => {
  it('keeps what is sent, and is found by its tag', async () => {
    const { client } = await testEmulator();
    const folder = await client.api(`${base}/contactFolders`).post({ displayName: 'Firma' });
    const contacts = `${base}/contactFolders/${folder.id}/contacts`;
    const sent = {
      givenName: 'Zoë',
      surname: 'Weiß',
      businessPhones: ['+49 89 99998123'],
      mobilePhone: '+49 171 3920000',
      emailAddresses: [{ address: 'zoe@mueller.example', name: 'Zoë' }],
      businessAddress: { city: 'München', street: 'Gießereistraße 12' },
      birthday: '1990-02-28T00:00:00Z',
      categories: ['Firma'],
    };
    const created = await client
      .api(contacts)
      .post({ ...sent, singleValueExtendedProperties: [{ id: tagId, value: 'ab12' }] });
    expect(created).toMatchObject({
      ...sent,
      displayName: 'Zoë Weiß',
      fileAs: 'Weiß, Zoë',
      parentFolderId: folder.id,
    });
    expect(created).not.toHaveProperty('singleValueExtendedProperties');
    await client.api(contacts).post({ givenName: 'Other' });

    const tagged = (value: string) =>
      `singleValueExtendedProperties/Any(ep: ep/id eq '${tagId}' and ep/value eq '${value}')`;
    const found = await client
      .api(contacts)
      .filter(tagged('ab12'))
      .select('id')
      .expand(`singleValueExtendedProperties($filter=id eq '${tagId}')`)
      .get();
    expect(found.value).toEqual([
      {
        '@odata.etag': created['@odata.etag'],
        id: created.id,
        singleValueExtendedProperties: [{ id: tagId, value: 'ab12' }],
      },
    ]);
    expect((await client.api(contacts).filter(tagged('cd34')).get()).value).toEqual([]);
    const byMail = await client
      .api(contacts)
      .filter("emailAddresses/any(a:a/address eq 'ZOE@mueller.example')")
      .get();
    expect(byMail.value).toHaveLength(1);
  });

  it('keeps omitted fields on PATCH, empties null and [] ones, and changes its key each time', async () => {
    const { client } = await testEmulator();
    const created = await client
      .api(`${base}/contacts`)
      .post({ givenName: 'A', businessPhones: ['1', '2'], mobilePhone: '3', jobTitle: 'X' });
    const changed = await client
      .api(`${base}/contacts/${created.id}`)
      .patch({ businessPhones: [], mobilePhone: null });
    expect(changed).toMatchObject({ givenName: 'A', jobTitle: 'X', businessPhones: [], mobilePhone: null });
    expect(changed.changeKey).not.toBe(created.changeKey);
    expect(changed['@odata.etag']).not.toBe(created['@odata.etag']);
  });

  it('is changed and deleted only in the state that If-Match names', async () => {
    const { client, call } = await testEmulator();
    const created = await client.api(`${base}/contacts`).post({ givenName: 'A' });
    const path = `${base}/contacts/${created.id}`;
    const etag = created['@odata.etag'];
    expect((await call('PATCH', path, { givenName: 'B' }, { 'if-match': etag })).status).toBe(200);
    const stale = await call('PATCH', path, { givenName: 'C' }, { 'if-match': etag });
    expect([stale.status, stale.json.error.code]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await call('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).json.error.code).toBe('ErrorItemNotFound');
  });

  it('has an id that a move changes and an immutable one that stays', async () => {
    const { client, call, admin, company } = await testEmulator();
    const prefer = { Prefer: 'IdType="ImmutableId"' };
    const folder = await client.api(`${base}/contactFolders`).post({ displayName: 'Firma' });
    const created = await client.api(`${base}/contacts`).post({ givenName: 'A' });
    const lasting = (await call('GET', `${base}/contacts/${created.id}`, undefined, prefer)).json.id;
    expect(lasting).not.toBe(created.id);
    const moved = admin.moveContact(company.tenantId, owner.id, created.id, folder.id);
    expect((await call('GET', `${base}/contacts/${created.id}`)).status).toBe(404);
    expect((await call('GET', `${base}/contacts/${moved}`)).status).toBe(200);
    const after = await call(
      'GET',
      `${base}/contactFolders/${folder.id}/contacts/${lasting}`,
      undefined,
      prefer,
    );
    expect(after.json.id).toBe(lasting);
    expect((await call('GET', `${base}/contacts/${lasting.toLowerCase()}`)).json.error.code).toBe(
      'ErrorInvalidIdMalformed',
    );
    expect((await call('POST', `${base}/contacts/${moved}/move`, {})).status).toBe(501);
  });

  it.each([
    ['three business phones', { businessPhones: ['1', '2', '3'] }, 'businessPhones'],
    ['three home phones', { homePhones: ['1', '2', '3'] }, 'homePhones'],
    ['a list of mobile phones', { mobilePhone: ['1'] }, 'mobilePhone'],
    [
      'four e-mail addresses',
      { emailAddresses: ['a', 'b', 'c', 'd'].map((address) => ({ address })) },
      'emailAddresses',
    ],
    ['an unknown property', { weddingAnniversary: '2020-01-01' }, 'weddingAnniversary'],
    ['an unknown part of an address', { homeAddress: { planet: 'Earth' } }, 'planet'],
    ['a number as a name', { givenName: 5 }, 'givenName'],
    ['a text as a list', { categories: 'x' }, 'categories'],
    ['a birthday that is no date', { birthday: 'gestern' }, 'birthday'],
    ['an id', { id: 'x' }, 'id'],
    ['a tag with a malformed id', { singleValueExtendedProperties: [{ id: 'mine', value: 'x' }] }, 'mine'],
  ])('with %s is refused with 400', async (_, body, named) => {
    const { call } = await testEmulator();
    const answer = await call('POST', `${base}/contacts`, body);
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toContain(named);
  });

  it('in malformed JSON is refused with 400', async () => {
    const { call } = await testEmulator();
    expect((await call('POST', `${base}/contacts`, '{"givenName":')).status).toBe(400);
  });

  it('has a photo of at most 4 MB that is a picture', async () => {
    const { client, call } = await testEmulator();
    const { id } = await client.api(`${base}/contacts`).post({ givenName: 'A' });
    const photo = `${base}/contacts/${id}/photo/$value`;
    expect((await call('GET', photo)).json.error.code).toBe('ImageNotFound');
    expect((await call('PUT', photo, jpeg, { 'content-type': 'image/jpeg' })).status).toBe(200);
    expect((await call('GET', photo)).headers.get('content-type')).toBe('image/jpeg');
    expect((await call('PUT', photo, jpeg, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(
      (await call('PUT', photo, Buffer.from('no picture'), { 'content-type': 'image/jpeg' })).status,
    ).toBe(400);
    const large = Buffer.concat([jpeg, Buffer.alloc(4 * 1024 * 1024)]);
    expect((await call('PUT', photo, large, { 'content-type': 'image/jpeg' })).status).toBe(413);
    expect((await call('DELETE', photo)).status).toBe(204);
  });
});

describe('a list of contacts', () => {
  it('has ten to a page unless asked for up to 1000', async () => {
    const { client, call, admin, company } = await testEmulator();
    for (let number = 0; number < 25; number += 1)
      admin.addContact(company.tenantId, owner.id, { givenName: `N${number}` });
    const before = (await client.api(`${base}/contacts`).count(true).top(1).get())['@odata.count'];
    const first = await client.api(`${base}/contacts`).select('displayName').get();
    expect(first.value).toHaveLength(10);
    const second = await client.api(first['@odata.nextLink']).get();
    expect(second.value[0].id).not.toBe(first.value[0].id);
    const whole = await client.api(`${base}/contacts`).top(1000).orderby('givenName desc').get();
    expect(whole.value).toHaveLength(before);
    expect(whole).not.toHaveProperty('@odata.nextLink');
    expect((await call('GET', `${base}/contacts?$top=1001`)).status).toBe(400);
  });
});

describe('the contacts’ delta', () => {
  it('tells what came, changed and went, 200 to a page at most', async () => {
    const { client, call, admin, company } = await testEmulator();
    const folder = await client.api(`${base}/contactFolders`).post({ displayName: 'Firma' });
    const ids = Array.from({ length: 250 }, (_, number) =>
      admin.addContact(company.tenantId, owner.id, { givenName: `N${number}` }, folder.id),
    );
    const start = `${base}/contactFolders/${folder.id}/contacts/delta?$select=givenName`;
    const first = (await call('GET', start, undefined, { prefer: 'odata.maxpagesize=500' })).json;
    expect(first.value).toHaveLength(200);
    const second = await client.api(first['@odata.nextLink']).get();
    expect(second.value).toHaveLength(50);
    admin.editContact(company.tenantId, owner.id, ids[3] ?? '', { givenName: 'Neu' });
    admin.deleteContact(company.tenantId, owner.id, ids[4] ?? '');
    const third = await client.api(second['@odata.deltaLink']).get();
    expect(third.value).toEqual([
      { '@odata.etag': expect.any(String), id: ids[3], givenName: 'Neu' },
      { id: ids[4], '@removed': { reason: 'deleted' } },
    ]);
    expect((await client.api(third['@odata.deltaLink']).get()).value).toEqual([]);
  });

  it('refuses $expand, rubbish and tokens that were made to expire', async () => {
    const { client, call, admin, company } = await testEmulator();
    const delta = `${base}/contacts/delta`;
    expect((await call('GET', `${delta}?$expand=singleValueExtendedProperties`)).status).toBe(400);
    const bad = await call('GET', `${delta}?$deltatoken=rubbish`);
    expect([bad.status, bad.json.error.code]).toEqual([400, 'syncStateNotFound']);
    const { '@odata.deltaLink': link } = await client.api(delta).get();
    admin.expireDeltaTokens(company.tenantId, owner.id);
    expect((await call('GET', link)).status).toBe(410);
  });
});
