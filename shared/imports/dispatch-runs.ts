import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { TenantId } from '../kernel/ids.ts';
import { derivedId, type Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import type { NoteShortage } from '../licences/note-shortage.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import type { EndRun } from './end-run.ts';
import { isAboutAccess, isAboutLicences } from './holds.ts';
import type { DueImport, DueImports, Import, ImportStore } from './import.ts';
import { nextRun, type RunsPerDay } from './next-run.ts';
import { type QueuedRun, queueRun, runMessage } from './queue-run.ts';
import type { ReadHolds } from './read-holds.ts';
import { isFinal, isPreview, type RunStore, runEntityId } from './run.ts';
import { type TurnsStore, turnsEntityId } from './turns.ts';
import { wakeMessage } from './wake-message.ts';

export interface DispatchRunsDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly turns: TurnsStore;
  readonly tenants: TenantStore;
  readonly dueImports: DueImports;
  readonly endRun: EndRun;
  readonly readHolds: ReadHolds;
  readonly runsPerDay: RunsPerDay;
  /** Tells the administrator, once, that licences hold imports [L11]. */
  readonly noteShortage: NoteShortage;
  /** Asks Entra what the tenant grants now, and keeps it [T6]. */
  readonly lookAtAccess: (ctx: TenantContext) => Promise<unknown>;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry?: Telemetry;
}

/**
 * [I2][I3] Queues every run that is due, of all tenants; what something holds moves on to its next time without one, and
 * without a word. The run's id comes from the time it was due, and the import
 * moves on under its ETag: a timer that fires twice, or two instances of it, queue one run. One company's fault does not
 * keep the others waiting.
 */
export const makeDispatchRuns = (deps: DispatchRunsDeps) => async (): Promise<number> => {
  let queued = 0;
  const looked = new Set<TenantId>();
  for await (const due of deps.dueImports.acrossTenants(toIso(deps.clock.now()))) {
    try {
      if (await dispatch(deps, due, looked)) queued++;
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

const dispatch = async (deps: DispatchRunsDeps, due: DueImport, looked: Set<TenantId>): Promise<boolean> => {
  const ctx = systemContext(due.tenantId, deps.random.id());
  const stored = await deps.imports.get(ctx, due.importId);
  if (stored === undefined || stored.value.nextRunAt !== due.dueAt) {
    if (isForNobody(due, deps.clock)) await deps.dueImports.remove(ctx, due.importId, due.dueAt);
    return false;
  }
  const imported = await withoutStuckRun(deps, ctx, stored);
  if (imported === undefined) return false;
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  const timeZone = tenant?.value.timeZone ?? 'Europe/Berlin';
  const now = deps.clock.now();
  const allowed = await deps.runsPerDay(ctx);
  // A clock that was set back meanwhile must not make this very time the next one: its entry is removed below.
  const nextRunAt = nextRun(imported.value.runsAt, timeZone, Math.max(now, fromIso(due.dueAt)), allowed);
  await deps.dueImports.put(ctx, due.importId, nextRunAt);
  const next = { ...imported.value, nextRunAt };
  const isHeld = await holds(deps, ctx, imported.value, looked);
  const { imported: moved, run }: QueuedRun = isHeld
    ? { imported: { ...next, missedAt: next.missedAt ?? toIso(now) } }
    : queueRun(
        next,
        next.state === 'deleting' ? 'deleted' : 'schedule',
        fromIso(due.dueAt),
        derivedId(due.importId, due.dueAt),
        ctx.correlationId,
      );
  // The hold may end between our reading it and this commit.
  const wakes = isHeld && next.missedAt === undefined ? [wakeMessage(due.importId)] : [];
  const inserted = run === undefined ? [] : [deps.runs.inserted(ctx, run)];
  const done = await deps.commit(
    ctx,
    [deps.imports.replaced(ctx, imported.etag, moved), ...inserted],
    run === undefined ? wakes : [runMessage(run)],
  );
  // Stale: the entry stays and the next firing looks again.
  if (done.ok) await deps.dueImports.remove(ctx, due.importId, due.dueAt);
  if (!done.ok || run === undefined) return false;
  deps.telemetry?.record('switchboard.import.lateness', (now - fromIso(due.dueAt)) / 1000, {});
  return true;
};

/** For clocks that differ. */
const marginMs = 5 * 60_000;

/**
 * An entry is there before the import that it is for, and may fall due meanwhile: taken away then, the import would never
 * run again. Whoever has put this one and has not committed by now never will.
 */
const isForNobody = ({ dueAt }: DueImport, clock: Clock): boolean =>
  clock.now() - fromIso(dueAt) > longestInvocationMs + marginMs;

/** Where we were not let in, Entra is asked again, once a tenant and firing: nobody may tell us that it is over. */
const holds = async (
  deps: DispatchRunsDeps,
  ctx: TenantContext,
  imported: Import,
  looked: Set<TenantId>,
): Promise<boolean> => {
  const held = await deps.readHolds(ctx, imported);
  if (held.some(isAboutLicences)) await deps.noteShortage(ctx);
  if (!held.some(isAboutAccess)) return held.length > 0;
  if (!looked.has(ctx.tenantId)) {
    looked.add(ctx.tenantId);
    await deps.lookAtAccess(ctx);
  }
  return (await deps.readHolds(ctx, imported)).length > 0;
};

/** Longer than any block takes: what was not heard of for so long has lost its messages, unless it waits for its turn. */
const stuckAfterMs = 12 * 3_600_000;
/** A preview waits for no mailbox, and a daily run must not wait for it. */
const previewStuckAfterMs = 3_600_000;

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
  const turns = (await deps.turns.get(ctx, turnsEntityId))?.value;
  if (turns?.waiting.some(({ runId }) => runId === activeRun)) return imported;
  const called = turns?.working.find(({ runId }) => runId === activeRun)?.since;
  const heard = run.value.heardAt ?? run.value.startedAt ?? called ?? run.value.requestedAt;
  const stuckAfter = isPreview(run.value) ? previewStuckAfterMs : stuckAfterMs;
  if (deps.clock.now() - fromIso(heard) < stuckAfter) return imported;
  await deps.endRun.fail(ctx, run, 'stuck');
  const after = await deps.imports.get(ctx, id);
  return after?.value.activeRun === activeRun ? undefined : after;
};
