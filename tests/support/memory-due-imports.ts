import type { DueImport, DueImports } from '../../shared/imports/import.ts';

/** Due runs in memory; `entries` by time and import. */
export const makeMemoryDueImports = () => {
  const entries = new Map<string, DueImport>();
  const dueImports: DueImports = {
    put: async ({ tenantId }, importId, dueAt) =>
      void entries.set(`${dueAt}|${importId}`, { tenantId, importId, dueAt }),
    remove: async (_ctx, importId, dueAt) => void entries.delete(`${dueAt}|${importId}`),
    acrossTenants: async function* (until) {
      for (const [, each] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (each.dueAt <= until) yield each;
    },
  };
  return { dueImports, entries };
};
