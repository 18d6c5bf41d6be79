import { describe, expect, it } from 'vitest';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { details, listId, makeListBench, reception } from '../../tests/support/list-fixtures.ts';
import { testTables } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { makeTestCipher } from '../../tests/support/test-cipher.ts';
import { makeSourceContacts } from '../adapters/tables/source-contacts.ts';
import type { Contact } from '../contacts/contact.ts';
import { conflict, notFound, stale } from '../kernel/failures.ts';
import { systemRandom } from '../kernel/ids.ts';
import { err } from '../kernel/result.ts';
import { entryEtag, mostEntries, toEntry } from './list-entry.ts';

const open = async () => {
  const bench = makeListBench();
  await bench.haveList();
  return bench;
};
const onCall = details({ displayName: 'Bereitschaft', phones: [{ kind: 'mobile', number: '0171 3920027' }] });
const etagOf = (entry: Contact) => (asked: string) => asked === entryEtag(entry);
const anyEtag = () => true;
/** Edits that are as far apart have a message each. */
const apart = 10 * 60_000;
const compare = (a: string, b: string) => (a < b ? -1 : 1);

describe('[S10] entries typed in', () => {
  it('are kept with their numbers normalised, and counted in the source', async () => {
    const bench = await open();
    const entry = succeeded(await bench.createEntry(bench.ctx, listId, reception));
    expect(entry).toMatchObject({
      displayName: 'Empfang',
      companyName: 'Müller AG',
      emails: [],
      phones: [{ kind: 'business', original: '089 99998-0', e164: '+4989999980' }],
    });
    const bad = details({ displayName: 'Pforte', phones: [{ kind: 'business', number: '412' }] });
    succeeded(await bench.createEntry(bench.ctx, listId, bad));
    expect(await bench.list()).toMatchObject({
      state: 'ready',
      lastRefresh: { contacts: 2, withoutNumber: 1, unusableNumbers: 1, changed: 1, removed: 0 },
    });
    expect(await bench.told()).toEqual([
      { created: 1, changed: 0, removed: 0 },
      { created: 1, changed: 0, removed: 0 },
    ]);
    expect(succeeded(await bench.readEntry(bench.ctx, listId, entry.key))).toEqual(entry);
  });

  it('are one where a command is repeated', async () => {
    const bench = await open();
    const ctx = { ...bench.ctx, commandId: 'c0000000-0000-4000-8000-000000000001' };
    const first = succeeded(await bench.createEntry(ctx, listId, reception));
    expect(first.key).toBe(ctx.commandId);
    expect(succeeded(await bench.createEntry(ctx, listId, reception))).toEqual(first);
    expect(await bench.entries()).toEqual([first]);
    expect(await bench.told()).toHaveLength(1);
  });

  it('are replaced and deleted under their ETag', async () => {
    const bench = await open();
    const entry = succeeded(await bench.createEntry(bench.ctx, listId, reception));
    const target = { sourceId: listId, key: entry.key };
    const wanted = { ...reception, displayName: 'Zentrale' };
    const changed = succeeded(await bench.replaceEntry(bench.ctx, target, etagOf(entry), wanted));
    expect(changed).toMatchObject({ key: entry.key, displayName: 'Zentrale' });
    expect(await bench.replaceEntry(bench.ctx, target, etagOf(entry), onCall)).toEqual(err(stale));
    expect(succeeded(await bench.replaceEntry(bench.ctx, target, etagOf(entry), wanted))).toEqual(changed);
    expect(await bench.deleteEntry(bench.ctx, target, etagOf(entry))).toEqual(err(stale));
    succeeded(await bench.deleteEntry(bench.ctx, target, etagOf(changed)));
    expect(await bench.deleteEntry(bench.ctx, target, anyEtag)).toEqual(err(notFound));
    expect(await bench.replaceEntry(bench.ctx, target, anyEtag, onCall)).toEqual(err(notFound));
    expect(await bench.list()).toMatchObject({ lastRefresh: { contacts: 0, removed: 1 } });
    expect(await bench.told()).toEqual([
      { created: 0, changed: 0, removed: 1 },
      { created: 1, changed: 0, removed: 0 },
      { created: 0, changed: 1, removed: 0 },
    ]);
  });

  it('are for company lists alone, and no more than a list holds', async () => {
    const bench = await open();
    const elsewhere = err(conflict('source-read-elsewhere'));
    expect(await bench.createEntry(bench.ctx, bench.otherKind, reception)).toEqual(elsewhere);
    expect(await bench.listEntries(bench.ctx, bench.otherKind, { limit: 5 })).toEqual(elsewhere);
    expect(await bench.createEntry(bench.ctx, 'nowhere', reception)).toEqual(err(notFound));
    const csv = ['Anzeigename', ...Array.from({ length: mostEntries }, (_, n) => `Nr ${n}`)].join('\n');
    const load = { format: 'csv', text: csv, mode: 'merge', dryRun: false } as const;
    succeeded(await bench.loadList(bench.ctx, listId, load));
    expect(await bench.createEntry(bench.ctx, listId, reception)).toEqual(err(conflict('list-full')));
  });

  it('come by name, page by page, without a name in the cursor, also when entries go meanwhile', async () => {
    const bench = await open();
    const names = ['Zoll', 'Ärztin', 'anton', 'Öffnung', 'Berta', 'Berta'];
    for (const displayName of names) {
      succeeded(await bench.createEntry(bench.ctx, listId, details({ displayName })));
    }
    const first = succeeded(await bench.listEntries(bench.ctx, listId, { limit: 3 }));
    expect(first.items.map(({ displayName }) => displayName)).toEqual(['anton', 'Ärztin', 'Berta']);
    expect(first.cursor).not.toContain('Berta');
    const last = first.items[2];
    if (last === undefined || first.cursor === undefined) throw new Error('no cursor');
    const rest = async () =>
      succeeded(await bench.listEntries(bench.ctx, listId, { limit: 3, cursor: first.cursor ?? '' }));
    expect((await rest()).items.map(({ displayName }) => displayName)).toEqual(['Berta', 'Öffnung', 'Zoll']);
    succeeded(await bench.deleteEntry(bench.ctx, { sourceId: listId, key: last.key }, anyEtag));
    expect(await rest()).toMatchObject({ items: [{ displayName: 'Berta' }, {}, { displayName: 'Zoll' }] });
    expect(await rest()).not.toHaveProperty('cursor');
  });
});

describe('[S10] [T5] an erased person', () => {
  const erika = details({
    displayName: 'Erika Muster',
    emails: ['erika@mueller.example'],
    phones: [{ kind: 'mobile', number: '0171 1234567' }],
  });
  const barred = err(conflict('person-erased'));

  it('is not typed in again, nor written over another entry, and the caller is told', async () => {
    const bench = await open();
    bench.erase('e1', toEntry('e1', erika, 'DE'));
    expect(await bench.createEntry(bench.ctx, listId, erika)).toEqual(barred);
    const entry = succeeded(await bench.createEntry(bench.ctx, listId, reception));
    const target = { sourceId: listId, key: entry.key };
    expect(await bench.replaceEntry(bench.ctx, target, etagOf(entry), erika)).toEqual(barred);
    expect(await bench.replaceEntry(bench.ctx, target, () => false, erika)).toEqual(err(stale));
    expect(await bench.entries()).toEqual([entry]);
    expect(await bench.told()).toHaveLength(1);
  });

  it('leaves the number to who has it next, and may come back once the erasure is lifted', async () => {
    const bench = await open();
    bench.erase('e1', toEntry('e1', erika, 'DE'));
    const next = { ...erika, displayName: 'Nils Nachfolger', emails: [] };
    succeeded(await bench.createEntry(bench.ctx, listId, next));
    bench.lift();
    succeeded(await bench.createEntry(bench.ctx, listId, erika));
  });
});

describe('[S10] several who edit at once', () => {
  it('all succeed, each once, and each is told of', async () => {
    const bench = await open();
    const names = ['a', 'b', 'c', 'd'];
    const created = await Promise.all(
      names.map((displayName) => bench.createEntry(bench.ctx, listId, details({ displayName }))),
    );
    created.map(succeeded);
    expect((await bench.entries()).map(({ displayName = '' }) => displayName).sort(compare)).toEqual(names);
    expect(await bench.told()).toHaveLength(4);
    expect(await bench.list()).toMatchObject({ lastRefresh: { contacts: 4 } });
  });

  it('of one entry lose nothing: the second is told that it changed', async () => {
    const bench = await open();
    const entry = succeeded(await bench.createEntry(bench.ctx, listId, reception));
    const target = { sourceId: listId, key: entry.key };
    const results = await Promise.all(
      ['x', 'y'].map((displayName) =>
        bench.replaceEntry(bench.ctx, target, etagOf(entry), { ...reception, displayName }),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results).toContainEqual(err(stale));
  });
});

describe('[S10] an edit that dies anywhere', () => {
  it('is done or not, and where it is done the trail and the source tell of it once', {
    timeout: 60_000,
  }, async () => {
    const { contacts: table } = await testTables();
    const cipher = makeTestCipher();
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const crash = makeCrashPoints();
        const contacts = makeSourceContacts({ table: crash.wrap(table), cipher, random: systemRandom });
        const bench = makeListBench({ contacts, wrap: (port) => crash.wrap(port, ['replaced' as never]) });
        crash.revive();
        await bench.haveList();
        const first = succeeded(await bench.createEntry(bench.ctx, listId, reception));
        bench.advance(apart);
        crash.arm(at, when);
        await bench.createEntry(bench.ctx, listId, onCall).catch(() => undefined);
        const died = crash.died();
        crash.revive();
        if (!died) {
          expect(at).toBeGreaterThan(10);
          break;
        }
        const names = async () =>
          (await bench.entries()).map(({ displayName = '' }) => displayName).sort(compare);
        const seen = await names();
        expect([['Empfang'], ['Bereitschaft', 'Empfang']]).toContainEqual(seen);
        // The message that was sent before, or the next edit, whichever comes first.
        if (at % 2 === 0) await bench.recordEdit(bench.ctx, listId);
        bench.advance(apart);
        const target = { sourceId: listId, key: first.key };
        succeeded(await bench.deleteEntry(bench.ctx, target, anyEtag));
        await bench.recordEdit(bench.ctx, listId);
        expect(await names()).toEqual(seen.filter((name) => name !== 'Empfang'));
        expect(await bench.told()).toHaveLength(seen.length + 1);
        expect(await bench.list()).toMatchObject({ lastRefresh: { contacts: seen.length - 1 } });
        const announced = bench.sent.filter(({ body }) => body['edit'] === true);
        // One for each edit that was written, this deletion too; the first one's before it died.
        expect(announced.length).toBeGreaterThanOrEqual(seen.length + 1);
      }
    }
  });

  it('leaves nothing of a list that is deleted meanwhile', async () => {
    const bench = await open();
    const known = await bench.sources.get(bench.ctx, listId);
    const { rewrite } = bench.contacts;
    Object.assign(bench.contacts, {
      rewrite: async (...args: Parameters<typeof rewrite>) => {
        const written = await rewrite(...args);
        await bench.commit(bench.ctx, [bench.sources.deleted(bench.ctx, known?.etag ?? '', listId)]);
        return written;
      },
    });
    expect(await bench.createEntry(bench.ctx, listId, reception)).toEqual(err(notFound));
    expect(await bench.entries()).toEqual([]);
    expect(await bench.contacts.head(bench.ctx, listId)).toBeUndefined();
  });
});
