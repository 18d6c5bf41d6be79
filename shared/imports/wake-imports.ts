import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { derivedId, type ImportId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ImportStore } from './import.ts';
import { queueRun, runMessage } from './queue-run.ts';
import type { ReadHolds } from './read-holds.ts';
import type { RunStore } from './run.ts';

export interface WakeImportsDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly readHolds: ReadHolds;
  readonly commit: Commit;
  readonly clock: Clock;
}

export interface WakeRequest {
  /** Absent: every import of the tenant. */
  readonly importId?: ImportId | undefined;
}

const attempts = 5;

/**
 * [T6][L11] Makes up for the runs that imports missed while something held them, one each, where nothing does any more.
 * That a run was missed goes in the commit that queues it, so that however many messages come there is one run.
 */
export const makeWakeImports =
  (deps: WakeImportsDeps) =>
  async (ctx: TenantContext, { importId }: WakeRequest): Promise<void> => {
    if (importId !== undefined) return wake(deps, ctx, importId);
    for await (const { value } of deps.imports.all(ctx)) {
      if (value.missedAt !== undefined) await wake(deps, ctx, value.id);
    }
  };

const wake = async (deps: WakeImportsDeps, ctx: TenantContext, id: ImportId): Promise<void> => {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.imports.get(ctx, id);
    if (stored?.value.missedAt === undefined) return;
    if ((await deps.readHolds(ctx, stored.value)).length > 0) return;
    const { imported, run } = queueRun(
      stored.value,
      stored.value.state === 'deleting' ? 'deleted' : 'resumed',
      deps.clock.now(),
      derivedId(id, stored.value.missedAt),
      ctx.correlationId,
    );
    const done = await deps.commit(
      ctx,
      [
        deps.imports.replaced(ctx, stored.etag, imported),
        ...(run === undefined ? [] : [deps.runs.inserted(ctx, run)]),
      ],
      run === undefined ? [] : [runMessage(run)],
    );
    if (done.ok) return;
  }
  throw new Error('the import changes all the time');
};
