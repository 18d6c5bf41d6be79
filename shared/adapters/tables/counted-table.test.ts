import { TableClient } from '@azure/data-tables';
import { expect, inject, it } from 'vitest';
import { testTables } from '../../../tests/support/tables.ts';
import { makeMemoryTelemetry } from '../telemetry/memory-telemetry.test-data.ts';
import { countedTable } from './counted-table.ts';
import { readRow } from './rows.ts';
import { tables } from './table-names.ts';

it('every call to the table service is counted by table, those that find nothing too', async () => {
  await testTables();
  const { telemetry, points } = makeMemoryTelemetry();
  const options = { allowInsecureConnection: true };
  const connection = inject('tablesConnectionString');
  const table = countedTable(
    TableClient.fromConnectionString(connection, tables.state, options),
    'state',
    telemetry,
  );
  await readRow(table, 'nobody', 'a');
  await readRow(table, 'nobody', 'b');
  expect(await points('switchboard.table.operations')).toMatchObject([
    { value: 2, attributes: { 'switchboard.table': 'state' } },
  ]);
});
