import type { RecordAct } from '../audit/act.ts';
import { type Clock, fromIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';

/** Whether a worker is reading, as far as its lease tells. */
export const isBeingRead = (source: Source, now: number): boolean =>
  source.state === 'refreshing' && source.leaseUntil !== undefined && fromIso(source.leaseUntil) > now;

/** [S0] Queues a refresh; the source itself tells how it went. */
export const makeRequestRefresh =
  (deps: {
    readonly sources: SourceStore;
    readonly recordAct: RecordAct;
    readonly commit: Commit;
    readonly clock: Clock;
  }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    mode?: 'full',
  ): Promise<Result<Versioned<Source>, NotFound | Conflict>> => {
    const known = await deps.sources.get(ctx, sourceId);
    if (known === undefined) return err(notFound);
    if (sourceKindTable[known.value.kind].kept === 'by-hand') return err(conflict('source-kept-by-hand'));
    if (isBeingRead(known.value, deps.clock.now())) return err(conflict('refresh-in-progress'));
    // The source's row does not change before somebody reads it: without this the trail would not tell who asked.
    const asked = deps.recordAct(ctx, {
      subject: 'source',
      subjectId: sourceId,
      details: { refresh: mode ?? 'changes' },
    });
    const done = await deps.commit(ctx, [asked], [refreshMessage(sourceId, { mode })]);
    return done.ok ? ok(known) : err(conflict('refresh-in-progress'));
  };
