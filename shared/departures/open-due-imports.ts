import type { DueImports } from '../imports/import.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import type { ErasureGate } from './erasure-gate.ts';

/** The due imports without those of tenants that are being erased: for these the timer finds nothing to do. */
export const openDueImports = (dueImports: DueImports, erasureOf: ErasureGate): DueImports => ({
  put: dueImports.put,
  remove: dueImports.remove,
  acrossTenants: async function* (until) {
    for await (const due of dueImports.acrossTenants(until)) {
      if ((await erasureOf(systemContext(due.tenantId, 'due-imports'))) === undefined) yield due;
    }
  },
});
