import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Conflict, Stale } from '../kernel/failures.ts';
import { stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import type { DueImports, Import, ImportStore } from './import.ts';
import { type QueuedRun, queueRun, runMessage } from './queue-run.ts';
import type { Run, RunFailure, RunStore } from './run.ts';

export interface EndRun {
  /** The last block ended: the run is complete, and what was asked for meanwhile follows. */
  complete(
    ctx: TenantContext,
    run: Versioned<Run>,
    alongside: readonly Change[],
  ): Promise<Result<void, Stale | Conflict>>;
  /** The run cannot go on; mailboxes stay as they are. */
  fail(ctx: TenantContext, run: Versioned<Run>, reason: RunFailure): Promise<Result<void, Stale | Conflict>>;
}

/** Mails the administrator; the change and the message go into the same commit as the run's end. */
export type AnnounceRun = (
  ctx: TenantContext,
  imported: Import,
  run: Run,
) => Promise<{ readonly changes: readonly Change[]; readonly messages: readonly Message[] }>;

export interface EndRunDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly dueImports: DueImports;
  readonly shared: SharedContacts;
  readonly commit: Commit;
  readonly announce: AnnounceRun;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export const makeEndRun = (deps: EndRunDeps): EndRun => {
  const end = async (ctx: TenantContext, run: Versioned<Run>, ended: Run, alongside: readonly Change[]) => {
    const imported = await deps.imports.get(ctx, run.value.importId);
    if (imported === undefined) return err(stale);
    const gone = isRemoved(imported.value, ended);
    const next = gone ? undefined : follow(imported.value, deps, ctx);
    const importChange = gone
      ? deps.imports.deleted(ctx, imported.etag, imported.value.id)
      : deps.imports.replaced(ctx, imported.etag, next?.imported ?? imported.value);
    const news = await deps.announce(ctx, imported.value, ended);
    const started = next?.run === undefined ? [] : [deps.runs.inserted(ctx, next.run)];
    const messages = next?.run === undefined ? [] : [runMessage(next.run)];
    const done = await deps.commit(
      ctx,
      [deps.runs.replaced(ctx, run.etag, ended), importChange, ...alongside, ...started, ...news.changes],
      [...messages, ...news.messages],
    );
    if (!done.ok) return done;
    if (gone) {
      const { id, grant, nextRunAt } = imported.value;
      await deps.dueImports.remove(ctx, id, nextRunAt);
      await deps.shared.reportUse(ctx, grant, { importId: id, importerName: '', mailboxes: 0, ended: true });
    }
    logEnd(deps.log, ctx, ended, deps.clock.now());
    return ok(undefined);
  };

  return {
    complete: (ctx, run, alongside) => {
      const { mailboxesFailed, failed } = run.value.totals;
      const clean = mailboxesFailed === 0 && failed === 0;
      const state = clean || run.value.state === 'queued' ? 'completed' : 'completed-with-errors';
      return end(ctx, run, { ...run.value, state, finishedAt: toIso(deps.clock.now()) }, alongside);
    },
    fail: (ctx, run, reason) =>
      end(ctx, run, { ...run.value, state: 'failed', reason, finishedAt: toIso(deps.clock.now()) }, []),
  };
};

/** A deleted import goes once its contacts are out of every mailbox; what failed is tried again with the next daily run. */
const isRemoved = (imported: Import, ended: Run): boolean =>
  imported.state === 'deleting' && ended.trigger === 'deleted' && ended.state === 'completed';

const follow = (imported: Import, deps: EndRunDeps, ctx: TenantContext): QueuedRun => {
  const { activeRun: _activeRun, ...idle } = imported;
  if (imported.pendingRun === undefined) return { imported: idle };
  return queueRun(idle, imported.pendingRun, deps.clock.now(), deps.random.id(), ctx.correlationId);
};

/** One line per run that a supporter can act on. */
const logEnd = (log: Log, ctx: TenantContext, run: Run, now: number) =>
  log(run.state === 'completed' ? 'info' : 'warn', 'run ended', {
    tenantId: ctx.tenantId,
    correlationId: ctx.correlationId,
    importId: run.importId,
    runId: run.id,
    operation: run.trigger,
    failure: run.state,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    durationMs: now - fromIso(run.requestedAt),
    created: run.totals.created,
    updated: run.totals.updated,
    deleted: run.totals.deleted,
    unchanged: run.totals.unchanged,
    failed: run.totals.failed + run.totals.mailboxesFailed,
  });
