import { type TenantId, tenantId } from '../../kernel/ids.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { queryRows, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

interface DueEntry {
  readonly dueAt: string;
  readonly tenantId: TenantId;
  readonly id: string;
}

/**
 * Things of tenants by the hour in which they are due: a timer reads the hours up to now and nothing else. Partition
 * `prefix|2026-11-23T02`, row `dueAt|tenant|id`. Ids and times only.
 */
export const makeDueEntries = (table: Table, prefix: string) => {
  const partitionOf = (dueAt: string) => `${prefix}|${dueAt.slice(0, 13)}`;
  const keyOf = (ctx: TenantContext, id: string, dueAt: string) => `${dueAt}|${ctx.tenantId}|${id}`;
  return {
    put: async (ctx: TenantContext, id: string, dueAt: string): Promise<void> => {
      const keys = { partitionKey: partitionOf(dueAt), rowKey: keyOf(ctx, id, dueAt) };
      await whenStatus(() => table.upsertEntity(keys, 'Replace'), {});
    },
    remove: async (ctx: TenantContext, id: string, dueAt: string): Promise<void> => {
      await whenStatus(() => table.deleteEntity(partitionOf(dueAt), keyOf(ctx, id, dueAt)), {
        404: undefined,
      });
    },
    /** Oldest first. */
    acrossTenants: async function* (until: string): AsyncIterable<DueEntry> {
      const filter = `PartitionKey ge '${prefix}|' and PartitionKey le '${partitionOf(until)}' and RowKey lt '${until}~'`;
      for await (const row of queryRows(table, filter)) {
        const [dueAt = '', tenant = '', id = ''] = row.key.split('|');
        yield { dueAt, tenantId: tenantId(tenant), id };
      }
    },
  };
};
