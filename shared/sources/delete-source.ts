import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { refreshMessage } from './refresh-message.ts';
import type { SourceStore } from './source.ts';
import { lastPasswordOf } from './source-passwords.ts';

/** Who builds on a source. */
export interface SourceUse {
  /** Ids of the shares that offer people of this source. */
  sharesOf(ctx: TenantContext, sourceId: string): Promise<readonly string[]>;
}

/** For clocks that differ. */
const marginMs = 5 * 60_000;

/**
 * Deletes a source that no share uses. Its contacts and its secrets go with the messages: whoever takes up a refresh of a
 * source that is gone removes what is left of it. The second one comes when nobody lives any more who still knew the source:
 * what a refresh, or a new password, has written after the first goes then.
 */
export const makeDeleteSource =
  (deps: {
    readonly sources: SourceStore;
    readonly use: SourceUse;
    readonly commit: Commit;
    readonly clock: Clock;
  }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    allowed: (etag: string) => boolean,
  ): Promise<Result<void, NotFound | Stale | Conflict>> => {
    const known = await deps.sources.get(ctx, sourceId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    if ((await deps.use.sharesOf(ctx, sourceId)).length > 0) return err(conflict('source-in-use'));
    const passwords = lastPasswordOf(known.value);
    const notBefore = deps.clock.now() + longestInvocationMs + marginMs;
    const done = await deps.commit(
      ctx,
      [deps.sources.deleted(ctx, known.etag, sourceId)],
      [refreshMessage(sourceId, { passwords }), refreshMessage(sourceId, { passwords, notBefore })],
    );
    return done.ok ? ok(undefined) : err(stale);
  };
