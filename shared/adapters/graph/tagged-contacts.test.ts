import { expect, it } from 'vitest';
import { contactKey } from '../../sources/contact-key.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeReader } from './reader.ts';
import { tagPropertyId } from './tag-property.ts';
import { makeOriginOf } from './tagged-contacts.ts';

const tagged = { singleValueExtendedProperties: [{ id: tagPropertyId, value: 'ab' }] };

async function stack() {
  const base = await graphStack();
  const userId = base.owners[1]?.id ?? '';
  const contacts = `/users/${userId}/contacts`;
  const reader = makeReader({ ...base, sleep: async () => {} });
  const versions = () =>
    (base.admin.readMailbox(base.ctx.tenantId, userId)[0]?.contacts ?? []).map((contact) => ({
      id: String(contact['immutableId']),
      changeKey: String(contact['changeKey']),
    }));
  const add = (fields: object = {}) => base.admin.addContact(base.ctx.tenantId, userId, { ...fields });
  const edit = (contactId: string, fields: object) =>
    base.admin.editContact(base.ctx.tenantId, userId, contactId, { ...fields });
  return {
    ...base,
    userId,
    versions,
    add,
    edit,
    originsOf: makeOriginOf(reader, base.ctx, { folder: contacts, contacts }, {}),
  };
}

it('[S11] many contacts are told apart by one list, a few by asking for each', async () => {
  const { add, versions, originsOf, reports } = await stack();
  for (let number = 0; number < 30; number += 1) add(number % 3 === 0 ? tagged : {});
  const all = versions();
  const origins = await originsOf(all);
  expect(origins.ok && all.filter(({ id }) => origins.value(id) === 'ours')).toHaveLength(10);
  expect(reports).toHaveLength(1);
  await originsOf(all.slice(3, 7));
  expect(reports).toHaveLength(1);
  add(tagged);
  const last = versions().slice(-1);
  const later = await originsOf(last);
  expect(later.ok && later.value(last[0]?.id ?? '')).toBe('ours');
  expect(reports).toHaveLength(2);
});

it('[S11] what was written after it was listed is asked for again; what has gone meanwhile is gone', async () => {
  const { add, edit, versions, originsOf, admin, ctx, userId } = await stack();
  const ids = Array.from({ length: 30 }, () => add());
  const before = versions();
  expect((await originsOf(before)).ok).toBe(true);
  edit(ids[4] ?? '', tagged);
  const written = versions().find(({ id }) => id === before[4]?.id);
  const origins = await originsOf(written === undefined ? [] : [written]);
  expect(origins.ok && origins.value(before[4]?.id ?? '')).toBe('ours');
  const gone = { id: before[5]?.id ?? '', changeKey: 'a later one' };
  admin.deleteContact(ctx.tenantId, userId, ids[5] ?? '');
  const without = await originsOf([gone]);
  expect(without.ok && without.value(gone.id)).toBe('gone');
});

it('[S11] a key has room for 128 characters; a longer id gives way to its hash', () => {
  expect(contactKey('a'.repeat(128))).toBe('a'.repeat(128));
  const [one, other] = [contactKey('a'.repeat(129)), contactKey(`${'a'.repeat(128)}b`)];
  expect(one.length).toBeLessThanOrEqual(128);
  expect(one).not.toBe(other);
});
