import { z } from 'zod';
import type { Stale } from '../kernel/failures.ts';
import type { ImportId, MailboxId } from '../kernel/ids.ts';
import type { Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Tag } from './mailboxes.ts';

/**
 * What one mailbox holds of an import, as far as we know. It may lag behind the mailbox (a crash between a write and
 * its record): `dirty` says so, and then the mailbox itself is asked.
 */
export interface Manifest {
  readonly head: ManifestHead;
  readonly entries: ReadonlyMap<Tag, ManifestEntry>;
}

export const manifestHeadSchema = z.strictObject({
  /** Absent: the default folder is used, or the folder has not been made yet. */
  folderId: z.string().optional(),
  /** Start of the next delta; absent: everything has to be read. */
  link: z.string().optional(),
  /** Set before the first write of a run and cleared after its last: writes may be missing here. */
  dirty: z.boolean(),
  /** What was written last: snapshot, note and category together. Equal and no drift: nothing to do. */
  written: z.string().optional(),
  /** Hash of the share's note text and the category that the contacts bear. */
  decoration: z.string().optional(),
  count: z.number().int(),
});
export type ManifestHead = z.infer<typeof manifestHeadSchema>;

export interface ManifestEntry {
  /** Graph's id, immutable and case-sensitive. */
  readonly id: string;
  /** Hash of the card as it was written; '' where it is not known. */
  readonly hash: string;
  /** Short hash of Graph's change key after our last write: tells our own echo from a user's edit; '' if not known. */
  readonly change: string;
  /** SHA-256 of the photo that was put, shortened; '' for none, '?' where it is not known. */
  readonly photo: string;
}

export const emptyManifest: Manifest = { head: { dirty: false, count: 0 }, entries: new Map() };

export interface StoredManifest {
  readonly head: ManifestHead;
  readonly etag: string;
  /** Decrypts and decodes on demand: an unchanged mailbox never needs it. */
  entries(): Promise<ReadonlyMap<Tag, ManifestEntry>>;
}

export interface ManifestChange {
  readonly mailbox: MailboxId;
  readonly head: ManifestHead;
  /** Absent: the stored entries stay as they are. */
  readonly entries?: ReadonlyMap<Tag, ManifestEntry>;
  /** Absent: the mailbox has no manifest yet. */
  readonly etag?: string;
}

export interface Manifests {
  /** Those that exist, of mailboxes between the first and the last of the sorted ids: one range read. */
  read(
    ctx: TenantContext,
    importId: ImportId,
    mailboxes: readonly MailboxId[],
  ): Promise<ReadonlyMap<MailboxId, StoredManifest>>;
  /** All in as few transactions as their size allows. `stale`: another worker has the block. Answers the new ETags. */
  save(
    ctx: TenantContext,
    importId: ImportId,
    changes: readonly ManifestChange[],
  ): Promise<Result<ReadonlyMap<MailboxId, string>, Stale>>;
  remove(ctx: TenantContext, importId: ImportId, mailboxes: readonly MailboxId[]): Promise<void>;
  /** Ids of every mailbox that has a manifest: those that may hold contacts of this import. */
  mailboxes(ctx: TenantContext, importId: ImportId): Promise<readonly MailboxId[]>;
}
