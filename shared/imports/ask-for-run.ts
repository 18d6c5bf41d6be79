import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { heldConflict } from './holds.ts';
import type { Import, ImportStore } from './import.ts';
import { queueRun, runMessage } from './queue-run.ts';
import type { ReadHolds } from './read-holds.ts';
import { type Run, type RunStore, runEntityId, runIdAt } from './run.ts';

export interface AskForRunDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly readHolds: ReadHolds;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

export type Asked = Result<Run, NotFound | Stale | Conflict>;

/** A run that begins at once or not at all. */
const askForRun = async (
  deps: AskForRunDeps,
  ctx: TenantContext,
  id: string,
  wish: (imported: Import) => Result<Pick<Run, 'trigger' | 'confirmed'>, Conflict>,
): Promise<Asked> => {
  const stored = await deps.imports.get(ctx, id);
  if (stored === undefined) return err(notFound);
  const { value, etag } = stored;
  const salt = ctx.commandId ?? deps.random.id();
  if (value.activeRun !== undefined) {
    // A repetition of the command that a crash kept from answering meets the run that it made.
    const active = await deps.runs.get(ctx, runEntityId(value.id, value.activeRun));
    const isOwn =
      active !== undefined && active.value.id === runIdAt(fromIso(active.value.requestedAt), salt);
    return isOwn ? ok(active.value) : err(conflict('run-in-progress'));
  }
  if (value.state === 'deleting') return err(conflict('import-deleting'));
  const wanted = wish(value);
  if (!wanted.ok) return wanted;
  const held = heldConflict(await deps.readHolds(ctx, value));
  if (held !== undefined) return err(held);
  const queued = queueRun(value, wanted.value.trigger, deps.clock.now(), salt, ctx.correlationId);
  if (queued.run === undefined) return err(conflict('run-in-progress'));
  const { confirmed } = wanted.value;
  const run: Run = { ...queued.run, ...(confirmed === undefined ? {} : { confirmed }) };
  const changes = [deps.imports.replaced(ctx, etag, queued.imported), deps.runs.inserted(ctx, run)];
  const done = await deps.commit(ctx, changes, [runMessage(run)]);
  return done.ok ? ok(run) : err(stale);
};

/** [I6] What a run would do now, without a write: in the mailboxes, to our record of them, or to the import. */
export const makeRequestPreview = (deps: AskForRunDeps) => async (ctx: TenantContext, id: string) =>
  askForRun(deps, ctx, id, () => ok({ trigger: 'preview' }));

/** What the administrator was told of the gate. */
export interface ToldOfGate {
  readonly runId: string;
  readonly deletions: number;
}

/**
 * [I6] Lets one run delete what the gate told of, and no more: if it has become more by then, the gate closes again. The
 * gate itself goes with the end of that run.
 */
export const makeConfirmDeletions =
  (deps: AskForRunDeps) => async (ctx: TenantContext, id: string, told: ToldOfGate) =>
    askForRun(deps, ctx, id, ({ gate }) => {
      if (gate === undefined) return err(conflict('nothing-to-confirm'));
      const { runId, deletions, kind } = gate;
      if (runId !== told.runId || deletions !== told.deletions) return err(conflict('other-figures'));
      return ok({ trigger: 'confirmed', confirmed: { kind, deletions } });
    });
