import { type NameStyleWish, nameStyleOf } from '../contacts/name-style.ts';
import type { CategoryColour } from '../imports/category-colour.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Invalid, invalid } from '../kernel/failures.ts';
import { asId, type Random, type ShareId, type SourceId } from '../kernel/ids.ts';
import { madeBefore } from '../kernel/made-before.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceStore } from '../sources/source.ts';
import { type HashCapability, newCapability } from './capability.ts';
import { rotated } from './rotate-share.ts';
import type { Share, ShareLookup, ShareStore } from './share.ts';
import { judgeShare, type ShareSource } from './share-problems.ts';

export interface ShareDeps {
  readonly shares: ShareStore;
  readonly sources: SourceStore;
  readonly lookup: ShareLookup;
  readonly hash: HashCapability;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

export interface NewShare {
  readonly displayName: string;
  /** In the order of priority. */
  readonly sources: readonly ShareSource[];
  readonly selection: Share['selection'];
  readonly fields: Share['fields'];
  readonly note?: string | undefined;
  readonly nameStyle?: NameStyleWish | undefined;
  readonly category?: string | undefined;
  readonly categoryColour?: CategoryColour | undefined;
  readonly allowedTenants?: readonly string[] | undefined;
  readonly expiresAt?: string | undefined;
}

/** A share with its capability, which is told this once and never again [H2][H3]. */
export interface ShareWithCapability {
  readonly share: Versioned<Share>;
  readonly capability: string;
}

const attempts = 8;

/**
 * [H1] Creates a share. Repeated under the same Idempotency-Key after a crash it finds its own share; its capability
 * was never told then, so a new one takes its place.
 */
export const makeCreateShare =
  (deps: ShareDeps) =>
  async (ctx: TenantContext, input: NewShare): Promise<Result<ShareWithCapability, Invalid>> => {
    const made = await madeBefore(ctx, deps.shares);
    if (made !== undefined) {
      const again = await rotated(ctx, made, deps, false);
      if (!again.ok) throw new ServiceError('table storage');
      return again;
    }
    let judged = await judgeShare(ctx, input, deps);
    if (judged.problems.length > 0) return err(invalid(...judged.problems));

    const id = (ctx.commandId ?? deps.random.id()) as ShareId;
    const capability = newCapability(deps.random);
    const capabilityHash = await deps.hash(capability);
    const now = toIso(deps.clock.now());
    const share: Share = {
      id,
      displayName: input.displayName,
      sources: input.sources.map(({ sourceId }) => ({ sourceId: asId<SourceId>(sourceId) })),
      selection: input.selection,
      fields: input.fields,
      ...(input.note === undefined ? {} : { note: input.note }),
      ...(input.nameStyle === undefined ? {} : { nameStyle: nameStyleOf(input.nameStyle) }),
      ...(input.category === undefined ? {} : { category: input.category }),
      ...(input.categoryColour === undefined ? {} : { categoryColour: input.categoryColour }),
      state: 'active',
      ...(input.allowedTenants === undefined ? {} : { allowedTenants: [...input.allowedTenants] }),
      ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
      capabilityHash,
      generation: 1,
      oldestGeneration: 1,
      createdAt: now,
      changedAt: now,
    };
    await deps.lookup.put(ctx, capabilityHash, {
      providerTenantId: ctx.tenantId,
      shareId: id,
      generation: 1,
    });
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const done = await deps.commit(ctx, [deps.shares.inserted(ctx, share), ...judged.seen]);
      if (done.ok) return ok({ share: { value: share, etag: done.value[0] ?? '' }, capability });

      const own = await deps.shares.get(ctx, id);
      const again = own === undefined ? undefined : await rotated(ctx, own, deps, false);
      if (again?.ok === true) return again;
      // A source is read just now, or has been deleted.
      judged = await judgeShare(ctx, input, deps);
      if (judged.problems.length > 0) {
        await deps.lookup.remove(ctx, capabilityHash);
        return err(invalid(...judged.problems));
      }
    }
    throw new ServiceError('table storage');
  };
