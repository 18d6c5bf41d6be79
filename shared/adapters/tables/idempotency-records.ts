import * as z from 'zod';
import type { IdempotencyRecord, IdempotencyRecords } from '../../http/idempotency.ts';
import type { Cipher } from '../../kernel/cipher.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { fromSealedColumns, toSealedColumns } from './json-columns.ts';
import { afterPrefix, pageOfRows, rangeFilter, readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** Sealed rows in the tenant's partition: an answer can hold a share's capability. */
const kind = 'idempotency';
const prefix = `${kind}|`;

const schema = z.strictObject({
  id: z.string(),
  fingerprint: z.string(),
  leaseUntil: z.number(),
  keepUntil: z.number(),
  answer: z
    .strictObject({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() })
    .optional(),
});

export const makeIdempotencyRecords = (table: Table, cipher: Cipher): IdempotencyRecords => {
  const keyOf = (id: string) => prefix + id;
  const entityOf = async (ctx: TenantContext, record: IdempotencyRecord) => ({
    partitionKey: ctx.tenantId,
    rowKey: keyOf(record.id),
    // Readable, so that the service finds what may be forgotten.
    keepUntil: toIso(record.keepUntil),
    ...(await toSealedColumns(cipher, ctx, kind, record.id, record)),
  });
  const read = async (ctx: TenantContext, id: string) => {
    const row = await readRow(table, ctx.tenantId, keyOf(id));
    if (row === undefined) return undefined;
    const { answer, ...rest } = schema.parse(await fromSealedColumns(cipher, ctx, kind, id, row.columns));
    return { etag: row.etag, record: answer === undefined ? rest : { ...rest, answer } };
  };

  const begin: IdempotencyRecords['begin'] = async (ctx, record, over) => {
    const entity = await entityOf(ctx, record);
    const written = await whenStatus(
      () =>
        over === undefined
          ? table.createEntity(entity)
          : table.updateEntity(entity, 'Replace', { etag: over }),
      { 409: undefined, 412: undefined, 404: undefined },
    );
    if (written?.etag !== undefined) return { ours: true, etag: written.etag };
    const there = await read(ctx, record.id);
    return there === undefined ? begin(ctx, record) : { ours: false, ...there };
  };

  return {
    begin,
    finish: async (ctx, etag, record) => {
      const entity = await entityOf(ctx, record);
      await whenStatus(() => table.updateEntity(entity, 'Replace', { etag }), {
        404: undefined,
        412: undefined,
      });
    },
    abandon: async (ctx, etag, id) => {
      const gone = () => table.deleteEntity(ctx.tenantId, keyOf(id), { etag });
      await whenStatus(gone, { 404: undefined, 412: undefined });
    },
  };
};

const mostAtATime = 50;

/**
 * Removes records that are kept until before `until` (now unless told), a few at a time; answers how many. The relay's visit to the partition does it:
 * at most once a tenant and minute and on nobody's way, where every request that begins would pay for a query of its own.
 */
export const makeForgetAnswers =
  ({ table, clock }: { readonly table: Table; readonly clock: Clock }) =>
  async (ctx: TenantContext, until = clock.now()): Promise<number> => {
    const range = rangeFilter(ctx.tenantId, prefix, afterPrefix(prefix));
    const filter = `${range} and keepUntil lt '${toIso(until)}'`;
    const old = await pageOfRows(table, filter, mostAtATime, ['PartitionKey', 'RowKey']);
    for (const { key, etag } of old) {
      const gone = () => table.deleteEntity(ctx.tenantId, key, { etag });
      await whenStatus(gone, { 404: undefined, 412: undefined });
    }
    return old.length;
  };
