import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import {
  type Conflict,
  conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Stale,
  stale,
} from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type DueImports, type Import, type ImportStore, importTransitions } from './import.ts';
import { nextDailyRun } from './next-run.ts';
import { queueRun, runMessage } from './queue-run.ts';
import type { Run, RunStore, RunTrigger } from './run.ts';

export interface ChangeImportDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly dueImports: DueImports;
  readonly tenants: TenantStore;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ImportChanges {
  readonly displayName?: string | undefined;
  readonly targets?: Import['targets'] | undefined;
  readonly category?: string | undefined;
  readonly dailyAt?: string | undefined;
}

/** Whether the caller's `If-Match` allows it; true where none was sent. */
export type AllowedBy = (etag: string) => boolean;

type Refusal = NotFound | Stale | Conflict | Invalid;

/** Reads the import, guards its ETag and state, and commits what `decide` makes of it together with a run if it wants one. */
const changing = (deps: ChangeImportDeps) => {
  return async (
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
    decide: (imported: Import) => Promise<Result<{ changed: Import; trigger?: RunTrigger }, Refusal>>,
  ): Promise<Result<{ imported: Versioned<Import>; run: Run | undefined }, Refusal>> => {
    const stored = await deps.imports.get(ctx, id);
    if (stored === undefined) return err(notFound);
    if (!allowed(stored.etag)) return err(stale);
    const decided = await decide(stored.value);
    if (!decided.ok) return decided;
    const { changed, trigger } = decided.value;
    const now = deps.clock.now();
    const { imported, run } =
      trigger === undefined
        ? { imported: changed, run: undefined }
        : queueRun(changed, trigger, now, ctx.commandId ?? deps.random.id(), ctx.correlationId);
    const done = await deps.commit(
      ctx,
      [
        deps.imports.replaced(ctx, stored.etag, imported),
        ...(run === undefined ? [] : [deps.runs.inserted(ctx, run)]),
      ],
      run === undefined ? [] : [runMessage(run)],
    );
    if (!done.ok) return err(stale);
    return ok({ imported: { value: imported, etag: done.value[0] ?? '' }, run });
  };
};

/** Other mailboxes or another category mean a run at once; those that left are emptied by it [I9]. */
export const makeChangeImport = (deps: ChangeImportDeps) => {
  const change = changing(deps);
  return async (
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
    input: ImportChanges,
  ): Promise<Result<Versioned<Import>, Refusal>> => {
    const result = await change(ctx, id, allowed, async (imported) => {
      if (imported.state === 'deleting') return err(conflict('import-deleting'));
      const targets = input.targets ?? imported.targets;
      if (targets.users.length + targets.groups.length === 0) {
        return err(invalid({ pointer: '/targets', rule: 'at-least-one' }));
      }
      const dailyAt = input.dailyAt ?? imported.dailyAt;
      const nextRunAt =
        dailyAt === imported.dailyAt ? imported.nextRunAt : await reschedule(deps, ctx, id, dailyAt);
      const changed: Import = {
        ...imported,
        displayName: input.displayName ?? imported.displayName,
        targets,
        category: input.category ?? imported.category,
        dailyAt,
        nextRunAt,
        changedAt: toIso(deps.clock.now()),
      };
      const needsRun = input.targets !== undefined || changed.category !== imported.category;
      return ok(needsRun ? { changed, trigger: 'changed' as const } : { changed });
    });
    return result.ok ? ok(result.value.imported) : result;
  };
};

/** The new entry is written first; the old one is out of date once the import has moved on. */
const reschedule = async (deps: ChangeImportDeps, ctx: TenantContext, id: string, dailyAt: string) => {
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  const nextRunAt = nextDailyRun(dailyAt, tenant?.value.timeZone ?? 'Europe/Berlin', deps.clock.now());
  await deps.dueImports.put(ctx, id as Import['id'], nextRunAt);
  return nextRunAt;
};

/** [I9] Takes the contacts out of every mailbox, then the import itself goes. Asking again while it goes changes nothing. */
export const makeDeleteImport = (deps: ChangeImportDeps) => {
  const change = changing(deps);
  return async (
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
  ): Promise<Result<Versioned<Import>, Refusal>> => {
    const result = await change(ctx, id, allowed, async (imported) =>
      ok(
        imported.state === 'deleting'
          ? { changed: imported }
          : {
              changed: {
                ...moved(importTransitions, imported, 'deleting'),
                changedAt: toIso(deps.clock.now()),
              },
              trigger: 'deleted',
            },
      ),
    );
    return result.ok ? ok(result.value.imported) : result;
  };
};

/** [I3] A run on demand. */
export const makeRunNow = (deps: ChangeImportDeps) => {
  const change = changing(deps);
  return async (ctx: TenantContext, id: string): Promise<Result<Run, Refusal>> => {
    const result = await change(
      ctx,
      id,
      () => true,
      async (imported) => {
        if (imported.activeRun !== undefined) return err(conflict('run-in-progress'));
        const trigger: RunTrigger = imported.state === 'deleting' ? 'deleted' : 'manual';
        return ok({ changed: imported, trigger });
      },
    );
    if (!result.ok) return result;
    return result.value.run === undefined ? err(conflict('run-in-progress')) : ok(result.value.run);
  };
};
