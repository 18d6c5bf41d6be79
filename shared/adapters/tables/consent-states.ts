import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { type TenantId, tenantId } from '../../kernel/ids.ts';
import type { ConsentStates } from '../../tenants/consent-state.ts';
import { regions } from '../../tenants/tenant.ts';
import { removeRows } from './row-batches.ts';
import { queryRows, readRow, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** Partition `consent|` and the first digits of the hash, row the hash: neither state nor cookie is kept. */
const partitionOf = (hash: string) => `consent|${hash.slice(0, 2)}`;

const rowSchema = z.object({
  cookieHash: z.string(),
  tenantId: z.string().transform((id): TenantId => tenantId(id)),
  region: z.enum(regions),
  timeZone: z.string().optional(),
  expiresAt: z.number(),
});

const longestPast = 24 * 60 * 60 * 1000;

export const makeConsentStates = (deps: { readonly table: Table; readonly clock: Clock }): ConsentStates => {
  const { table, clock } = deps;

  /** States that nobody came back for: their partition is small, so that looking costs one operation. */
  const sweep = async (partition: string): Promise<void> => {
    const over = clock.now() - longestPast;
    const keys: string[] = [];
    const filter = `PartitionKey eq '${partition}'`;
    for await (const row of queryRows(table, filter, ['PartitionKey', 'RowKey', 'expiresAt'])) {
      if (Number(row.columns['expiresAt']) < over) keys.push(row.key);
    }
    await removeRows(table, partition, keys);
  };

  return {
    put: async (_ctx, { stateHash, ...state }) => {
      const partitionKey = partitionOf(stateHash);
      await whenStatus(
        () => table.upsertEntity({ partitionKey, rowKey: stateHash, ...state }, 'Replace'),
        {},
      );
      await sweep(partitionKey);
    },
    take: async (stateHash) => {
      const partition = partitionOf(stateHash);
      const row = await readRow(table, partition, stateHash);
      if (row === undefined) return undefined;
      // Under the ETag read: whoever deletes it has it.
      const mine = await whenStatus(
        async () => {
          await table.deleteEntity(partition, stateHash, { etag: row.etag });
          return true;
        },
        { 404: false, 412: false },
      );
      if (!mine) return undefined;
      const { timeZone, ...state } = rowSchema.parse(row.columns);
      return { stateHash, ...state, ...(timeZone === undefined ? {} : { timeZone }) };
    },
  };
};
