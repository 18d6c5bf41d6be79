import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Allowed, readShare } from './change-share.ts';
import type { Share, ShareLookup, ShareStore, ShareUseStore } from './share.ts';
import type { Snapshots } from './snapshot.ts';

export interface EndShareDeps {
  readonly shares: ShareStore;
  readonly uses: ShareUseStore;
  readonly lookup: ShareLookup;
  readonly snapshots: Snapshots;
  readonly commit: Commit;
  readonly clock: Clock;
}

/**
 * [H3] Ends the share for everyone, for good: no new import, and each existing one is emptied by its next run. Its capability
 * stays findable, so that whoever names it is told that the share was revoked, not that there is none.
 */
export const makeRevokeShare =
  (deps: EndShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
  ): Promise<Result<Versioned<Share>, NotFound | Stale>> => {
    const found = await readShare(ctx, id, allowed, deps.shares);
    return found.ok ? revoke(ctx, found.value, deps) : found;
  };

const revoke = async (
  ctx: TenantContext,
  found: Versioned<Share>,
  { shares, commit, clock }: EndShareDeps,
): Promise<Result<Versioned<Share>, Stale>> => {
  if (found.value.state === 'revoked') return ok(found);
  const value: Share = { ...found.value, state: 'revoked', changedAt: toIso(clock.now()) };
  const done = await commit(ctx, [shares.replaced(ctx, found.etag, value)]);
  return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
};

/**
 * Takes a share off the list; refused while someone imports it, so that nobody is cut off by mistake. Revoked first: from
 * then on nobody takes a copy of its people, and whoever is about to removes it himself. A crash between leaves it revoked.
 */
export const makeDeleteShare =
  (deps: EndShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
  ): Promise<Result<void, NotFound | Stale | Conflict>> => {
    const found = await readShare(ctx, id, allowed, deps.shares);
    if (!found.ok) return found;
    const uses = await deps.uses.list(ctx, { limit: 1 }, `${id}~`);
    if (found.value.value.state === 'active' && uses.items.length > 0) return err(conflict('share-in-use'));
    const revoked = await revoke(ctx, found.value, deps);
    if (!revoked.ok) return revoked;
    const { value: share, etag } = revoked.value;
    // Before the share: a repetition could not find them any more.
    await deps.snapshots.remove(ctx, share.id);
    const done = await deps.commit(ctx, [deps.shares.deleted(ctx, etag, id)]);
    if (!done.ok) return err(stale);
    await deps.lookup.remove(ctx, share.capabilityHash);
    return ok(undefined);
  };
