import type { Contact } from '../contacts/contact.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import type { SourceContacts, SourceStore } from '../sources/source.ts';
import { visiblePeople } from '../sources/visible-people.ts';
import { type Members, makeIsSelected } from './select-people.ts';
import type { Share } from './share.ts';

export interface ReadSelectionDeps {
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
  readonly directory: Directory;
}

export interface ReadSelection {
  readonly selected: readonly Contact[];
  /** Display name of anyone in the source, for the manager field. */
  nameOf(key: string): string | undefined;
  readonly missingGroups: readonly string[];
}

/** The people of a share as its source has them now. One pass over the source, one request per group page. */
export const readSelection = async (
  ctx: TenantContext,
  share: Pick<Share, 'sourceId' | 'selection'>,
  deps: ReadSelectionDeps,
): Promise<Result<ReadSelection, DirectoryFailure | NotFound>> => {
  const source = await deps.sources.get(ctx, share.sourceId);
  if (source === undefined) return err(notFound);
  const members = await readMembers(
    ctx,
    share.selection.everyone ? [] : share.selection.groups,
    deps.directory,
  );
  if (!members.ok) return members;

  const isSelected = makeIsSelected(source.value, share.selection, members.value.members);
  const names = new Map<string, string>();
  const selected: Contact[] = [];
  for await (const page of deps.contacts.all(ctx, share.sourceId)) {
    for (const contact of page) {
      if (contact.displayName !== undefined) names.set(contact.key, contact.displayName);
      if (isSelected(contact)) selected.push(...visiblePeople(source.value, [contact]));
    }
  }
  return ok({ selected, nameOf: (key) => names.get(key), missingGroups: members.value.missing });
};

const readMembers = async (
  ctx: TenantContext,
  groups: readonly string[],
  directory: Directory,
): Promise<Result<{ readonly members: Members; readonly missing: readonly string[] }, DirectoryFailure>> => {
  const members = new Map<string, ReadonlySet<string>>();
  const missing: string[] = [];
  for (const group of new Set(groups)) {
    const found = await directory.membersOf(ctx, group);
    if (found.ok) members.set(group, new Set(found.value.map((id) => id.toLowerCase())));
    else if (found.error.type === 'not-found') missing.push(group);
    else return err(found.error);
  }
  return ok({ members, missing });
};
