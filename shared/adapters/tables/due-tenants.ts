import type { DueTenants } from '../../kernel/due-tenants.ts';
import { tenantId } from '../../kernel/ids.ts';
import { queryRows, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/**
 * Tenants for whom something falls due, by day or hour: a timer reads the partitions up to now and nothing else. Partition
 * `prefix|2026-12-22`, row `dueAt|tenant`. Ids and times only.
 */
export const makeDueTenants = (
  table: Table,
  { prefix, by }: { readonly prefix: string; readonly by: 'day' | 'hour' },
): DueTenants => {
  const partitionOf = (dueAt: string) => `${prefix}|${dueAt.slice(0, by === 'day' ? 10 : 13)}`;
  return {
    put: async (ctx, dueAt) => {
      const keys = { partitionKey: partitionOf(dueAt), rowKey: `${dueAt}|${ctx.tenantId}` };
      await whenStatus(() => table.upsertEntity(keys, 'Replace'), {});
    },
    remove: async (ctx, dueAt) => {
      const gone = () => table.deleteEntity(partitionOf(dueAt), `${dueAt}|${ctx.tenantId}`);
      await whenStatus(gone, { 404: undefined });
    },
    acrossTenants: async function* (until) {
      const filter = `PartitionKey ge '${prefix}|' and PartitionKey le '${partitionOf(until)}' and RowKey lt '${until}~'`;
      for await (const { key } of queryRows(table, filter)) {
        const [dueAt = '', tenant = ''] = key.split('|');
        yield { dueAt, tenantId: tenantId(tenant) };
      }
    },
  };
};
