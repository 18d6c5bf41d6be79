import { expect, it } from 'vitest';
import { makeMemorySourceContacts } from '../../tests/support/memory-source-contacts.ts';
import { contact, inPages } from '../../tests/support/people.ts';
import { sourceId } from '../../tests/support/source-fixtures.ts';
import type { Contact } from '../contacts/contact.ts';
import { tenantId } from '../kernel/ids.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import { makeKeepOutErased } from './keep-out-erased.ts';
import { marksOf } from './person-marks.ts';
import { recogniseMarks } from './recognise.ts';

const ctx = systemContext(tenantId('0e0c0000-0000-4000-8000-000000000001'), 'c');
const person = (key: string, fields: Partial<Contact> = {}) =>
  contact(key, { displayName: `Person ${key}`, emails: [`${key}@firma.example`], phones: [], ...fields });
const erika = person('erika');
const fullReadAt = '2026-03-01T08:00:00.000Z';

/** Contacts of a source, with Erika's erasure as soon as it is asked for. */
const open = async (people: readonly Contact[]) => {
  const contacts = makeMemorySourceContacts();
  let erased = recogniseMarks(new Set());
  const kept = makeKeepOutErased(contacts, async () => erased);
  const end = () => ({ fullReadAt, link: 'first' });
  await kept.replaceAll(ctx, sourceId, inPages(people), end, { keepPhotos: false });
  const all = async () => {
    const found: Contact[] = [];
    for await (const page of contacts.all(ctx, sourceId)) found.push(...page);
    return found
      .map(({ key, managerKey }) => (managerKey === undefined ? key : `${key} of ${managerKey}`))
      .sort();
  };
  const erase = () => {
    erased = recogniseMarks(new Set(marksOf([{ sourceId, contact: erika }], [])));
  };
  const change = (...changed: readonly Contact[]) =>
    kept.applyChanges(ctx, sourceId, { changed, removed: [], link: 'next' });
  return { kept, all, erase, change };
};

it('[T5] an entry that becomes an erased person’s goes, whoever it was before', async () => {
  const { all, erase, change } = await open([person('a'), person('b')]);
  erase();
  await change(person('b', { emails: ['Erika@firma.example'] }));
  expect(await all()).toEqual(['a']);
});

it('[T5] nobody is left under a manager who was erased, and everybody else under his own', async () => {
  const { all, erase, change, kept } = await open([]);
  const team = [person('a', { managerKey: 'erika' }), person('b', { managerKey: 'a' }), person('c')];
  await change(...team, erika);
  expect(await all()).toEqual(['a of erika', 'b of a', 'c', 'erika']);
  erase();
  await change(...team, erika);
  expect(await all()).toEqual(['a', 'b of a', 'c']);
  await kept.replaceAll(ctx, sourceId, inPages([...team, erika]), () => ({ fullReadAt }), {
    keepPhotos: false,
  });
  expect(await all()).toEqual(['a', 'b of a', 'c']);
});
