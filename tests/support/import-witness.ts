import type { Import } from '../../shared/imports/import.ts';
import { isNewsToImport } from '../../shared/imports/news-of-run.ts';
import type { Run } from '../../shared/imports/run.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';

/** Hears what imports tell others: the ends of runs, and what they found out about our access to the tenant. */
export const makeImportWitness = () => {
  const announced: Run[] = [];
  const told: Run[] = [];
  const accessFindings: string[] = [];
  let onAnnounce = async () => {};
  return {
    announced,
    /** Those of which a mail tells. */
    told,
    /** In their order, each look at it included. */
    accessFindings,
    announce: async (_by: TenantContext, imported: Import, run: Run) => {
      await onAnnounce();
      announced.push(run);
      if (isNewsToImport(imported, run)) told.push(run);
      return { changes: [], messages: [] };
    },
    noteAccess: async (_by: TenantContext, { type }: { readonly type: string }) =>
      void accessFindings.push(type),
    /** Does something at the first moment at which somebody ends a run; tells whether that came. */
    meddle: (act: () => Promise<void>) => {
      let done = false;
      onAnnounce = async () => {
        if (done) return;
        done = true;
        await act();
      };
      return () => done;
    },
  };
};
