import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { makeBoundedCache } from './bounded-cache.ts';
import type { Import } from './import.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import { makeFillTarget, makeRemoveTarget } from './make-target.ts';
import type { Block, Run } from './run.ts';

/** `share-lost`: the grant is no longer good. `unavailable`: newer snapshots have replaced this run's. */
export type NoTarget = 'share-lost' | 'unavailable';

export type BlockTarget = (
  ctx: TenantContext,
  imported: Import,
  run: Run,
  mode: Block['mode'],
) => Promise<MailboxTarget | NoTarget>;

export interface BlockTargetDeps {
  readonly shared: SharedContacts;
  readonly tenants: TenantStore;
  readonly clock: Clock;
}

/** About 2 KB each in memory, so 60 MB. */
const mostContacts = 30_000;
const mostPhotoBytes = 16 * 1024 * 1024;
/** Other people's data do not stay longer than the blocks of one run need it, and a revoked grant shows soon. */
const keepMs = 5 * 60_000;

/**
 * What a block's mailboxes shall hold. A run's blocks work with one snapshot; those that come to this process share the
 * target made of it, so that a thousand mailboxes do not mean unpacking and hashing it forty times.
 */
export const makeBlockTarget = ({ shared, tenants, clock }: BlockTargetDeps): BlockTarget => {
  const countryOf = async (ctx: TenantContext) => (await tenants.get(ctx, tenantEntityId))?.value.countryCode;
  const targets = makeBoundedCache<MailboxTarget | NoTarget>({
    most: mostContacts,
    sizeOf: (target) => (typeof target === 'string' ? 1 : target.desired.size + 1),
    keepMs,
    clock,
  });
  const photos = makeBoundedCache<Uint8Array | undefined>({
    most: mostPhotoBytes,
    sizeOf: (photo) => (photo?.length ?? 0) + 100,
    keepMs,
    clock,
  });

  return async (ctx, imported, run, mode) => {
    if (mode === 'remove') return makeRemoveTarget(imported.id, imported.folder);
    const { category, categoryColour, nameStyle, adopt } = imported;
    const wishes = [category, categoryColour, nameStyle, adopt].map((wish) => wish ?? null);
    const settings = canonicalJson(wishes);
    const key = `${ctx.tenantId}|${imported.id}|${run.id}|${settings}`;
    return targets(key, async () => {
      const snapshot = await shared.load(ctx, imported.grant, run.snapshot ?? '');
      if (!snapshot.ok) return snapshot.error.type === 'not-found' ? 'unavailable' : 'share-lost';
      const photo = (hash: string) => photos(`${key}|${hash}`, () => shared.photo(ctx, imported.grant, hash));
      const countryCode = adopt === true ? await countryOf(ctx) : undefined;
      const confirmed = new Set(await shared.confirmedDeletions(ctx, imported.grant, imported.id));
      return { ...makeFillTarget(imported, snapshot.value, photo, countryCode), confirmed };
    });
  };
};
