import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { derivedId, type Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import type { DueImport, DueImports, ImportStore } from './import.ts';
import { nextDailyRun } from './next-run.ts';
import { queueRun, runMessage } from './queue-run.ts';
import type { RunStore } from './run.ts';

export interface DispatchRunsDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly tenants: TenantStore;
  readonly dueImports: DueImports;
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
  const imported = await deps.imports.get(ctx, due.importId);
  if (imported === undefined || imported.value.nextRunAt !== due.dueAt) {
    await deps.dueImports.remove(ctx, due.importId, due.dueAt);
    return false;
  }
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
