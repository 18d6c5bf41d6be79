import type { SharedContact } from '../contacts/card.ts';
import type { ShareId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SnapshotInfo } from '../shares/snapshot.ts';

export interface ErasedFromShare {
  /** How many went. */
  readonly versions: number;
  /** Rows that no version has: of a save under way, or of one that has died. */
  readonly unnamed: readonly string[];
}

/** [T5] The people in the snapshots that are kept of a share, a list in memory at a time. */
export interface SharedPeople {
  /** The newest first. */
  versions(ctx: TenantContext, shareId: ShareId): Promise<readonly SnapshotInfo[]>;
  /** Ends early where newer versions have replaced it meanwhile. */
  contacts(ctx: TenantContext, shareId: ShareId, version: string): AsyncIterable<readonly SharedContact[]>;
  /**
   * Takes people out of every version: those that have one of them go for good; of the newest the rest stays as a version of
   * another name, so that keys go on. `revised` gives a contact back the same, changed, or as undefined for gone. Of `unnamed`
   * (what an earlier call answered, when no save of then is under way any more) whatever still no version has is removed.
   */
  erase(
    ctx: TenantContext,
    shareId: ShareId,
    revised: (contact: SharedContact) => SharedContact | undefined,
    unnamed: readonly string[],
  ): Promise<ErasedFromShare>;
}
