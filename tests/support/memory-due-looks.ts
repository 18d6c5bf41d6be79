import type { DueLook, DueLooks } from '../../shared/store-purchases/due-looks.ts';

/** By the rules of `due-looks-contract.ts`; `entries` are all that there are. */
export const makeMemoryDueLooks = () => {
  const entries = new Map<string, DueLook>();
  const keyOf = (tenant: string, store: string, hash: string, dueAt: string) =>
    `${dueAt}|${tenant}|${store}~${hash}`;
  const dueLooks: DueLooks = {
    put: async ({ tenantId }, { store, hash }, dueAt) =>
      void entries.set(keyOf(tenantId, store, hash, dueAt), { tenantId, store, hash, dueAt }),
    remove: async ({ tenantId }, { store, hash }, dueAt) =>
      void entries.delete(keyOf(tenantId, store, hash, dueAt)),
    acrossTenants: async function* (until) {
      const due = [...entries].filter(([, { dueAt }]) => dueAt <= until);
      for (const [, entry] of due.toSorted(([a], [b]) => (a < b ? -1 : 1))) yield entry;
    },
  };
  return { dueLooks, entries };
};
