import { expect, it } from 'vitest';
import { mailboxStack } from './mailbox-stack.test-data.ts';
import { tagPropertyId } from './tag-property.ts';

const nickName = 'Anni';

const withOwn = async () => {
  const stack = await mailboxStack();
  const { admin, ctx, mailbox } = stack;
  const own = admin.addContact(ctx.tenantId, mailbox, { givenName: 'Anna', surname: 'Berger', nickName });
  const read = async (contactId: string) =>
    (await stack.done({ kind: 'read', mailbox, contactId })).contacts?.[0];
  const listed = async () => (await stack.done({ kind: 'list', mailbox, folder: 'default' })).contacts ?? [];
  const mine = (await listed()).find(({ card }) => card?.surname === 'Berger' && card.givenName === 'Anna');
  return { ...stack, own, id: mine?.id ?? '', since: mine?.changeKey ?? '', read, listed };
};

it('[I11] a contact that is there is made ours by one update, told from those that we created, and keeps the rest', async () => {
  const { done, create, mailbox, id, since, read, listed, admin, ctx } = await withOwn();
  const categories = ['Golf', 'Switchboard'];
  await done({
    kind: 'update',
    mailbox,
    contactId: id,
    since,
    tag: 'aa01',
    card: { mobilePhone: '+49170' },
    categories,
  });
  await done(create('default', 'aa02'));
  expect(await read(id)).toMatchObject({
    tag: 'aa01',
    adopted: true,
    categories,
    card: { surname: 'Berger' },
  });
  const tags = (await listed())
    .filter(({ tag }) => tag !== undefined)
    .map(({ tag, adopted }) => [tag, adopted]);
  expect(tags).toEqual([
    ['aa01', true],
    ['aa02', undefined],
  ]);
  const found = await done({ kind: 'find-tag', mailbox, folder: 'default', tag: 'aa01' });
  expect(found.contacts).toMatchObject([{ id, adopted: true }]);
  const raw = admin.readMailbox(ctx.tenantId, mailbox).flatMap(({ contacts }) => contacts);
  expect(raw.find(({ mobilePhone }) => mobilePhone === '+49170')).toMatchObject({ nickName });
});

it('[I11] a later update leaves it ours, and [I9] one more makes it nobody’s again', async () => {
  const { done, mailbox, id, read, admin, ctx } = await withOwn();
  await done({ kind: 'update', mailbox, contactId: id, tag: 'aa01', card: {} });
  await done({ kind: 'update', mailbox, contactId: id, card: { jobTitle: 'Leitung' } });
  expect(await read(id)).toMatchObject({ tag: 'aa01', adopted: true });
  await done({ kind: 'update', mailbox, contactId: id, tag: null, card: {}, categories: [] });
  const after = await read(id);
  expect(after).not.toHaveProperty('tag');
  expect(after).not.toHaveProperty('adopted');
  const raw = admin.readMailbox(ctx.tenantId, mailbox).flatMap(({ contacts }) => contacts);
  expect(JSON.stringify(raw)).not.toContain(tagPropertyId.slice(8, 44));
});
