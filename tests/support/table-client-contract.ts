import { RestError, type TransactionAction } from '@azure/data-tables';
import { expect, it } from 'vitest';
import { afterPrefix, queryRows, rangeFilter } from '../../shared/adapters/tables/rows.ts';
import type { Table } from '../../shared/adapters/tables/table.ts';

const statusOf = async (call: Promise<unknown>): Promise<number | undefined> => {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof RestError) return error.statusCode;
    throw error;
  }
};

const keysOf = async (table: Table, filter: string): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const { key } of queryRows(table, filter)) keys.push(key);
  return keys;
};

/** What the table service does for our adapters, whatever it is made of. `partition` is new with each call. */
export const tableClientContract = (open: () => Promise<Table>, partition: () => string): void => {
  const row = (partitionKey: string, rowKey: string, values: object = {}) => ({
    partitionKey,
    rowKey,
    ...values,
  });

  it('gives back what was created, in the types that went in, under an ETag', async () => {
    const table = await open();
    const p = partition();
    const bytes = Buffer.from([0, 1, 255]);
    await table.createEntity(row(p, 'a', { text: 'Grüße', count: 3, done: true, bytes, absent: undefined }));
    const read = await table.getEntity(p, 'a');
    expect(read).toMatchObject({ partitionKey: p, rowKey: 'a', text: 'Grüße', count: 3, done: true });
    expect(Buffer.from(read['bytes'] as Uint8Array)).toEqual(bytes);
    expect(read).not.toHaveProperty('absent');
    expect(read.etag).toMatch(/^W\/"/);
  });

  it('keeps its bytes when the caller changes his', async () => {
    const table = await open();
    const p = partition();
    const bytes = Buffer.from([1]);
    await table.createEntity(row(p, 'a', { bytes }));
    bytes[0] = 2;
    expect([...((await table.getEntity(p, 'a'))['bytes'] as Uint8Array)]).toEqual([1]);
  });

  it('refuses what the state of the row does not allow', async () => {
    const table = await open();
    const p = partition();
    await table.createEntity(row(p, 'a'));
    const { etag } = await table.getEntity(p, 'a');
    expect(await statusOf(table.getEntity(p, 'b'))).toBe(404);
    expect(await statusOf(table.createEntity(row(p, 'a')))).toBe(409);
    expect(await statusOf(table.updateEntity(row(p, 'b'), 'Replace', { etag }))).toBe(404);
    expect(await statusOf(table.deleteEntity(p, 'b'))).toBe(404);
    await table.updateEntity(row(p, 'a', { n: 1 }), 'Replace', { etag });
    expect(await statusOf(table.updateEntity(row(p, 'a', { n: 2 }), 'Replace', { etag }))).toBe(412);
    expect(await statusOf(table.deleteEntity(p, 'a', { etag }))).toBe(412);
    expect(await table.getEntity(p, 'a')).toMatchObject({ n: 1 });
    expect(await statusOf(table.deleteEntity(p, 'a'))).toBeUndefined();
    expect(await statusOf(table.getEntity(p, 'a'))).toBe(404);
  });

  it('replaces or merges, as asked, and each time the ETag is another', async () => {
    const table = await open();
    const p = partition();
    const etags = new Set<string>();
    const noted = ({ etag }: { etag?: string }) => etags.add(etag ?? '');
    noted(await table.upsertEntity(row(p, 'a', { one: 1, two: 2 }), 'Replace'));
    noted(await table.upsertEntity(row(p, 'a', { two: 3 }), 'Merge'));
    expect(await table.getEntity(p, 'a')).toMatchObject({ one: 1, two: 3 });
    noted(await table.upsertEntity(row(p, 'a', { two: 3 }), 'Replace'));
    expect(await table.getEntity(p, 'a')).not.toHaveProperty('one');
    noted(await table.updateEntity(row(p, 'a', { two: 3 }), 'Merge', { etag: '*' }));
    expect(etags.size).toBe(4);
    expect(etags).toContain((await table.getEntity(p, 'a')).etag);
  });

  it('carries a transaction out whole and answers an ETag for each row that stays', async () => {
    const table = await open();
    const p = partition();
    await table.createEntity(row(p, 'old'));
    await table.createEntity(row(p, 'gone'));
    const { etag } = await table.getEntity(p, 'old');
    const answer = await table.submitTransaction([
      ['create', row(p, 'new', { n: 1 })],
      ['update', row(p, 'old', { n: 2 }), 'Replace', { etag }],
      ['upsert', row(p, 'either', { n: 3 }), 'Replace'],
      ['delete', row(p, 'gone')],
    ]);
    const etags = answer.subResponses.map((each) => each.etag?.trim());
    expect(etags[3]).toBeUndefined();
    for (const [n, key] of ['new', 'old', 'either'].entries()) {
      const read = await table.getEntity(p, key);
      expect(read).toMatchObject({ n: n + 1, etag: etags[n] });
    }
    expect(await keysOf(table, rangeFilter(p, 'a', 'z'))).toEqual(['either', 'new', 'old']);
  });

  it.each<[string, number, (p: string, etag: string) => TransactionAction]>([
    ['creates what exists', 409, (p) => ['create', row(p, 'there')]],
    ['updates under an old ETag', 412, (p, etag) => ['update', row(p, 'there'), 'Replace', { etag }]],
    ['updates what is gone', 404, (p) => ['update', row(p, 'no'), 'Replace', { etag: 'W/"1"' }]],
    ['deletes what is gone', 404, (p) => ['delete', row(p, 'no')]],
  ])('a transaction that %s is refused whole', async (_, status, action) => {
    const table = await open();
    const p = partition();
    await table.createEntity(row(p, 'there', { n: 0 }));
    const { etag } = await table.getEntity(p, 'there');
    await table.updateEntity(row(p, 'there', { n: 1 }), 'Replace', { etag });
    const transaction: TransactionAction[] = [['create', row(p, 'first')], action(p, etag)];
    expect(await statusOf(table.submitTransaction(transaction))).toBe(status);
    expect(await keysOf(table, rangeFilter(p, 'a', 'z'))).toEqual(['there']);
    expect(await table.getEntity(p, 'there')).toMatchObject({ n: 1 });
  });

  it('takes 100 rows in a transaction and not one more, and none twice', async () => {
    const table = await open();
    const p = partition();
    const inserts = (count: number): TransactionAction[] =>
      Array.from({ length: count }, (_, n) => ['create', row(p, `n${n}`)]);
    expect(await statusOf(table.submitTransaction(inserts(101)))).toBe(400);
    expect(
      await statusOf(
        table.submitTransaction([
          ['create', row(p, 'a')],
          ['upsert', row(p, 'a'), 'Replace'],
        ]),
      ),
    ).toBe(400);
    expect(await statusOf(table.submitTransaction(inserts(100)))).toBeUndefined();
    await expect(
      table.submitTransaction([
        ['create', row(p, 'x')],
        ['create', row(partition(), 'x')],
      ]),
    ).rejects.toThrow('partition');
  });

  it('lists a range of keys in order, in pages, each row once, and only the columns asked for', async () => {
    const table = await open();
    const p = partition();
    for (const key of ['c|2', 'b|1', 'c|10', 'c|1', 'd|1']) await table.createEntity(row(p, key, { n: 1 }));
    await table.createEntity(row(`${p}|x`, 'c|3'));
    const filter = rangeFilter(p, 'c|', afterPrefix('c|'));
    expect(await keysOf(table, filter)).toEqual(['c|1', 'c|10', 'c|2']);
    const sizes: number[] = [];
    const listed = table.listEntities({ queryOptions: { filter, select: ['PartitionKey', 'RowKey'] } });
    for await (const page of listed.byPage({ maxPageSize: 2 })) {
      sizes.push(page.length);
      for (const entity of page) expect(entity).not.toHaveProperty('n');
    }
    expect(sizes).toEqual([2, 1]);
  });

  it('lists across partitions in their order', async () => {
    const table = await open();
    const p = partition();
    for (const [hour, key] of [
      ['03', 'a'],
      ['01', 'z'],
      ['02', 'b'],
      ['04', 'a'],
    ] as const)
      await table.createEntity(row(`${p}|${hour}`, key));
    const filter = `PartitionKey ge '${p}|' and PartitionKey le '${p}|03' and RowKey lt 'y'`;
    const found: string[] = [];
    for await (const each of queryRows(table, filter)) found.push(`${each.partition.slice(-2)}${each.key}`);
    expect(found).toEqual(['02b', '03a']);
  });

  it('takes quotes in keys for what they are', async () => {
    const table = await open();
    const p = `${partition()}|a's`;
    await table.createEntity(row(p, "o'b"));
    expect(await keysOf(table, rangeFilter(p, "o'", 'p'))).toEqual(["o'b"]);
  });
};
