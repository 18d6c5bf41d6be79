import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type ImportId, newestFirstPrefix } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type RemovedImportStore, removedImportId } from './removed-import.ts';
import { type BlockStore, blockEntityId, type Run, type RunStore, runEntityId } from './run.ts';

export interface SweepRunsDeps {
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly removedImports: RemovedImportStore;
  readonly commit: Commit;
  readonly clock: Clock;
}

export type SweepRuns = (ctx: TenantContext, importId: ImportId) => Promise<void>;

/** [I4] How long the record of a run is kept. */
export const keepRunsMs = 90 * 24 * 3_600_000;
/** At the end of a run, of each of two imports: more than come, so that what was left over is caught up with. */
const most = 3;
/** Rows of one transaction, with room for the outbox. */
const rowsPerCommit = 80;

/**
 * Deletes old runs with their blocks, a few at the end of each run: of this import, and of the one that was removed the
 * longest ago. Two queries where there is nothing to do; repeating it after a crash goes on.
 */
export const makeSweepRuns =
  (deps: SweepRunsDeps): SweepRuns =>
  async (ctx, importId) => {
    const before = deps.clock.now() - keepRunsMs;
    await sweep(deps, ctx, importId, before);
    const [removed] = (await deps.removedImports.list(ctx, { limit: 1 })).items;
    if (removed === undefined || fromIso(removed.value.removedAt) > before) return;
    const isSwept = await sweep(deps, ctx, removed.value.importId, before);
    if (isSwept) {
      await deps.commit(ctx, [
        deps.removedImports.deleted(ctx, removed.etag, removedImportId(removed.value)),
      ]);
    }
  };

/** Whether none is left that is old enough. Ids of runs begin with their inverted time, so the old ones are at the end. */
const sweep = async (
  deps: SweepRunsDeps,
  ctx: TenantContext,
  importId: ImportId,
  before: number,
): Promise<boolean> => {
  const cursor = runEntityId(importId, newestFirstPrefix(before));
  const old = await deps.runs.list(ctx, { limit: most, cursor }, `${importId}~`);
  for (const run of old.items) if (!(await remove(deps, ctx, run))) return false;
  return old.cursor === undefined;
};

/** The run goes with the last of its blocks, so that none of them is left without it. */
const remove = async (
  { runs, blocks, commit }: SweepRunsDeps,
  ctx: TenantContext,
  { value: run, etag }: Versioned<Run>,
): Promise<boolean> => {
  for (;;) {
    const page = await blocks.list(ctx, { limit: rowsPerCommit }, `${run.id}~`);
    const gone = page.items.map(({ value, etag: each }) => blocks.deleted(ctx, each, blockEntityId(value)));
    const isLast = page.cursor === undefined;
    if (isLast) gone.push(runs.deleted(ctx, etag, runEntityId(run.importId, run.id)));
    const done = await commit(ctx, gone);
    if (!done.ok || isLast) return done.ok;
  }
};
