import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Conflict, Stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { CommitWith } from '../licences/change-seating.ts';
import type { ReleaseSeats } from '../licences/release-seats.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import type { HoldReason } from './holds.ts';
import type { DueImports, Import, ImportStore } from './import.ts';
import { afterRun } from './import-gate.ts';
import { told } from './news-of-run.ts';
import { type QueuedRun, queueRun, runMessage } from './queue-run.ts';
import type { RemovedImportStore } from './removed-import.ts';
import { type ReportRunDeps, reportRun } from './report-run.ts';
import { isPreview, type Run, type RunFailure, type RunStore, runTransitions } from './run.ts';
import type { SweepRuns } from './sweep-runs.ts';
import { leaveTurn } from './take-turn.ts';
import { type TurnsStore, turnsEntityId } from './turns.ts';
import { wakeMessage } from './wake-message.ts';

export interface EndRun {
  /**
   * The last block ended: the run is complete, or stopped by what began to hold the import. What was asked for meanwhile
   * follows.
   */
  complete(
    ctx: TenantContext,
    run: Versioned<Run>,
    alongside: readonly Change[],
  ): Promise<Result<void, Stale | Conflict>>;
  /** The run cannot go on; mailboxes stay as they are. */
  fail(ctx: TenantContext, run: Versioned<Run>, reason: RunFailure): Promise<Result<void, Stale | Conflict>>;
  /** The run has not begun, and something holds the import. */
  stop(ctx: TenantContext, run: Versioned<Run>, hold: HoldReason): Promise<Result<void, Stale | Conflict>>;
}

/** Mails the administrator; the change and the message go into the same commit as the run's end. */
export type AnnounceRun = (
  ctx: TenantContext,
  imported: Import,
  run: Run,
) => Promise<{ readonly changes: readonly Change[]; readonly messages: readonly Message[] }>;

export interface EndRunDeps extends ReportRunDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly turns: TurnsStore;
  readonly dueImports: DueImports;
  readonly shared: SharedContacts;
  readonly commit: Commit;
  readonly announce: AnnounceRun;
  readonly removedImports: RemovedImportStore;
  readonly sweepRuns: SweepRuns;
  /** [L8] In the commit that removes the import. */
  readonly releaseSeats: ReleaseSeats;
  readonly clock: Clock;
  readonly random: Random;
}

/** Somebody may change the import just now, or other runs of the company begin and end: this one ends all the same. */
const maxCommitTries = 30;

export const makeEndRun = (deps: EndRunDeps): EndRun => {
  const unlist = (ctx: TenantContext, { id, grant }: Import): Promise<void> =>
    deps.shared.reportUse(ctx, grant, { importId: id, importerName: '', mailboxes: 0, ended: true });

  /** What happens to the import, and the run that follows. */
  const consequences = async (ctx: TenantContext, imported: Versioned<Import>, ended: Run) => {
    const { value, etag } = imported;
    const news = await deps.announce(ctx, value, ended);
    if (isRemoved(value, ended)) {
      const { id } = value;
      // Before the import is gone: a repetition of this message would not find its grant any more.
      await unlist(ctx, value);
      const removed = { importId: id, removedAt: ended.finishedAt ?? toIso(deps.clock.now()) };
      const changes = [deps.imports.deleted(ctx, etag, id), deps.removedImports.inserted(ctx, removed)];
      return { changes: [...changes, ...news.changes], messages: news.messages };
    }
    const next = follow(told(afterRun(value, ended), ended), ended, deps, ctx);
    // The hold may have ended between its being noticed and this commit.
    const wakes = next.imported.missedAt === undefined ? [] : [wakeMessage(value.id)];
    const started = next.run === undefined ? [] : [deps.runs.inserted(ctx, next.run)];
    return {
      changes: [deps.imports.replaced(ctx, etag, next.imported), ...started, ...news.changes],
      messages: [...(next.run === undefined ? wakes : [runMessage(next.run)]), ...news.messages],
    };
  };

  const end = async (
    ctx: TenantContext,
    run: Versioned<Run>,
    ended: Run,
    alongside: readonly Change[],
  ): Promise<Result<void, Stale | Conflict>> => {
    for (let attempt = 1; ; attempt++) {
      const imported = await deps.imports.get(ctx, ended.importId);
      const { changes, messages } =
        imported === undefined ? { changes: [], messages: [] } : await consequences(ctx, imported, ended);
      const turn = await leaveTurn(deps, ctx, ended.id);
      const runChange = deps.runs.replaced(ctx, run.etag, ended);
      const write: CommitWith = (more, also) =>
        deps.commit(
          ctx,
          [runChange, ...changes, ...turn.changes, ...alongside, ...more],
          [...messages, ...turn.messages, ...also],
        );
      const isGone = imported !== undefined && isRemoved(imported.value, ended);
      const done = isGone ? await deps.releaseSeats(ctx, imported.value.id, write) : await write([], []);
      if (done.ok) {
        if (isGone) {
          await deps.dueImports.remove(ctx, imported.value.id, imported.value.nextRunAt);
          // Again: a late worker may have reported before it could see that the import is gone.
          await unlist(ctx, imported.value);
        }
        reportRun(deps, ctx, ended, deps.clock.now());
        await deps.sweepRuns(ctx, ended.importId);
        return ok(undefined);
      }
      const after = await deps.imports.get(ctx, ended.importId);
      const turns = await deps.turns.get(ctx, turnsEntityId);
      if (after?.etag === imported?.etag && turns?.etag === turn.etag) return done;
      if (attempt === maxCommitTries) throw new Error('the import changes all the time');
    }
  };

  const stop = (
    ctx: TenantContext,
    run: Versioned<Run>,
    reason: HoldReason,
    alongside: readonly Change[],
  ) => {
    const ended = moved(runTransitions, run.value, 'stopped');
    return end(ctx, run, { ...ended, reason, finishedAt: toIso(deps.clock.now()) }, alongside);
  };

  return {
    stop: (ctx, run, hold) => stop(ctx, run, hold, []),
    complete: (ctx, run, alongside) => {
      if (run.value.stoppedBy !== undefined) return stop(ctx, run, run.value.stoppedBy, alongside);
      const { totals, heldBack = [] } = run.value;
      const state =
        totals.mailboxesFailed + totals.failed + heldBack.length === 0
          ? 'completed'
          : 'completed-with-errors';
      const ended = moved(runTransitions, run.value, state);
      return end(ctx, run, { ...ended, finishedAt: toIso(deps.clock.now()) }, alongside);
    },
    fail: (ctx, run, reason) => {
      const ended = moved(runTransitions, run.value, 'failed');
      return end(ctx, run, { ...ended, reason, finishedAt: toIso(deps.clock.now()) }, []);
    },
  };
};

/** A deleted import goes once its contacts are out of every mailbox; what failed is tried again with the next daily run. */
const isRemoved = (imported: Import, ended: Run): boolean =>
  imported.state === 'deleting' && ended.trigger === 'deleted' && ended.state === 'completed';

/** A run that was stopped, and what was asked for meanwhile, are made up for by one run once nothing holds the import. */
const follow = (imported: Import, ended: Run, deps: EndRunDeps, ctx: TenantContext): QueuedRun => {
  const { activeRun: _activeRun, ...idle } = imported;
  if (ended.state === 'stopped') {
    const { pendingRun, ...rest } = idle;
    const isMissed = !isPreview(ended) || pendingRun !== undefined;
    return { imported: isMissed ? { ...rest, missedAt: rest.missedAt ?? ended.finishedAt } : rest };
  }
  if (imported.pendingRun === undefined) return { imported: idle };
  return queueRun(idle, imported.pendingRun, deps.clock.now(), deps.random.id(), ctx.correlationId);
};
