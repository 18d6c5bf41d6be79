import type { Card } from '../contacts/card.ts';
import type { NotFound } from '../kernel/failures.ts';
import { notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DirectoryFailure } from '../sources/directory.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { type ReadSelectionDeps, readSelection } from './read-selection.ts';
import type { ShareStore } from './share.ts';

export interface SharePreview {
  readonly version: string;
  readonly count: number;
  readonly trimmed: Readonly<Record<string, number>>;
  readonly missingGroups: readonly string[];
  /** By display name. */
  readonly contacts: readonly { readonly key: string; readonly card: Card; readonly hasPhoto: boolean }[];
}

/** [H4] What partners would get now: selection, filters and field policy applied to the source as it was last read. */
export const makePreviewShare =
  (deps: ReadSelectionDeps & { readonly shares: ShareStore }) =>
  async (ctx: TenantContext, id: string): Promise<Result<SharePreview, NotFound | DirectoryFailure>> => {
    const share = await deps.shares.get(ctx, id);
    if (share === undefined) return err(notFound);
    const read = await readSelection(ctx, share.value, deps);
    if (!read.ok) return read;
    const { snapshot, trimmed } = buildSnapshot(share.value, read.value.selected, read.value.nameOf);
    const collator = new Intl.Collator('de');
    const contacts = snapshot.contacts
      .map(({ key, card, photo }) => ({ key, card, hasPhoto: photo !== undefined }))
      .sort((a, b) => collator.compare(a.card.displayName, b.card.displayName));
    return ok({
      version: snapshot.version,
      count: contacts.length,
      trimmed,
      missingGroups: read.value.missingGroups,
      contacts,
    });
  };
