import { describe, expect, it } from 'vitest';
import { makeCountedTable } from '../../../tests/support/faulty-table.ts';
import { contact, contacts, inPages, photo } from '../../../tests/support/people.ts';
import { sourceContactsContract, sourceId } from '../../../tests/support/source-contacts-contract.ts';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import { systemRandom } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SourceContacts } from '../../sources/source.ts';
import { queryRows } from './rows.ts';
import { makeSourceContacts } from './source-contacts.ts';

const cipher = makeTestCipher();
const end = () => ({ link: 'l1', fullReadAt: '2026-03-01T00:00:00.000Z' });
const keepPhotos = { keepPhotos: true };

const open = async (runLength?: number) => {
  const { contacts: table } = await testTables();
  const counted = makeCountedTable(table);
  const store = makeSourceContacts({
    table: counted.client,
    cipher,
    random: systemRandom,
    ...(runLength && { runLength }),
  });
  return { store, table, counted, ctx: freshTenant() };
};

const keysOf = async (store: SourceContacts, ctx: TenantContext) => {
  const keys: string[] = [];
  for await (const page of store.all(ctx, sourceId)) keys.push(...page.map(({ key }) => key));
  return keys.sort();
};
const rowKeys = async (table: Awaited<ReturnType<typeof open>>['table'], ctx: TenantContext) => {
  const keys: string[] = [];
  for await (const row of queryRows(table, `PartitionKey eq '${ctx.tenantId}|${sourceId}'`))
    keys.push(row.key);
  return keys;
};

describe('contacts of sources in the table', () => {
  sourceContactsContract(async () => (await open()).store);
});

describe('contacts of sources in the table, set down in runs of two', () => {
  sourceContactsContract(async () => (await open(2)).store);
});

describe('packed contacts', () => {
  it('cost at most 3 operations to read 1,000, and an unchanged delta at most 3', async () => {
    const { store, ctx, counted } = await open();
    await store.replaceAll(ctx, sourceId, inPages(contacts(1000), 200), end, keepPhotos);
    counted.taken();
    expect((await keysOf(store, ctx)).length).toBe(1000);
    expect(counted.taken()).toBeLessThanOrEqual(3);

    await store.head(ctx, sourceId);
    await store.applyChanges(ctx, sourceId, { changed: [], removed: [], link: 'l2' });
    expect(counted.taken()).toBeLessThanOrEqual(3);
  });

  it('a change of one person rewrites that bucket only', async () => {
    const { store, ctx, table } = await open();
    await store.replaceAll(ctx, sourceId, inPages(contacts(1000)), end, keepPhotos);
    const etags = async () => {
      const rows = new Map<string, string>();
      for await (const row of queryRows(table, `PartitionKey eq '${ctx.tenantId}|${sourceId}'`)) {
        rows.set(row.key, row.etag);
      }
      return rows;
    };
    const before = await etags();
    await store.applyChanges(ctx, sourceId, {
      changed: [contact('k5', { surname: 'Neu' })],
      removed: [],
      link: 'l2',
    });
    const after = await etags();
    const touched = [...after]
      .filter(([key, etag]) => before.get(key) !== etag)
      .map(([key]) => key.slice(0, 1));
    expect(before.size).toBe(5);
    expect(touched.sort()).toEqual(['c', 'h']);
  });

  it('nothing readable lies in a row: no name, no link', async () => {
    const { store, ctx, table } = await open();
    await store.replaceAll(ctx, sourceId, inPages([contact('anna')]), end, keepPhotos);
    for await (const row of queryRows(table, `PartitionKey eq '${ctx.tenantId}|${sourceId}'`)) {
      const text = Object.values(row.columns)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
        .join();
      expect(text).not.toMatch(/anna|l1|Person/);
    }
  });

  it('a large read in runs gives what it brought, doubles once, and leaves no run behind', async () => {
    const { store, ctx, table } = await open(300);
    const people = contacts(2000);
    const twice = [...people, contact('k3', { surname: 'zuletzt' })];
    const { head } = await store.replaceAll(ctx, sourceId, inPages(twice), end, keepPhotos);
    expect(head.count).toBe(2000);
    expect(await keysOf(store, ctx)).toEqual(people.map(({ key }) => key).sort());
    expect((await rowKeys(table, ctx)).some((key) => key.startsWith('r|'))).toBe(false);

    const again = await store.replaceAll(ctx, sourceId, inPages(twice), end, keepPhotos);
    expect(again).toMatchObject({ changed: 0, removed: 0, head: { version: head.version, count: 2000 } });
  });

  it('keeps photos when a source grows into more buckets and shrinks again', async () => {
    const { store, ctx } = await open();
    const face = photo('face');
    const owner = contact('k7');
    const read = (count: number) =>
      store.replaceAll(ctx, sourceId, inPages([owner, ...contacts(count, 'n')]), end, keepPhotos);
    const photos = async () => {
      for await (const page of store.all(ctx, sourceId)) {
        const found = page.find(({ key }) => key === 'k7');
        if (found !== undefined) return found.photo;
      }
      return undefined;
    };
    await read(10);
    await store.setPhotos(ctx, sourceId, new Map([['k7', face]]));
    await read(1200);
    expect(await photos()).toBe(face.hash);
    await read(300);
    expect(await photos()).toBe(face.hash);
  });

  it('asks for a full read when changes have overfilled the buckets', async () => {
    const { store, ctx } = await open();
    await store.replaceAll(ctx, sourceId, inPages([contact('a')]), end, keepPhotos);
    const grow = (count: number) =>
      store.applyChanges(ctx, sourceId, { changed: contacts(count), removed: [], link: 'l2' });
    expect((await grow(800)).head.link).toBe('l2');
    expect((await grow(1100)).head).not.toHaveProperty('link');
    expect((await keysOf(store, ctx)).length).toBe(1101);
  });

  it('splits a bucket over rows where it does not fit into one, and joins it again', async () => {
    const { store, ctx, table } = await open();
    const noise = () => Buffer.from(systemRandom.bytes(360)).toString('base64');
    const people = Array.from({ length: 800 }, (_, n) =>
      contact(`k${n}`, {
        jobTitle: noise(),
        department: noise(),
        officeLocation: noise(),
        companyName: noise(),
      }),
    );
    await store.replaceAll(ctx, sourceId, inPages([contact('a')]), end, keepPhotos);
    await store.applyChanges(ctx, sourceId, { changed: people, removed: [], link: 'l2' });
    expect((await rowKeys(table, ctx)).filter((key) => key.startsWith('c|')).length).toBeGreaterThan(1);
    expect((await keysOf(store, ctx)).length).toBe(801);
    const removed = people.slice(1).map(({ key }) => key);
    await store.applyChanges(ctx, sourceId, { changed: [], removed, link: 'l3' });
    expect((await rowKeys(table, ctx)).filter((key) => key.startsWith('c|')).length).toBe(1);
    expect(await keysOf(store, ctx)).toEqual(['a', 'k0']);
  });
});

describe('writers and readers at once', () => {
  it('of two full reads the one that began later wins, and the other one throws', async () => {
    const { store, ctx, table } = await open();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = () => {};
    const begun = new Promise<void>((resolve) => {
      started = resolve;
    });
    async function* slow() {
      yield [contact('zombie')];
      started();
      await gate;
    }
    const zombie = store.replaceAll(ctx, sourceId, slow(), end, keepPhotos);
    const outcome = zombie.catch((error: Error) => error.name);
    await begun;
    await store.replaceAll(ctx, sourceId, inPages(contacts(5)), end, keepPhotos);
    release();
    expect(await outcome).toBe('Overtaken');
    expect(await keysOf(store, ctx)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
    await store.replaceAll(ctx, sourceId, inPages(contacts(5)), end, keepPhotos);
    expect((await rowKeys(table, ctx)).length).toBe(2);
  });

  it('[T5] a full read that a revision meets does not end, and leaves nothing of what it had written', async () => {
    const { store, ctx, table } = await open();
    await store.replaceAll(ctx, sourceId, inPages(contacts(3)), end, keepPhotos);
    async function* slow() {
      // More than is held in memory: some of it is in the table by now.
      yield* inPages(contacts(6000, 'n'), 3000);
      await store.revise(ctx, sourceId, (person) => (person.key === 'k1' ? undefined : person));
    }
    const names = (await rowKeys(table, ctx)).length;
    await expect(store.replaceAll(ctx, sourceId, slow(), end, keepPhotos)).rejects.toThrow();
    expect(await keysOf(store, ctx)).toEqual(['k0', 'k2']);
    await store.revise(ctx, sourceId, (person) => person);
    expect((await rowKeys(table, ctx)).length).toBe(names);
  });

  it('a page that was read before the rows went is given out whole', async () => {
    const { store, ctx } = await open();
    await store.replaceAll(ctx, sourceId, inPages(contacts(1000)), end, keepPhotos);
    const reader = store.all(ctx, sourceId)[Symbol.asyncIterator]();
    await reader.next();
    await store.remove(ctx, sourceId);
    // The page that was fetched before the removal is whole; all four buckets were in it.
    let pages = 1;
    while (!(await reader.next()).done) pages++;
    expect(pages).toBe(4);
  });

  it('a lost row is noticed, not read over', async () => {
    const { store, ctx, table } = await open();
    await store.replaceAll(ctx, sourceId, inPages(contacts(1000)), end, keepPhotos);
    const victim = (await rowKeys(table, ctx)).filter((key) => key.startsWith('c|'))[2] ?? '';
    await table.deleteEntity(`${ctx.tenantId}|${sourceId}`, victim);
    await expect(keysOf(store, ctx)).rejects.toThrow('table storage');
  });

  it('leftovers of a full read that crashed go with the next one', async () => {
    const { store, ctx, table } = await open(50);
    await store.replaceAll(ctx, sourceId, inPages(contacts(10)), end, keepPhotos);
    for (const rowKey of ['c|dead|0000|000', 'r|dead|0000|000000|000']) {
      await table.createEntity({ partitionKey: `${ctx.tenantId}|${sourceId}`, rowKey });
    }
    await store.replaceAll(ctx, sourceId, inPages(contacts(10)), end, keepPhotos);
    expect((await rowKeys(table, ctx)).some((key) => key.includes('dead'))).toBe(false);
    expect(await keysOf(store, ctx)).toHaveLength(10);
  });
});
