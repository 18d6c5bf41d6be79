import { toIso } from '../kernel/clock.ts';
import {
  type AccessBlocked,
  type ConsentRequired,
  notFound,
  type Throttled,
  type Unavailable,
} from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { type HashCapability, isCapability } from './capability.ts';
import { checkGrant } from './check-grant.ts';
import { type ConfirmedDeletionsStore, confirmedDeletionsId } from './confirmed-deletions.ts';
import { knownContacts } from './known-contacts.ts';
import { type ReadSelectionDeps, readSelection } from './read-selection.ts';
import { makeReportUse, type ReportUseDeps } from './report-use.ts';
import type { Grant, ShareLookup } from './share.ts';
import { asProvider, type SharedContacts, type SnapshotInfo, type Snapshots } from './snapshot.ts';

export interface SharedContactsDeps extends ReadSelectionDeps, ReportUseDeps {
  readonly lookup: ShareLookup;
  readonly hash: HashCapability;
  readonly confirmedDeletions: ConfirmedDeletionsStore;
  readonly snapshots: Snapshots;
  readonly tenants: TenantStore;
  /** Refreshes a source if it is older than the configured freshness. */
  readonly ensureFresh: (
    ctx: TenantContext,
    sourceId: string,
  ) => Promise<Result<void, ConsentRequired | AccessBlocked | Throttled | Unavailable>>;
}

/** The bridge between two tenants. Everything read through it is the provider's, under the provider's context. */
export const makeSharedContacts = (deps: SharedContactsDeps): SharedContacts => {
  const open = async (ctx: TenantContext, grant: Grant) => {
    const provider = asProvider(ctx, grant.providerTenantId);
    const share = await deps.shares.get(provider, grant.shareId);
    const checked = checkGrant(share?.value, grant, ctx.tenantId, deps.clock);
    return checked.ok ? ok({ provider, share: checked.value }) : checked;
  };
  /** [T6] Partners of a company that leaves are served no longer; its own imports are held instead. */
  const hasLeft = async (ctx: TenantContext, provider: TenantContext): Promise<boolean> => {
    if (ctx.tenantId === provider.tenantId) return false;
    const tenant = (await deps.tenants.get(provider, tenantEntityId))?.value;
    return tenant === undefined || tenant.state === 'leaving' || tenant.state === 'erasing';
  };
  const nameOf = async (provider: TenantContext): Promise<string> =>
    (await deps.tenants.get(provider, tenantEntityId))?.value.displayName ?? '';

  return {
    redeem: async (ctx, capability) => {
      const unknown = err({ type: 'share-unusable', reason: 'unknown' } as const);
      if (!isCapability(capability)) return unknown;
      const hash = await deps.hash(capability);
      const grant = await deps.lookup.find(hash);
      if (grant === undefined) return unknown;
      const provider = asProvider(ctx, grant.providerTenantId);
      const share = (await deps.shares.get(provider, grant.shareId))?.value;
      // A crash may leave the pointer of a capability that was replaced, or never told: only the share's own counts.
      if (share?.capabilityHash !== hash) return unknown;
      const checked = checkGrant(share, grant, ctx.tenantId, deps.clock);
      if (!checked.ok) return checked;
      if (await hasLeft(ctx, provider)) return err({ type: 'share-unusable', reason: 'revoked' });
      const { displayName: shareName, category, categoryColour } = share;
      return ok({
        ...grant,
        shareName,
        providerName: await nameOf(provider),
        ...(category === undefined ? {} : { category }),
        ...(categoryColour === undefined ? {} : { categoryColour }),
      });
    },

    takeSnapshot: async (ctx, grant) => {
      const opened = await open(ctx, grant);
      if (!opened.ok) return opened;
      const { provider, share } = opened.value;
      if (await hasLeft(ctx, provider)) return err({ type: 'share-unusable', reason: 'revoked' });
      for (const { sourceId } of share.sources) {
        const fresh = await deps.ensureFresh(provider, sourceId);
        if (!fresh.ok) return fresh;
      }
      const read = await readSelection(provider, share, deps);
      if (!read.ok) {
        // Without its sources a share offers nothing any more.
        return read.error.type === 'not-found'
          ? err({ type: 'share-unusable', reason: 'revoked' })
          : err(read.error);
      }
      const newest = await deps.snapshots.newest(provider, share.id);
      const before = await knownContacts(provider, share, newest, deps.snapshots);
      const { selected, nameOf: nameOfPerson } = read.value;
      const { snapshot, trimmed, merged, count } = await buildSnapshot(share, selected, nameOfPerson, before);
      const info: SnapshotInfo = {
        version: snapshot.version,
        count,
        takenAt: toIso(deps.clock.now()),
        trimmed,
        ...(merged === 0 ? {} : { merged }),
      };
      if (newest?.version !== snapshot.version) {
        await deps.snapshots.save(provider, share.id, info, snapshot);
        // Who deletes a share takes its copies away, those of whom he knows: this one may have come later.
        const after = await deps.shares.get(provider, share.id);
        if (after?.value.state !== 'active') {
          await deps.snapshots.remove(provider, share.id);
          return err({ type: 'share-unusable', reason: 'revoked' });
        }
      }
      return ok({ ...info, shareName: share.displayName, providerName: await nameOf(provider) });
    },

    load: async (ctx, grant, version) => {
      const opened = await open(ctx, grant);
      if (!opened.ok) return opened;
      const snapshot = await deps.snapshots.load(opened.value.provider, grant.shareId, version);
      return snapshot === undefined ? err(notFound) : ok(snapshot);
    },

    photo: async (ctx, grant, hash) => {
      const opened = await open(ctx, grant);
      if (!opened.ok) return undefined;
      const { provider, share } = opened.value;
      if (!share.fields.photo) return undefined;
      for (const { sourceId } of share.sources) {
        const photo = await deps.contacts.photo(provider, sourceId, hash);
        if (photo !== undefined) return photo;
      }
      return undefined;
    },

    confirmedDeletions: async (ctx, grant, importId) => {
      const opened = await open(ctx, grant);
      if (!opened.ok) return [];
      const id = confirmedDeletionsId({ shareId: grant.shareId, importId });
      return (await deps.confirmedDeletions.get(opened.value.provider, id))?.value.tags ?? [];
    },

    reportUse: makeReportUse(deps),
  };
};
