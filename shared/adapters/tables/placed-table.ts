import type { TenantId } from '../../kernel/ids.ts';
import type { Region } from '../../tenants/tenant.ts';
import type { Table } from './table.ts';
import type { TenantDirectory } from './tenant-directory.ts';
import { tenantOfFilter, tenantOfPartition } from './tenant-of-partition.ts';

export interface PlacedTableDeps {
  /** One client per region that has an account. */
  readonly tables: Readonly<Partial<Record<Region, Table>>>;
  readonly directory: Pick<TenantDirectory, 'toRead' | 'toWrite'>;
}

/**
 * [T4] One table whose rows lie in the account of their tenant's region. The tenant is the first part of the partition, and
 * a transaction has one partition, so that every call goes to exactly one account. Deletions are placed as reads are: they
 * never bring a row into being.
 */
export const makePlacedTable = ({ tables, directory }: PlacedTableDeps): Table => {
  const inRegion = (region: Region): Table => {
    const table = tables[region];
    if (table === undefined) throw new Error(`this deployment has no tables of ${region}`);
    return table;
  };
  const toRead = async (tenant: TenantId) => inRegion(await directory.toRead(tenant));
  const toWrite = async (partition: string | undefined) =>
    inRegion(await directory.toWrite(tenantOfPartition(partition ?? '')));

  return {
    getEntity: async (partition, key, options) =>
      (await toRead(tenantOfPartition(partition))).getEntity(partition, key, options),
    listEntities: (options) => {
      const tenant = tenantOfFilter(options.queryOptions.filter ?? '');
      return {
        byPage: async function* (settings) {
          yield* (await toRead(tenant)).listEntities<never>(options).byPage(settings);
        },
      };
    },
    createEntity: async (entity, options) =>
      (await toWrite(entity.partitionKey)).createEntity(entity, options),
    upsertEntity: async (entity, mode, options) =>
      (await toWrite(entity.partitionKey)).upsertEntity(entity, mode, options),
    updateEntity: async (entity, mode, options) =>
      (await toWrite(entity.partitionKey)).updateEntity(entity, mode, options),
    deleteEntity: async (partition, key, options) =>
      (await toRead(tenantOfPartition(partition))).deleteEntity(partition, key, options),
    submitTransaction: async (actions) =>
      (await toWrite(actions[0]?.[1].partitionKey)).submitTransaction(actions),
  };
};
