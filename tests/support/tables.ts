import { RestError, TableClient } from '@azure/data-tables';
import { inject } from 'vitest';
import { type TableName, tables } from '../../shared/adapters/tables/table-names.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext, type TenantContext } from '../../shared/kernel/tenant-context.ts';

const statusOf = (error: unknown) => (error instanceof RestError ? error.statusCode : undefined);

const created = async (table: TableClient): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await table.createTable();
    } catch (error) {
      if (statusOf(error) === 409) return;
      // Azurite is still starting: nothing listens yet.
      if (statusOf(error) !== undefined || attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

/**
 * Clients of all tables of the run's Azurite, made as the application makes them: without retries of the SDK. Tests keep
 * apart by fresh tenants, not by fresh tables.
 */
export const testTables = async (): Promise<Readonly<Record<TableName, TableClient>>> => {
  const connection = inject('tablesConnectionString');
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const clients = Object.entries(tables).map(
    ([name, table]) => [name, TableClient.fromConnectionString(connection, table, options)] as const,
  );
  for (const [, client] of clients) await created(client);
  return Object.fromEntries(clients) as Record<TableName, TableClient>;
};

/** A tenant that no other test has. */
export const freshTenant = (): TenantContext => systemContext(tenantId(systemRandom.id()), 'test');
