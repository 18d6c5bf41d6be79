import type { DueImport, DueImports } from '../../imports/import.ts';
import type { ImportId } from '../../kernel/ids.ts';
import { makeDueEntries } from './due-entries.ts';
import type { Table } from './table.ts';

/** [I2] Daily runs. */
export const makeDueImports = (table: Table): DueImports => {
  const { put, remove, acrossTenants } = makeDueEntries(table, 'due');
  return {
    put,
    remove,
    acrossTenants: async function* (until): AsyncIterable<DueImport> {
      for await (const { id, ...due } of acrossTenants(until)) yield { ...due, importId: id as ImportId };
    },
  };
};
