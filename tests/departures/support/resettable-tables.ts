import type { Table } from '../../../shared/adapters/tables/table.ts';
import { type TableName, tables as tableNames } from '../../../shared/adapters/tables/table-names.ts';
import { makeMemoryTable, makeMemoryTableClient } from '../../support/memory-tables/memory-table.ts';

/** Tables in memory that can be put back to what they held. */
export const makeResettableTables = () => {
  const names = Object.keys(tableNames) as TableName[];
  const made = names.map((name) => [name, makeMemoryTable()] as const);
  const clients = made.map(([name, table]) => [name, makeMemoryTableClient(table) as Table] as const);
  return {
    tables: Object.fromEntries(clients) as Record<TableName, Table>,
    keep: () => {
      const kept = made.map(([, table]) => [table, table.all()] as const);
      return () => {
        for (const [table, rows] of kept) {
          for (const { partition, key } of table.all()) table.rows.remove(partition, key);
          for (const row of rows) table.rows.put(row);
        }
      };
    },
  };
};
