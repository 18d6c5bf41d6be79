import { grantSchema, type ShareLookup } from '../../shares/share.ts';
import { readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** Partition `share|` and the first digits of the hash, row the hash: the capability itself is kept nowhere. */
const keysOf = (hash: string) => ({ partitionKey: `share|${hash.slice(0, 2)}`, rowKey: hash });

export const makeShareLookup = (table: Table): ShareLookup => ({
  find: async (hash) => {
    const { partitionKey, rowKey } = keysOf(hash);
    const row = await readRow(table, partitionKey, rowKey);
    return row === undefined ? undefined : grantSchema.parse(row.columns);
  },
  put: async (_ctx, hash, grant) => {
    await whenStatus(() => table.upsertEntity({ ...keysOf(hash), ...grant }, 'Replace'), {});
  },
  remove: async (_ctx, hash) => {
    const { partitionKey, rowKey } = keysOf(hash);
    await whenStatus(() => table.deleteEntity(partitionKey, rowKey), { 404: undefined });
  },
});
