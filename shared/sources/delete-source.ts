import type { Commit } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { refreshMessage } from './refresh-message.ts';
import type { SourceStore } from './source.ts';

/** Who builds on a source. */
export interface SourceUse {
  /** Ids of the shares that offer people of this source. */
  sharesOf(ctx: TenantContext, sourceId: string): Promise<readonly string[]>;
}

/**
 * Deletes a source that no share uses. Its contacts and its passwords go with the message: whoever takes up a refresh of a source that is
 * gone removes what is left of it, also what a refresh under way still writes.
 */
export const makeDeleteSource =
  (deps: { readonly sources: SourceStore; readonly use: SourceUse; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    allowed: (etag: string) => boolean,
  ): Promise<Result<void, NotFound | Stale | Conflict>> => {
    const known = await deps.sources.get(ctx, sourceId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    if ((await deps.use.sharesOf(ctx, sourceId)).length > 0) return err(conflict('source-in-use'));
    const done = await deps.commit(
      ctx,
      [deps.sources.deleted(ctx, known.etag, sourceId)],
      [refreshMessage(sourceId, { passwords: known.value.passwordVersion })],
    );
    return done.ok ? ok(undefined) : err(stale);
  };
