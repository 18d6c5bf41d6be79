import {
  erasureEntityId,
  erasureKind,
  type Position,
  type RowsPass,
  type TenantRows,
} from '../../departures/erasure.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { dataKeyPrefix, destroyedForm } from './data-keys.ts';
import { dueErasuresPrefix } from './due-erasures.ts';
import { certificatesPrefix } from './erasure-certificates.ts';
import { removeRows } from './row-batches.ts';
import { afterPrefix, pageOfRows, queryRows, quoted, type Row, rangeFilter } from './rows.ts';
import type { Table } from './table.ts';
import type { TableName } from './table-names.ts';
import { regionsPrefix } from './tenant-directory.ts';

const erasureKey = `${erasureKind}|${erasureEntityId}`;

const isMark = ({ key, columns }: Row): boolean =>
  key === erasureKey || (key.startsWith(dataKeyPrefix) && columns['form'] === destroyedForm);

/** The index is partitioned by time and hash: only looking at every row finds all that name a tenant. */
const namesTenant = ({ partition, key, columns }: Row, tenant: TenantId): boolean =>
  ![dueErasuresPrefix, certificatesPrefix, regionsPrefix].some((prefix) => partition.startsWith(prefix)) &&
  [partition, key, ...Object.values(columns)].some(
    (text) => typeof text === 'string' && text.includes(tenant),
  );

/** What a commit has left and not cleared yet is no entity any more. */
const kindOf = (table: TableName, { partition, key, columns }: Row): string =>
  columns['form'] === 'deleted' ? 'tombstone' : ((table === 'index' ? partition : key).split('|')[0] ?? '');

/** A page of the service; a transaction takes 100 rows. */
const pageRows = 1000;
const keysOnly = ['PartitionKey', 'RowKey', 'form'];

/** [T5] Every row of a tenant in all tables: its partitions are the tenant's id and whatever follows it after a `|`. */
export const makeTenantRows = (tables: Readonly<Record<TableName, Table>>): TenantRows => {
  const order = Object.keys(tables) as readonly TableName[];

  const read = async (tenant: TenantId, position: Position | undefined) => {
    const table = order.find((name) => name === position?.table) ?? order[0] ?? 'state';
    const whole = table === 'index';
    const page = (filters: readonly string[]) =>
      pageOfRows(tables[table], filters.join(' and '), pageRows, whole ? undefined : keysOnly);
    const to = whole ? [] : [`PartitionKey lt '${tenant}}'`];
    const after = position?.after;
    // Never "this or that": the service reads whole tables for it.
    const found =
      after === undefined
        ? await page(whole ? [] : [`PartitionKey ge '${tenant}'`, ...to])
        : await inPartition(after, page).then((rest) =>
            rest.length > 0 ? rest : page([`PartitionKey gt ${quoted(after.partition)}`, ...to]),
          );
    const last = found.at(-1);
    const following = order[order.indexOf(table) + 1];
    const next: Position | undefined =
      last !== undefined
        ? { table, after: { partition: last.partition, key: last.key } }
        : following && { table: following };
    const rows = found.filter((row) =>
      whole ? namesTenant(row, tenant) : !(table === 'state' && isMark(row)),
    );
    return { table, rows, next };
  };

  const counted = (table: TableName, rows: readonly Row[], next: Position | undefined): RowsPass => {
    const counts: Record<string, number> = {};
    for (const row of rows) {
      const name = `${table}/${kindOf(table, row)}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return next === undefined ? { counts } : { counts, next };
  };

  return {
    count: async (ctx, from) => {
      const { table, rows, next } = await read(ctx.tenantId, from);
      return counted(table, rows, next);
    },
    remove: async (ctx, from) => {
      const { table, rows, next } = await read(ctx.tenantId, from);
      for (const [partition, group] of Map.groupBy(rows, (row) => row.partition)) {
        await removeRows(
          tables[table],
          partition,
          group.map(({ key }) => key),
        );
      }
      return counted(table, rows, next);
    },
    end: async (ctx) => {
      const keys: string[] = [];
      const range = rangeFilter(ctx.tenantId, dataKeyPrefix, afterPrefix(dataKeyPrefix));
      // Marks alone: a worker that comes late must not take the key of a company that has come back meanwhile.
      for await (const row of queryRows(tables.state, range, keysOnly)) if (isMark(row)) keys.push(row.key);
      await removeRows(tables.state, ctx.tenantId, [...keys, erasureKey]);
    },
  };
};

const inPartition = (
  { partition, key }: { readonly partition: string; readonly key: string },
  page: (filters: readonly string[]) => Promise<readonly Row[]>,
) => page([`PartitionKey eq ${quoted(partition)}`, `RowKey gt ${quoted(key)}`]);
