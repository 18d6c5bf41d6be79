import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import { isBeingRead } from './request-refresh.ts';
import { type Source, type SourceStore, sourceTransitions } from './source.ts';

/** A worker that dies is taken over when its lease has run out; one that lives extends it. */
export const leaseMs = 5 * 60_000;
const attempts = 5;

export type RefreshInProgress = {
  readonly type: 'refresh-in-progress';
  /** Epoch ms: then its worker has ended, or died and may be taken over. */
  readonly until: number;
};

/** Thrown in the midst of reading: what was read must not be written. `gone`: the source was deleted. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  readonly how: 'gone' | 'taken';
  constructor(how: 'gone' | 'taken') {
    super(`the lease of a source is ${how}`);
    this.how = how;
  }
}

export interface SourceLease {
  /** As it was when the lease was taken. */
  readonly source: Source;
  /** Extends the lease when half of it is over; to be called at every step. Throws `LeaseLost`. */
  keep(): Promise<void>;
  /** Gives the lease back with what came of it, and messages in the same commit. Throws `LeaseLost`. */
  end(
    outcome: Pick<Source, 'lastRefresh' | 'lastError'> & { readonly state: 'ready' | 'failed' },
    messages?: readonly Message[],
  ): Promise<void>;
}

/** At most one worker reads a source: the lease is in its row, under its ETag. */
export const makeTakeLease =
  (deps: { readonly sources: SourceStore; readonly commit: Commit; readonly clock: Clock }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
  ): Promise<Result<SourceLease, NotFound | RefreshInProgress>> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await deps.sources.get(ctx, sourceId);
      if (known === undefined) return err(notFound);
      const now = deps.clock.now();
      if (isBeingRead(known.value, now)) {
        return err({ type: 'refresh-in-progress', until: fromIso(known.value.leaseUntil ?? '') });
      }
      const source = moved(
        sourceTransitions,
        { ...known.value, leaseUntil: toIso(now + leaseMs) },
        'refreshing',
      );
      const done = await deps.commit(ctx, [deps.sources.replaced(ctx, known.etag, source)]);
      if (done.ok) return ok(makeLease(ctx, source, done.value[0] ?? '', deps));
    }
    throw new ServiceError('table storage');
  };

const makeLease = (
  ctx: TenantContext,
  source: Source,
  takenUnder: string,
  deps: { readonly sources: SourceStore; readonly commit: Commit; readonly clock: Clock },
): SourceLease => {
  let current = { value: source, etag: takenUnder };

  /** An administrator's change in between is kept; another worker's lease is not touched. */
  const change = async (to: (source: Source) => Source, messages: readonly Message[] = []): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const value = to(current.value);
      const done = await deps.commit(ctx, [deps.sources.replaced(ctx, current.etag, value)], messages);
      if (done.ok) {
        current = { value, etag: done.value[0] ?? '' };
        return;
      }
      const found = await deps.sources.get(ctx, source.id);
      if (found === undefined) throw new LeaseLost('gone');
      // Only one worker can hold a lease that ends at this moment: a later one took over after it had ended.
      if (found.value.leaseUntil !== current.value.leaseUntil) throw new LeaseLost('taken');
      current = found;
    }
    throw new ServiceError('table storage');
  };

  return {
    source,
    keep: async () => {
      const now = deps.clock.now();
      if (fromIso(current.value.leaseUntil ?? '') - now > leaseMs / 2) return;
      await change((held) => ({ ...held, leaseUntil: toIso(now + leaseMs) }));
    },
    end: ({ state, lastRefresh, lastError }, messages) =>
      change((held) => {
        const { leaseUntil: _over, lastError: _former, ...rest } = held;
        return moved(
          sourceTransitions,
          {
            ...rest,
            ...(lastRefresh === undefined ? {} : { lastRefresh }),
            ...(lastError === undefined ? {} : { lastError }),
          },
          state,
        );
      }, messages),
  };
};
