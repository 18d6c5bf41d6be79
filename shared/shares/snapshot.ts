import type { SharedContact } from '../contacts/card.ts';
import type { NameStyle } from '../contacts/name-style.ts';
import type {
  AccessBlocked,
  ConsentRequired,
  NotFound,
  ShareUnusable,
  Throttled,
  Unavailable,
} from '../kernel/failures.ts';
import type { ShareId, TenantId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { KnownContact } from './contact-keys.ts';
import type { Grant, Share } from './share.ts';

/** A share's contacts at one moment, named by their content: the same people give the same version. */
export interface Snapshot {
  readonly version: string;
  readonly contacts: readonly SharedContact[];
  /** The share's note text at that moment. */
  readonly note?: string;
  /** [H5] How the share shows names, where not as they are. The cards are without it, so that each import may choose. */
  readonly nameStyle?: NameStyle;
}

/** A snapshot whose contacts can be gone through again and again, and need not all be there at once. */
export interface OfferedSnapshot extends Omit<Snapshot, 'contacts'> {
  readonly contacts: Iterable<SharedContact>;
}

export interface SnapshotInfo {
  readonly version: string;
  readonly count: number;
  readonly takenAt: string;
  /** Contacts whose surplus numbers or addresses were left out, by field. */
  readonly trimmed: Readonly<Record<string, number>>;
  /** Contacts that several entries belong to, or did; absent for none. */
  readonly merged?: number | undefined;
}

/** Snapshots at rest, in the provider's partition, sealed with the provider's key. The newest three are kept. */
export interface Snapshots {
  newest(ctx: TenantContext, shareId: ShareId): Promise<SnapshotInfo | undefined>;
  save(ctx: TenantContext, shareId: ShareId, info: SnapshotInfo, snapshot: OfferedSnapshot): Promise<void>;
  load(ctx: TenantContext, shareId: ShareId, version: string): Promise<Snapshot | undefined>;
  /** By what its contacts are known again in the next. */
  loadKeys(
    ctx: TenantContext,
    shareId: ShareId,
    version: string,
  ): Promise<readonly KnownContact[] | undefined>;
  remove(ctx: TenantContext, shareId: ShareId): Promise<void>;
}

/** What an import keeps of a share that it was let into, and the provider's defaults for it [H5]. */
export type Redeemed = Grant &
  Pick<Share, 'category' | 'categoryColour'> & { readonly shareName: string; readonly providerName: string };

/**
 * A share as its importer sees it: the only way in which one tenant reads what is another's. Every call checks the grant
 * anew, in the provider's records.
 */
export interface SharedContacts {
  /** Brings the provider's source up to date if it is older than the configured freshness, and takes a snapshot. */
  takeSnapshot(
    ctx: TenantContext,
    grant: Grant,
  ): Promise<
    Result<
      SnapshotInfo & { readonly shareName: string; readonly providerName: string },
      ShareUnusable | ConsentRequired | AccessBlocked | Throttled | Unavailable
    >
  >;
  /** `not-found`: several newer ones have replaced it. */
  load(
    ctx: TenantContext,
    grant: Grant,
    version: string,
  ): Promise<Result<Snapshot, ShareUnusable | NotFound>>;
  photo(ctx: TenantContext, grant: Grant, hash: string): Promise<Uint8Array | undefined>;
  /** [T5] Tags of this import whose people the provider has erased. */
  confirmedDeletions(ctx: TenantContext, grant: Grant, importId: string): Promise<readonly string[]>;
  /** Redeems a capability for the calling tenant [H2]. */
  redeem(ctx: TenantContext, capability: string): Promise<Result<Redeemed, ShareUnusable>>;
  /** Tells the provider that this import exists and ran; `ended` takes it off the list. */
  reportUse(
    ctx: TenantContext,
    grant: Grant,
    use: {
      readonly importId: string;
      readonly importerName: string;
      readonly mailboxes: number;
      readonly ended?: true;
    },
  ): Promise<void>;
}

/** Context switch to the provider; only shares/ may call it, and only with a grant it has checked. */
export const asProvider = (ctx: TenantContext, providerTenantId: TenantId): TenantContext => ({
  tenantId: providerTenantId,
  actor: { kind: 'system' },
  correlationId: ctx.correlationId,
  language: ctx.language,
});
