import { describe, expect, it } from 'vitest';
import { emptyCard, fullCard, jpeg, mailboxStack } from './mailbox-stack.test-data.ts';
import { tagPropertyId } from './tag-property.ts';

describe('a contact', () => {
  it.each([
    ['an own folder', false],
    ['the default folder', true],
  ])('[I8] is written whole with its tag into %s, and read back the same', async (_, isDefault) => {
    const { done, mailbox, folderOf, create } = await mailboxStack();
    const folder = isDefault ? 'default' : await folderOf();
    const { id = '', changeKey } = await done(create(folder, 'aa01'));
    const read = await done({ kind: 'read', mailbox, contactId: id });
    expect(read.contacts).toEqual([
      {
        id,
        changeKey,
        tag: 'aa01',
        card: fullCard,
        categories: ['Switchboard'],
        note: 'Durchwahl morgens',
      },
    ]);
  });

  it('[I5] is emptied field by field by null and []', async () => {
    const { done, mailbox, folderOf, create } = await mailboxStack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    const card = { ...emptyCard, displayName: fullCard.displayName };
    await done({ kind: 'update', mailbox, contactId: id, card, categories: [], note: null });
    const { contacts } = await done({ kind: 'read', mailbox, contactId: id });
    expect(contacts?.[0]).toMatchObject({
      card,
      categories: [],
      note: null,
    });
  });

  it('[I10] keeps what an update does not name', async () => {
    const { admin, done, mailbox, ctx, folderOf, create } = await mailboxStack();
    const { id = '', changeKey } = await done(create(await folderOf(), 'aa01'));
    admin.editContact(ctx.tenantId, mailbox, id, { nickName: 'Anni', personalNotes: 'Geburtstag im Mai' });
    const updated = await done({ kind: 'update', mailbox, contactId: id, card: { mobilePhone: '+49170' } });
    expect(updated.changeKey).not.toBe(changeKey);
    const [folder] = admin.readMailbox(ctx.tenantId, mailbox).filter(({ isDefault }) => !isDefault);
    expect(folder?.contacts[0]).toMatchObject({
      nickName: 'Anni',
      personalNotes: 'Geburtstag im Mai',
      mobilePhone: '+49170',
      surname: 'Berger',
      singleValueExtendedProperties: [{ id: tagPropertyId, value: 'aa01' }],
    });
  });

  it('[I10] is not updated over an edit that came in between', async () => {
    const { admin, one, done, mailbox, ctx, folderOf, create } = await mailboxStack();
    const { id = '', changeKey = '' } = await done(create(await folderOf(), 'aa01'));
    admin.editContact(ctx.tenantId, mailbox, id, { personalNotes: 'Geburtstag im Mai' });
    const update = { kind: 'update', mailbox, contactId: id, card: {}, note: 'Durchwahl abends' } as const;
    expect(await one({ ...update, since: changeKey })).toEqual({ status: 'changed' });
    const { contacts } = await done({ kind: 'read', mailbox, contactId: id });
    expect(contacts?.[0]?.note).toBe('Geburtstag im Mai');
    const now = contacts?.[0]?.changeKey ?? '';
    expect(await one({ ...update, since: now })).toMatchObject({ status: 'done' });
  });

  it('is found again by its tag after an uncertain create', async () => {
    const { done, mailbox, folderOf, create } = await mailboxStack();
    const folder = await folderOf();
    const { id } = await done(create(folder, 'aa01'));
    await done(create(folder, 'bb02'));
    expect(await done({ kind: 'find-tag', mailbox, folder, tag: 'aa01' })).toMatchObject({
      contacts: [{ id, tag: 'aa01' }],
    });
    expect(await done({ kind: 'find-tag', mailbox, folder, tag: 'cc03' })).toEqual({ contacts: [] });
  });

  it('is deleted once; after that it is gone', async () => {
    const { one, done, mailbox, folderOf, create } = await mailboxStack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    expect(await one({ kind: 'delete', mailbox, contactId: id })).toEqual({ status: 'done', answer: {} });
    expect(await one({ kind: 'delete', mailbox, contactId: id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'read', mailbox, contactId: id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'update', mailbox, contactId: id, card: {} })).toEqual({ status: 'gone' });
  });

  it('takes a photo and gives it up, also when it has none', async () => {
    const { admin, ctx, done, mailbox, folderOf, create } = await mailboxStack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    const hasPhoto = () =>
      admin
        .readMailbox(ctx.tenantId, mailbox)
        .flatMap(({ contacts }) => contacts)
        .find((contact) => contact['immutableId'] === id)?.['hasPhoto'];
    await done({ kind: 'put-photo', mailbox, contactId: id, photo: jpeg });
    expect(hasPhoto()).toBe(true);
    await done({ kind: 'delete-photo', mailbox, contactId: id });
    expect(hasPhoto()).toBe(false);
    await done({ kind: 'delete-photo', mailbox, contactId: id });
  });

  it('beyond Graph’s limits is refused with Graph’s code', async () => {
    const { one, folderOf, create } = await mailboxStack();
    const crowded = { ...fullCard, businessPhones: ['1', '2', '3'] };
    expect(await one(create(await folderOf(), 'aa01', crowded))).toEqual({
      status: 'refused',
      code: 'ErrorInvalidArgument',
    });
  });
});
