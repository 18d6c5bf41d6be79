import type { Card } from '../contacts/card.ts';
import type { MergedPerson } from '../contacts/merge-people.ts';
import { nameStyleOf, withNameStyle } from '../contacts/name-style.ts';
import { conflictsOf } from '../contacts/provenance.ts';
import type { NotFound } from '../kernel/failures.ts';
import { notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { DirectoryFailure } from '../sources/directory.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { knownContacts } from './known-contacts.ts';
import { type ReadSelectionDeps, readSelection } from './read-selection.ts';
import type { ShareStore } from './share.ts';
import type { Snapshots } from './snapshot.ts';

export interface SharePreview {
  readonly version: string;
  readonly count: number;
  readonly trimmed: Readonly<Record<string, number>>;
  readonly missingGroups: readonly string[];
  /** People of whom several sources know, and those among them of whom they say different things. */
  readonly merged: number;
  readonly conflicts: number;
  /** A page of them, by display name. */
  readonly contacts: readonly PreviewedContact[];
}

export interface PreviewedContact {
  readonly key: string;
  readonly card: Card;
  readonly hasPhoto: boolean;
  readonly person: MergedPerson;
}

/** [H4][S7] What partners would get now: selection, filters and field policy applied to the sources as they were last read. */
export const makePreviewShare =
  (deps: ReadSelectionDeps & { readonly shares: ShareStore; readonly snapshots: Snapshots }) =>
  async (
    ctx: TenantContext,
    id: string,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Result<SharePreview, NotFound | DirectoryFailure>> => {
    const share = await deps.shares.get(ctx, id);
    if (share === undefined) return err(notFound);
    const read = await readSelection(ctx, share.value, deps);
    if (!read.ok) return read;
    const { selected, nameOf } = read.value;
    const newest = await deps.snapshots.newest(ctx, share.value.id);
    const before = await knownContacts(ctx, share.value, newest, deps.snapshots);
    const built = await buildSnapshot(share.value, selected, nameOf, before);
    const style = nameStyleOf(share.value.nameStyle);
    const names = Array.from(built.snapshot.contacts, ({ card }) => withNameStyle(card, style).displayName);
    const { compare } = new Intl.Collator('de');
    const shown = [...names.keys()].sort((a, b) => compare(names[a] ?? '', names[b] ?? ''));
    let [merged, conflicts] = [0, 0];
    for (const person of selected) {
      if (person.members.length > 1) merged++;
      if (conflictsOf(person).length > 0) conflicts++;
    }
    return ok({
      version: built.snapshot.version,
      count: built.count,
      trimmed: built.trimmed,
      merged,
      conflicts,
      missingGroups: read.value.missingGroups,
      contacts: shown.slice(offset, offset + limit).map((n): PreviewedContact => {
        const { contact, person } = built.at(n);
        const { key, card, photo } = contact;
        return { key, card: withNameStyle(card, style), hasPhoto: photo !== undefined, person };
      }),
    });
  };
