import type { TableClient } from '@azure/data-tables';
import type { DataKeyStore } from '../../encryption/tenant-cipher.ts';
import { afterPrefix, queryRows, rangeFilter, whenStatus } from './rows.ts';

/** The tenant's wrapped data keys, one row each, in its partition of the state table. */
const prefix = 'data-key|';

export const makeDataKeyStore = (table: TableClient): DataKeyStore => ({
  all: async (ctx) => {
    const keys = [];
    const range = rangeFilter(ctx.tenantId, prefix, afterPrefix(prefix));
    for await (const { columns } of queryRows(table, range)) {
      keys.push({
        number: Number(columns['number']),
        wrapped: columns['wrapped'] as Uint8Array,
        keyId: String(columns['keyId']),
      });
    }
    return keys;
  },
  insert: async (ctx, { number, wrapped, keyId }) => {
    const rowKey = prefix + String(number).padStart(5, '0');
    const entity = { partitionKey: ctx.tenantId, rowKey, number, wrapped, keyId };
    return whenStatus(() => table.createEntity(entity).then(() => true), { 409: false });
  },
});
