import type { DueImport, DueImports } from '../../imports/import.ts';
import { type ImportId, tenantId } from '../../kernel/ids.ts';
import { queryRows, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/**
 * Daily runs by the hour in which they are due: the timer reads the hours up to now and nothing else. Partition
 * `due|2026-11-23T02`, row `dueAt|tenant|import`. Ids and times only.
 */
const prefix = 'due|';
const partitionOf = (dueAt: string) => `${prefix}${dueAt.slice(0, 13)}`;

export const makeDueImports = (table: Table): DueImports => ({
  put: async (ctx, importId, dueAt) => {
    const keys = { partitionKey: partitionOf(dueAt), rowKey: `${dueAt}|${ctx.tenantId}|${importId}` };
    await whenStatus(() => table.upsertEntity(keys, 'Replace'), {});
  },
  remove: async (ctx, importId, dueAt) => {
    const gone = () => table.deleteEntity(partitionOf(dueAt), `${dueAt}|${ctx.tenantId}|${importId}`);
    await whenStatus(gone, { 404: undefined });
  },
  acrossTenants: async function* (until): AsyncIterable<DueImport> {
    const filter = `PartitionKey ge '${prefix}' and PartitionKey le '${partitionOf(until)}' and RowKey lt '${until}~'`;
    for await (const row of queryRows(table, filter)) {
      const [dueAt = '', tenant = '', importId = ''] = row.key.split('|');
      yield { dueAt, tenantId: tenantId(tenant), importId: importId as ImportId };
    }
  },
});
