import type { TenantContext } from '../kernel/tenant-context.ts';
import type { KnownContact } from './contact-keys.ts';
import type { Share } from './share.ts';
import type { SnapshotInfo, Snapshots } from './snapshot.ts';

/** The contacts of a share's newest snapshot, read only where a key may be another than that of its one entry. */
export const knownContacts = async (
  ctx: TenantContext,
  share: Pick<Share, 'id' | 'sources'>,
  newest: SnapshotInfo | undefined,
  snapshots: Snapshots,
): Promise<readonly KnownContact[]> => {
  if (newest === undefined || (share.sources.length === 1 && newest.merged === undefined)) return [];
  return (await snapshots.loadKeys(ctx, share.id, newest.version)) ?? [];
};
