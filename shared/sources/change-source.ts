import type { Commit, Versioned } from '../kernel/commit.ts';
import { type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceStore } from './source.ts';

type Choices = Pick<Source, 'displayName' | 'filter' | 'includeDisabled' | 'includeHidden' | 'includePhotos'>;
export type SourceChanges = { readonly [Name in keyof Choices]?: Choices[Name] | undefined };

/**
 * [S0] Changes what a source shows; readers see it at once, as everyone is kept. Photos alone are another matter: wanted,
 * they are read now; no longer wanted, a full read leaves them out and removes them [T5].
 */
export const makeChangeSource =
  (deps: { readonly sources: SourceStore; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    allowed: (etag: string) => boolean,
    changes: SourceChanges,
  ): Promise<Result<Versioned<Source>, NotFound | Stale>> => {
    const known = await deps.sources.get(ctx, sourceId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    const { value: before, etag } = known;
    const value: Source = {
      ...before,
      displayName: changes.displayName ?? before.displayName,
      filter: changes.filter ?? before.filter,
      includeDisabled: changes.includeDisabled ?? before.includeDisabled,
      includeHidden: changes.includeHidden ?? before.includeHidden,
      includePhotos: changes.includePhotos ?? before.includePhotos,
    };
    const photos = value.includePhotos === before.includePhotos ? 'as before' : value.includePhotos;
    const refresh = refreshMessage(sourceId, { mode: photos === false ? 'full' : undefined });
    const done = await deps.commit(
      ctx,
      [deps.sources.replaced(ctx, etag, value)],
      photos === 'as before' ? [] : [refresh],
    );
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };
