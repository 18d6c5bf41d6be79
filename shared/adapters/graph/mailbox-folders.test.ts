import { describe, expect, it } from 'vitest';
import { mailboxStack } from './mailbox-stack.test-data.ts';
import { tagPropertyId } from './tag-property.ts';

describe('a folder', () => {
  it('of an existing name is told as existing, and found by its name whatever its case', async () => {
    const { one, done, mailbox, folderOf } = await mailboxStack();
    const folder = await folderOf("Müller's AG");
    expect(await one({ kind: 'create-folder', mailbox, displayName: "Müller's AG" })).toEqual({
      status: 'exists',
    });
    expect(await done({ kind: 'find-folder', mailbox, displayName: "Müller's AG" })).toEqual(folder);
    expect(await done({ kind: 'find-folder', mailbox, displayName: 'Other' })).toEqual({});
  });

  it('that was deleted is gone', async () => {
    const { one, done, mailbox, folderOf, create } = await mailboxStack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    await done({ kind: 'delete-folder', mailbox, folderId: folder.id });
    expect(await one({ kind: 'delete-folder', mailbox, folderId: folder.id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'list', mailbox, folder })).toEqual({ status: 'gone' });
    expect(await one(create(folder, 'aa01'))).toEqual({ status: 'gone' });
  });

  it('is listed page by page with tags, the user’s own contacts among them', async () => {
    const { admin, ctx, done, mailbox, folderOf } = await mailboxStack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    for (let index = 0; index < 501; index += 1) {
      const tag = [{ id: tagPropertyId, value: `aa${index}` }];
      admin.addContact(
        ctx.tenantId,
        mailbox,
        { displayName: `${index}`, ...(index === 7 ? {} : { singleValueExtendedProperties: tag }) },
        folder.id,
      );
    }
    const first = await done({ kind: 'list', mailbox, folder });
    expect(first.contacts).toHaveLength(500);
    const second = await done({ kind: 'list', mailbox, folder, page: first.next ?? '' });
    expect(second.next).toBeUndefined();
    const all = [...(first.contacts ?? []), ...(second.contacts ?? [])];
    expect(new Set(all.map(({ card }) => card?.displayName)).size).toBe(501);
    expect(all.filter(({ tag }) => tag === undefined).map(({ card }) => card?.displayName)).toEqual(['7']);
  });

  it('[I7] tells its changes since a link in one request', async () => {
    const { admin, ctx, done, mailbox, folderOf, create } = await mailboxStack();
    const folder = await folderOf();
    const { id: kept = '' } = await done(create(folder, 'aa01'));
    const { id: lost = '' } = await done(create(folder, 'bb02'));
    const start = await done({ kind: 'changes', mailbox, folder });
    expect(start.contacts?.map(({ id }) => id).toSorted()).toEqual([kept, lost].toSorted());
    admin.editContact(ctx.tenantId, mailbox, kept, { mobilePhone: '+49151' });
    admin.deleteContact(ctx.tenantId, mailbox, lost);
    const later = await done({ kind: 'changes', mailbox, folder, link: start.link ?? '' });
    expect(later).toMatchObject({
      contacts: [{ id: kept, card: { mobilePhone: '+49151' } }],
      removedIds: [lost],
    });
    const quiet = await done({ kind: 'changes', mailbox, folder, link: later.link ?? '' });
    expect(quiet).toEqual({ contacts: [], link: expect.any(String) });
  });

  it('tells many changes in pages', async () => {
    const { admin, ctx, done, mailbox, folderOf } = await mailboxStack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    for (let index = 0; index < 201; index += 1)
      admin.addContact(ctx.tenantId, mailbox, { displayName: `${index}` }, folder.id);
    const first = await done({ kind: 'changes', mailbox, folder });
    expect(first).toMatchObject({ contacts: { length: 200 }, next: expect.any(String) });
    expect(first.link).toBeUndefined();
    const last = await done({ kind: 'changes', mailbox, folder, link: first.next ?? '' });
    expect(last).toMatchObject({ contacts: { length: 1 }, link: expect.any(String) });
  });
});

describe('a link', () => {
  it('that has expired asks for a full read', async () => {
    const { admin, ctx, one, done, mailbox, folderOf } = await mailboxStack();
    const folder = await folderOf();
    const { link = '' } = await done({ kind: 'changes', mailbox, folder });
    admin.expireDeltaTokens(ctx.tenantId, mailbox);
    expect(await one({ kind: 'changes', mailbox, folder, link })).toEqual({ status: 'link-expired' });
  });

  it('to another host is never followed', async () => {
    const { execute, emulator, mailbox } = await mailboxStack();
    emulator.resetCounters();
    const link = 'https://graph.microsoft.com.evil.example/v1.0/users/x/contacts/delta?$deltatoken=x';
    expect(
      await execute(
        { kind: 'changes', mailbox, folder: 'default', link },
        { kind: 'list', mailbox, folder: 'default', page: 'http://169.254.169.254/v1.0/' },
      ),
    ).toEqual([{ status: 'link-expired' }, { status: 'link-expired' }]);
    expect(emulator.counters()['requests'] ?? 0).toBe(0);
  });
});
