import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { derivedId, type Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import type { EndRun } from './end-run.ts';
import type { DueImport, DueImports, Import, ImportStore } from './import.ts';
import { nextDailyRun } from './next-run.ts';
import { queueRun, runMessage } from './queue-run.ts';
import { isFinal, type RunStore, runEntityId } from './run.ts';

export interface DispatchRunsDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly tenants: TenantStore;
  readonly dueImports: DueImports;
  readonly endRun: EndRun;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * [I2] Queues every daily run that is due, of all tenants. The run's id comes from the time it was due, and the import
 * moves on under its ETag: a timer that fires twice, or two instances of it, queue one run. One company's fault does not
 * keep the others waiting.
 */
export const makeDispatchRuns = (deps: DispatchRunsDeps) => async (): Promise<number> => {
  let queued = 0;
  for await (const due of deps.dueImports.acrossTenants(toIso(deps.clock.now()))) {
    try {
      if (await dispatch(deps, due)) queued++;
    } catch (error) {
      deps.log('error', 'a due import was not queued', {
        tenantId: due.tenantId,
        importId: due.importId,
        error: error instanceof Error ? error.name : typeof error,
      });
    }
  }
  return queued;
};

const dispatch = async (deps: DispatchRunsDeps, due: DueImport): Promise<boolean> => {
  const ctx = systemContext(due.tenantId, deps.random.id());
  const stored = await deps.imports.get(ctx, due.importId);
  if (stored === undefined || stored.value.nextRunAt !== due.dueAt) {
    await deps.dueImports.remove(ctx, due.importId, due.dueAt);
    return false;
  }
  const imported = await withoutStuckRun(deps, ctx, stored);
  if (imported === undefined) return false;
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  const timeZone = tenant?.value.timeZone ?? 'Europe/Berlin';
  const nextRunAt = nextDailyRun(imported.value.dailyAt, timeZone, deps.clock.now());
  await deps.dueImports.put(ctx, due.importId, nextRunAt);
  const { imported: moved, run } = queueRun(
    { ...imported.value, nextRunAt },
    imported.value.state === 'deleting' ? 'deleted' : 'schedule',
    fromIso(due.dueAt),
    derivedId(due.importId, due.dueAt),
    ctx.correlationId,
  );
  const inserted = run === undefined ? [] : [deps.runs.inserted(ctx, run)];
  const done = await deps.commit(
    ctx,
    [deps.imports.replaced(ctx, imported.etag, moved), ...inserted],
    run === undefined ? [] : [runMessage(run)],
  );
  // Stale: the entry stays and the next firing looks again.
  if (done.ok) await deps.dueImports.remove(ctx, due.importId, due.dueAt);
  return done.ok && run !== undefined;
};

/** Longer than any run takes: what is active by then has lost its messages. */
const stuckAfterMs = 12 * 3_600_000;

/**
 * The import without an active run of which nothing more is to come, so that it does not block the import for ever.
 * Undefined: somebody changes the import just now, and the next firing looks again.
 */
const withoutStuckRun = async (
  deps: DispatchRunsDeps,
  ctx: TenantContext,
  imported: Versioned<Import>,
): Promise<Versioned<Import> | undefined> => {
  const { id, activeRun } = imported.value;
  if (activeRun === undefined) return imported;
  const run = await deps.runs.get(ctx, runEntityId(id, activeRun));
  if (run === undefined || isFinal(run.value.state)) {
    const { activeRun: _activeRun, ...idle } = imported.value;
    return { value: idle, etag: imported.etag };
  }
  const begun = fromIso(run.value.startedAt ?? run.value.requestedAt);
  if (deps.clock.now() - begun < stuckAfterMs) return imported;
  await deps.endRun.fail(ctx, run, 'stuck');
  const after = await deps.imports.get(ctx, id);
  return after?.value.activeRun === activeRun ? undefined : after;
};
