import type { DataKeyStore } from '../../encryption/tenant-cipher.ts';
import { afterPrefix, queryRows, rangeFilter, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** The tenant's wrapped data keys, one row each, in its partition of the state table. */
export const dataKeyPrefix = 'data-key|';
/** Of a row that has been a key: keeps its number taken while the tenant is erased. */
export const destroyedForm = 'destroyed';

export const makeDataKeyStore = (table: Table): DataKeyStore => ({
  all: async (ctx) => {
    const keys = [];
    const range = rangeFilter(ctx.tenantId, dataKeyPrefix, afterPrefix(dataKeyPrefix));
    for await (const { columns } of queryRows(table, range)) {
      if (columns['form'] === destroyedForm) continue;
      keys.push({
        number: Number(columns['number']),
        wrapped: columns['wrapped'] as Uint8Array,
        keyId: String(columns['keyId']),
      });
    }
    return keys;
  },
  insert: async (ctx, { number, wrapped, keyId }) => {
    const rowKey = dataKeyPrefix + String(number).padStart(5, '0');
    const entity = { partitionKey: ctx.tenantId, rowKey, number, wrapped, keyId };
    return whenStatus(() => table.createEntity(entity).then(() => true), { 409: false });
  },
});
