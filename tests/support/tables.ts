import { RestError, TableClient } from '@azure/data-tables';
import { inject } from 'vitest';
import { makePlacedTable } from '../../shared/adapters/tables/placed-table.ts';
import type { Table } from '../../shared/adapters/tables/table.ts';
import { type TableName, tables } from '../../shared/adapters/tables/table-names.ts';
import { systemRandom, type TenantId, tenantId } from '../../shared/kernel/ids.ts';
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

type Account = Readonly<Record<TableName, TableClient>>;

const account = async (connection: string): Promise<Account> => {
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const clients = Object.entries(tables).map(
    ([name, table]) => [name, TableClient.fromConnectionString(connection, table, options)] as const,
  );
  for (const [, client] of clients) await created(client);
  return Object.fromEntries(clients) as Record<TableName, TableClient>;
};

/**
 * Clients of all tables of two accounts of the run's Azurite, as if each were in a region of its own, without retries of
 * the SDK. Tests keep apart by fresh tenants, not by fresh tables.
 */
export const testAccounts = async (): Promise<{
  readonly [Name in (typeof testRegions)[number]]: Account;
}> => {
  return {
    germanywestcentral: await account(inject('tablesConnectionString')),
    westeurope: await account(inject('otherTablesConnectionString')),
  };
};

/** The first is the home. */
export const testRegions = ['germanywestcentral', 'westeurope'] as const;

/** All tables as the adapters see them: half of all tenants lie in the one account, half in the other. */
export const testTables = async (): Promise<Readonly<Record<TableName, Table>>> => {
  const accounts = await testAccounts();
  const half = async (tenant: TenantId) =>
    testRegions[Number.parseInt(tenant.slice(-1), 16) % 2] ?? testRegions[0];
  const placed = (name: TableName) =>
    makePlacedTable({
      tables: {
        germanywestcentral: accounts.germanywestcentral[name],
        westeurope: accounts.westeurope[name],
      },
      directory: { toRead: half, toWrite: half },
    });
  return {
    state: placed('state'),
    contacts: placed('contacts'),
    mailboxes: placed('mailboxes'),
    index: accounts.germanywestcentral.index,
  };
};

/** A tenant that no other test has. */
export const freshTenant = (): TenantContext => systemContext(tenantId(systemRandom.id()), 'test');
