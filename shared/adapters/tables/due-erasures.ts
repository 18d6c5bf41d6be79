import { tenantId } from '../../kernel/ids.ts';
import type { DueErasure, DueErasures } from '../../tenants/due-erasures.ts';
import { queryRows, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/**
 * [T6] Ends of grace periods by day: the timer reads the days up to now and nothing else. Partition
 * `erasure-due|2026-12-22`, row `dueAt|tenant`. Ids and times only.
 */
export const dueErasuresPrefix = 'erasure-due|';
const partitionOf = (dueAt: string) => `${dueErasuresPrefix}${dueAt.slice(0, 10)}`;

export const makeDueErasures = (table: Table): DueErasures => ({
  put: async (ctx, dueAt) => {
    const keys = { partitionKey: partitionOf(dueAt), rowKey: `${dueAt}|${ctx.tenantId}` };
    await whenStatus(() => table.upsertEntity(keys, 'Replace'), {});
  },
  remove: async (ctx, dueAt) => {
    const gone = () => table.deleteEntity(partitionOf(dueAt), `${dueAt}|${ctx.tenantId}`);
    await whenStatus(gone, { 404: undefined });
  },
  acrossTenants: async function* (until): AsyncIterable<DueErasure> {
    const filter = `PartitionKey ge '${dueErasuresPrefix}' and PartitionKey le '${partitionOf(until)}' and RowKey lt '${until}~'`;
    for await (const { key } of queryRows(table, filter)) {
      const [dueAt = '', tenant = ''] = key.split('|');
      yield { dueAt, tenantId: tenantId(tenant) };
    }
  },
});
