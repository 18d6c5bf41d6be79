import type { DueTenant, DueTenants } from '../../shared/kernel/due-tenants.ts';

/** DueTenants in memory; due-tenants-contract.ts runs over this and over the tables adapter. */
export const makeMemoryDueTenants = (): DueTenants => {
  const entries = new Map<string, DueTenant>();
  const keyOf = (tenant: string, dueAt: string) => `${dueAt}|${tenant}`;
  return {
    put: async ({ tenantId }, dueAt) => void entries.set(keyOf(tenantId, dueAt), { tenantId, dueAt }),
    remove: async ({ tenantId }, dueAt) => void entries.delete(keyOf(tenantId, dueAt)),
    acrossTenants: async function* (until) {
      const due = [...entries].filter(([, { dueAt }]) => dueAt <= until);
      for (const [, entry] of due.toSorted(([a], [b]) => (a < b ? -1 : 1))) yield entry;
    },
  };
};
