import { type Clock, fromIso } from '../kernel/clock.ts';
import type { ShareUnusable } from '../kernel/failures.ts';
import type { TenantId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Grant, Share } from './share.ts';

const unusable = (reason: ShareUnusable['reason']) => err({ type: 'share-unusable', reason } as const);

/**
 * [H3] Whether this importer may read the share now. Asked at every use, never remembered. A share that is gone counts as
 * revoked to those who held it.
 */
export const checkGrant = (
  share: Share | undefined,
  grant: Grant,
  importer: TenantId,
  clock: Clock,
): Result<Share, ShareUnusable> => {
  if (share === undefined || share.state === 'revoked' || grant.generation < share.oldestGeneration) {
    return unusable('revoked');
  }
  if (share.expiresAt !== undefined && fromIso(share.expiresAt) <= clock.now()) return unusable('expired');
  const own = importer === grant.providerTenantId;
  // Tenant ids are typed by people, in either case.
  const isNamed = (partners: readonly string[]) => partners.some((id) => id.toLowerCase() === importer);
  if (!own && share.allowedTenants !== undefined && !isNamed(share.allowedTenants)) {
    return unusable('partner-not-allowed');
  }
  return ok(share);
};
