import type { z } from 'zod';
import type { Cipher } from '../../kernel/cipher.ts';
import type { EntityStore, Versioned } from '../../kernel/commit.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { asChange } from './changes.ts';
import {
  fromAnyColumns,
  fromColumns,
  fromSealedColumns,
  toColumns,
  toPartlySealedColumns,
  toSealedColumns,
} from './json-columns.ts';
import { afterPrefix, queryRows, type Row, rangeFilter, readRow, toRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

export interface EntityOptions<T> {
  /** First part of the row key; stays for ever. */
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  readonly idOf: (value: T) => string;
  /** Given where the entity holds personal data. */
  readonly sealedWith?: Cipher;
  /** Only these are sealed, the rest of the row stays readable. Rows from before they were still read. */
  readonly sealedFields?: ReadonlySet<string>;
}

/** Entities of one kind in the state table: partition = tenant, row = `kind|id`. */
export const makeEntityStore = <T>(table: Table, options: EntityOptions<T>): EntityStore<T> => {
  const { kind, schema, idOf, sealedWith, sealedFields } = options;
  const keyOf = (id: string) => `${kind}|${id}`;

  const encode = (ctx: TenantContext, value: T) => {
    if (sealedWith === undefined) return toColumns(value);
    return sealedFields === undefined
      ? toSealedColumns(sealedWith, ctx, kind, idOf(value), value)
      : toPartlySealedColumns(sealedWith, ctx, kind, idOf(value), value as object, sealedFields);
  };

  const decode = async (ctx: TenantContext, row: Row): Promise<Versioned<T>> => {
    const id = row.key.slice(kind.length + 1);
    const open = sealedFields === undefined ? fromSealedColumns : fromAnyColumns;
    const raw =
      sealedWith === undefined
        ? fromColumns(row.columns)
        : await open(sealedWith, ctx, kind, id, row.columns);
    return { value: schema.parse(raw), etag: row.etag };
  };

  const filterOf = (ctx: TenantContext, under: string, after?: string): string => {
    const prefix = keyOf(under);
    return rangeFilter(
      ctx.tenantId,
      after === undefined ? prefix : `${keyOf(after)}\u0020`,
      afterPrefix(prefix),
    );
  };
  const isDeleted = (row: Row) => row.columns['form'] === 'deleted';

  return {
    get: async (ctx, id) => {
      const row = await readRow(table, ctx.tenantId, keyOf(id));
      return row === undefined || isDeleted(row) ? undefined : decode(ctx, row);
    },
    list: async (ctx, page, under = '') => {
      const queryOptions = { filter: filterOf(ctx, under, page.cursor) };
      const pages = table.listEntities({ queryOptions }).byPage({ maxPageSize: page.limit + 1 });
      const rows: Row[] = [];
      const read = async () => {
        for await (const entities of pages) {
          rows.push(...entities.map((entity) => toRow(entity)).filter((row) => !isDeleted(row)));
          if (rows.length > page.limit) break;
        }
      };
      await whenStatus(read, {});
      const items = await Promise.all(rows.slice(0, page.limit).map((row) => decode(ctx, row)));
      const last = items.at(-1);
      return rows.length > page.limit && last !== undefined ? { items, cursor: idOf(last.value) } : { items };
    },
    all: async function* (ctx, under = '') {
      for await (const row of queryRows(table, filterOf(ctx, under))) {
        if (!isDeleted(row)) yield await decode(ctx, row);
      }
    },
    inserted: (ctx, value) =>
      asChange({
        kind: 'insert',
        tenantId: ctx.tenantId,
        key: keyOf(idOf(value)),
        columns: encode(ctx, value),
      }),
    replaced: (ctx, etag, value) =>
      asChange({
        kind: 'replace',
        tenantId: ctx.tenantId,
        key: keyOf(idOf(value)),
        columns: encode(ctx, value),
        etag,
      }),
    deleted: (ctx, etag, id) => asChange({ kind: 'delete', tenantId: ctx.tenantId, key: keyOf(id), etag }),
  };
};
