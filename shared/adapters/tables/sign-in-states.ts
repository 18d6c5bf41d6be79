import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { asId, type SourceId, type TenantId, tenantId } from '../../kernel/ids.ts';
import type { SignInStates } from '../../sources/sign-in-state.ts';
import { makeOneTimeRows } from './one-time-rows.ts';
import type { Table } from './table.ts';

const rowSchema = z.object({
  cookieHash: z.string(),
  tenantId: z.string().transform((id): TenantId => tenantId(id)),
  sourceId: z.string().transform((id) => asId<SourceId>(id)),
  expiresAt: z.number(),
});

/** Neither state nor cookie is kept, only their hashes; nothing of the user, who is not known yet. */
export const makeSignInStates = (deps: { readonly table: Table; readonly clock: Clock }): SignInStates => {
  const rows = makeOneTimeRows({ ...deps, kind: 'sign-in' });
  return {
    put: (_ctx, { stateHash, ...state }) => rows.put(stateHash, state),
    take: async (stateHash) => {
      const columns = await rows.take(stateHash);
      return columns && { stateHash, ...rowSchema.parse(columns) };
    },
  };
};
