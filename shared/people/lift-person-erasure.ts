import type { Commit } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { refreshMessage } from '../sources/refresh-message.ts';
import type { SourceStore } from '../sources/source.ts';
import { sourceKindTable } from '../sources/source-kinds.ts';
import type { PersonErasureStore } from './person-erasure.ts';

/**
 * [T5] The people may come in again: every source is read in full, because what changed tells only of whom the source has
 * changed since. What was kept by hand has to be typed in again.
 */
export const makeLiftPersonErasure =
  (deps: {
    readonly personErasures: PersonErasureStore;
    readonly sources: SourceStore;
    readonly commit: Commit;
  }) =>
  async (
    ctx: TenantContext,
    erasureId: string,
    allowed: (etag: string) => boolean,
  ): Promise<Result<void, NotFound | Stale | Conflict>> => {
    const known = await deps.personErasures.get(ctx, erasureId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    if (known.value.state !== 'done') return err(conflict('person-erasure-in-progress'));
    const reads: Message[] = [];
    for await (const { value } of deps.sources.all(ctx)) {
      if (sourceKindTable[value.kind].kept === 'by-reading')
        reads.push(refreshMessage(value.id, { mode: 'full' }));
    }
    const done = await deps.commit(ctx, [deps.personErasures.deleted(ctx, known.etag, erasureId)], reads);
    return done.ok ? ok(undefined) : err(stale);
  };
