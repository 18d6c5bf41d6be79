import { TableClient } from '@azure/data-tables';
import type { makeCredential } from '../../shared/adapters/credential.ts';
import { countedTable } from '../../shared/adapters/tables/counted-table.ts';
import { makePlacedTable } from '../../shared/adapters/tables/placed-table.ts';
import type { Table } from '../../shared/adapters/tables/table.ts';
import { type TableName, tables } from '../../shared/adapters/tables/table-names.ts';
import { makeTenantDirectory } from '../../shared/adapters/tables/tenant-directory.ts';
import { timeLimit } from '../../shared/adapters/time-limit.ts';
import type { Config, Region } from '../../shared/config/config.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';

type CredentialFor = (url: string) => ReturnType<typeof makeCredential>;

/** [T4] The tables over all accounts: the index in the home account, a tenant's rows in its region's. */
export const makePlacedTables = (config: Config, credentialFor: CredentialFor, telemetry: Telemetry) => {
  const { homeRegion } = config;
  const regions = Object.keys(config.tables) as readonly Region[];
  /** A region's own table, whosever rows are in it. */
  const tableIn = (region: Region, name: TableName, maxRetries = 3): Table =>
    countedTable(tableClient(config, region, name, credentialFor, maxRetries), name, telemetry);
  const tenantRegions = makeTenantDirectory({ index: tableIn(homeRegion, 'index'), home: homeRegion });
  const table = (name: TableName, maxRetries: number): Table =>
    name === 'index'
      ? tableIn(homeRegion, name, maxRetries)
      : makePlacedTable({
          tables: Object.fromEntries(regions.map((region) => [region, tableIn(region, name, maxRetries)])),
          directory: tenantRegions,
        });
  return {
    table: (name: TableName) => table(name, 3),
    /** Without retries of the SDK's own, for transactions. */
    tableOnce: (name: TableName) => table(name, 0),
    tableIn,
    regions,
    tenantRegions,
  };
};

const tableClient = (
  { tables: accounts, insecureLoopback, limits }: Config,
  region: Region,
  name: TableName,
  credentialFor: CredentialFor,
  maxRetries: number,
): TableClient => {
  const access = accounts[region];
  if (access === undefined) throw new Error(`no tables of ${region}`);
  const options = {
    allowInsecureConnection: insecureLoopback,
    retryOptions: { maxRetries },
    additionalPolicies: [timeLimit(limits.httpTimeoutMs)],
  };
  return access.kind === 'connection-string'
    ? TableClient.fromConnectionString(access.connectionString, tables[name], options)
    : new TableClient(access.address, tables[name], credentialFor(access.address), options);
};
