import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { type TenantId, tenantId } from '../../kernel/ids.ts';
import type { ConsentStates } from '../../tenants/consent-state.ts';
import { regions } from '../../tenants/tenant.ts';
import { makeOneTimeRows } from './one-time-rows.ts';
import type { Table } from './table.ts';

const rowSchema = z.object({
  cookieHash: z.string(),
  tenantId: z.string().transform((id): TenantId => tenantId(id)),
  region: z.enum(regions),
  timeZone: z.string().optional(),
  expiresAt: z.number(),
});

/** Neither state nor cookie is kept, only their hashes. */
export const makeConsentStates = (deps: { readonly table: Table; readonly clock: Clock }): ConsentStates => {
  const rows = makeOneTimeRows({ ...deps, kind: 'consent' });
  return {
    put: (_ctx, { stateHash, ...state }) => rows.put(stateHash, state),
    take: async (stateHash) => {
      const columns = await rows.take(stateHash);
      if (columns === undefined) return undefined;
      const { timeZone, ...state } = rowSchema.parse(columns);
      return { stateHash, ...state, ...(timeZone === undefined ? {} : { timeZone }) };
    },
  };
};
