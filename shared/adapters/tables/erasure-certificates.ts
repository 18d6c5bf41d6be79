import type { ErasureCertificates } from '../../departures/certificate.ts';
import { afterPrefix, queryRows, rangeFilter, whenStatus } from './rows.ts';
import type { Table } from './table.ts';

/** [T6] Partition `erased|tenant`, row `begunAt|erasure`: few for each tenant, kept for good. */
export const certificatesPrefix = 'erased|';
const partitionOf = (tenant: string) => certificatesPrefix + tenant;
/** Every row begins with a year of this millennium. */
const rows = '2';

export const makeErasureCertificates = (table: Table): ErasureCertificates => ({
  put: async (ctx, { id, begunAt }, jws) => {
    const entity = { partitionKey: partitionOf(ctx.tenantId), rowKey: `${begunAt}|${id}`, jws };
    await whenStatus(() => table.createEntity(entity), { 409: undefined });
  },
  newest: async (ctx) => {
    let newest: string | undefined;
    const range = rangeFilter(partitionOf(ctx.tenantId), rows, afterPrefix(rows));
    for await (const { columns } of queryRows(table, range)) newest = String(columns['jws']);
    return newest;
  },
});
