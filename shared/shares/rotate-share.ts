import { toIso } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { newCapability } from './capability.ts';
import type { ShareDeps, ShareWithCapability } from './create-share.ts';
import type { Share } from './share.ts';

/**
 * [H3] Gives the share a new capability; the former one creates no import any more. Imports made with it go on, unless
 * `endImports` says that they lose the share as well (their next run takes the contacts away).
 */
export const makeRotateShare =
  (deps: ShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    options: { readonly endImports: boolean; readonly allowed: (etag: string) => boolean },
  ): Promise<Result<ShareWithCapability, NotFound | Stale | Conflict>> => {
    const share = await deps.shares.get(ctx, id);
    if (share === undefined) return err(notFound);
    if (!options.allowed(share.etag)) return err(stale);
    if (share.value.state === 'revoked') return err(conflict('share-revoked'));
    return rotated(ctx, share, deps, options.endImports);
  };

/** The new pointer is written first and the old one removed last: at no point does a live share have none. */
export const rotated = async (
  ctx: TenantContext,
  { value, etag }: Versioned<Share>,
  deps: ShareDeps,
  endImports: boolean,
): Promise<Result<ShareWithCapability, Stale>> => {
  const capability = newCapability(deps.random);
  const capabilityHash = await deps.hash(capability);
  const generation = value.generation + 1;
  const share: Share = {
    ...value,
    capabilityHash,
    generation,
    oldestGeneration: endImports ? generation : value.oldestGeneration,
    changedAt: toIso(deps.clock.now()),
  };
  await deps.lookup.put(ctx, capabilityHash, {
    providerTenantId: ctx.tenantId,
    shareId: value.id,
    generation,
  });
  const done = await deps.commit(ctx, [deps.shares.replaced(ctx, etag, share)]);
  if (!done.ok) {
    await deps.lookup.remove(ctx, capabilityHash);
    return err(stale);
  }
  await deps.lookup.remove(ctx, value.capabilityHash);
  return ok({ share: { value: share, etag: done.value[0] ?? '' }, capability });
};
