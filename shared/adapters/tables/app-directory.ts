import type { AppDirectory } from '../../app-directory/directory.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Random } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { buildShelf } from './build-shelf.ts';
import {
  contactOf,
  type DirectoryRows,
  directoryPartition,
  entryPrefix,
  gonePrefix,
  headKey,
  logPrefix,
  numberHash,
  numberKey,
  numberPrefix,
  seqName,
} from './directory-rows.ts';
import { removeRows } from './row-batches.ts';
import {
  afterPrefix,
  pageOfRows,
  queryRows,
  quoted,
  type Row,
  rangeFilter,
  readRow,
  toRow,
  whenStatus,
} from './rows.ts';
import type { Table } from './table.ts';
import { makeTenantSecret } from './tenant-secret.ts';

/** The app's directory in the `contacts` table; directory-rows.ts tells how it lies there. */
export const makeAppDirectory = (deps: {
  readonly table: Table;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly random: Random;
}): AppDirectory => {
  const { table, cipher } = deps;
  const secrets = makeTenantSecret({ ...deps, partitionOf: directoryPartition });
  const open = (ctx: TenantContext, secret: Uint8Array): DirectoryRows => ({
    ctx,
    table,
    cipher,
    secret,
    partition: directoryPartition(ctx),
  });
  /** What needs no hash. */
  const unkeyed = (ctx: TenantContext) => open(ctx, new Uint8Array());

  return {
    builtFrom: async (ctx, shelfId) => {
      const head = await readRow(table, directoryPartition(ctx), headKey(shelfId));
      // A shelf that was begun and not ended is built from nothing that will come again.
      return head && String(head.columns['builtFrom'] ?? '');
    },
    build: async (ctx, shelf, from, pages) =>
      buildShelf(open(ctx, await secrets.needed(ctx)), shelf, from, pages),
    remove: (ctx, shelfId) => removeShelf(unkeyed(ctx), shelfId),
    changes: async (ctx, shelfId, after, limit) => {
      const rows = unkeyed(ctx);
      const prefix = logPrefix(shelfId);
      const range = rangeFilter(rows.partition, prefix + seqName(after + 1), afterPrefix(prefix));
      const found = await firstRows(rows, range, limit + 1);
      const items = await Promise.all(
        found.slice(0, limit).map(async (row) => {
          const place = { id: String(row.columns['id']), seq: Number(row.key.slice(prefix.length)) };
          return row.columns['form'] === 'gone' ? place : { ...place, contact: await contactOf(rows, row) };
        }),
      );
      return { items, more: found.length > limit };
    },
    find: async (ctx, { shelfId }, id) => {
      const rows = unkeyed(ctx);
      const entry = await readRow(table, rows.partition, entryPrefix(shelfId) + id);
      if (entry === undefined) return undefined;
      const log = await readRow(
        table,
        rows.partition,
        logPrefix(shelfId) + seqName(Number(entry.columns['seq'])),
      );
      // Changed between the two: whoever asks again finds it.
      if (log === undefined || log.columns['form'] === 'gone') return undefined;
      return { id, shelfId, contact: await contactOf(rows, log) };
    },
    byNumber: async (ctx, userId, e164, most) => {
      const secret = await secrets.known(ctx);
      if (secret === undefined) return [];
      const rows = open(ctx, secret);
      const prefix = numberPrefix(numberHash(secret, e164));
      // Thousands may have one number among their personal contacts: the service leaves out what is another user's.
      const mayBeSeen = `(owner eq '' or owner eq ${quoted(userId)})`;
      const range = rangeFilter(rows.partition, prefix, afterPrefix(prefix));
      const found = await pageOfRows(table, `${range} and ${mayBeSeen}`, most);
      return Promise.all(
        found.map(async (row) => {
          const [shelfId = '', id = ''] = row.key.slice(prefix.length).split('|');
          return { id, shelfId, contact: await contactOf(rows, row) };
        }),
      );
    },
  };
};

/** Unlike a page, as many as there are up to `limit`: the service may answer fewer at a time. */
const firstRows = async (rows: DirectoryRows, filter: string, limit: number): Promise<readonly Row[]> => {
  const found: Row[] = [];
  const read = async () => {
    const pages = rows.table.listEntities({ queryOptions: { filter } }).byPage({ maxPageSize: limit });
    for await (const page of pages) {
      found.push(...page.map((entity) => toRow(entity)));
      if (found.length >= limit) return;
    }
  };
  await whenStatus(read, {});
  return found.slice(0, limit);
};

/** The head first: from then on no writer of this shelf can end. The entries lead to the numbers, so they go after them. */
const removeShelf = async (rows: DirectoryRows, shelfId: string): Promise<void> => {
  const { table, partition } = rows;
  await removeRows(table, partition, [headKey(shelfId)]);
  const prefix = entryPrefix(shelfId);
  const range = rangeFilter(partition, prefix, afterPrefix(prefix));
  for (;;) {
    const entries = await pageOfRows(table, range, 1000);
    if (entries.length === 0) break;
    const numbers = entries.flatMap(({ key, columns }) =>
      String(columns['numbers'])
        .split(' ')
        .filter(Boolean)
        .map((hash) => numberKey(hash, shelfId, key.slice(prefix.length))),
    );
    await removeRows(table, partition, numbers);
    await removeRows(
      table,
      partition,
      entries.map(({ key }) => key),
    );
  }
  for (const rest of [logPrefix(shelfId), gonePrefix(shelfId)]) {
    const keys: string[] = [];
    const left = rangeFilter(partition, rest, afterPrefix(rest));
    for await (const { key } of queryRows(table, left, ['PartitionKey', 'RowKey'])) keys.push(key);
    await removeRows(table, partition, keys);
  }
};
