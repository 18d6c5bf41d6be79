import type { Contact } from '../contacts/contact.ts';
import { type MergedPeople, makeMerge } from '../contacts/merge-people.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import type { Source, SourceContacts, SourceStore } from '../sources/source.ts';
import { visiblePeople } from '../sources/visible-people.ts';
import { type Chooser, type Members, makeChooser } from './select-people.ts';
import type { Share } from './share.ts';

export interface ReadSelectionDeps {
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
  readonly directory: Directory;
}

export interface ReadSelection {
  readonly selected: MergedPeople;
  /** Display name of a manager: of whoever is named as one, by his key in this source. */
  readonly nameOf: NameOf;
  readonly missingGroups: readonly string[];
}

export type NameOf = (sourceId: string, key: string) => string | undefined;

/**
 * The people of a share as its sources have them now, each once. One pass over every source, one request per group page.
 * A source that is gone is passed over; `not-found` where all are.
 */
export const readSelection = async (
  ctx: TenantContext,
  share: Pick<Share, 'sources' | 'selection'>,
  deps: ReadSelectionDeps,
): Promise<Result<ReadSelection, DirectoryFailure | NotFound>> => {
  const found = await Promise.all(share.sources.map(({ sourceId }) => deps.sources.get(ctx, sourceId)));
  const sources = found.flatMap((source) => source?.value ?? []);
  if (sources.length === 0) return err(notFound);
  const groups = share.selection.everyone ? [] : share.selection.groups;
  const members = await readMembers(ctx, groups, deps.directory);
  if (!members.ok) return members;

  const chooser = makeChooser(share.selection, members.value.members);
  const names = new Map<string, ReadonlyMap<string, string>>();
  const merge = makeMerge(sources.length);
  for (const source of sources) {
    const from = { sourceId: source.id, keysAreEntraIds: source.kind === 'entra-id' };
    const told = {
      admitted: (contact: Contact) => merge.add(from, contact),
      outsider: (contact: Contact) => merge.addOutsider(source.id, contact),
    };
    names.set(source.id, await readSource(ctx, source, chooser, told, deps));
  }
  return ok({
    selected: merge.people().filter(chooser.chooses),
    nameOf: (sourceId, key) => names.get(sourceId)?.get(key),
    missingGroups: members.value.missing,
  });
};

/** Answers the managers' names by their keys. */
const readSource = async (
  ctx: TenantContext,
  source: Source,
  chooser: Chooser,
  told: { admitted(contact: Contact): void; outsider(contact: Contact): void },
  { contacts }: ReadSelectionDeps,
): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  const managerKeys = new Set<string>();
  const admit = (contact: Contact) => {
    told.admitted(contact);
    if (contact.managerKey !== undefined) managerKeys.add(contact.managerKey);
  };
  for await (const page of contacts.all(ctx, source.id)) {
    for (const contact of page) {
      if (contact.displayName !== undefined) names.set(contact.key, contact.displayName);
      if (chooser.admits(source, contact)) visiblePeople(source, [contact]).forEach(admit);
      // Not shown, and yet it keeps out what other sources have of the person.
      else if (chooser.excludes(contact)) admit(contact);
      else told.outsider(contact);
    }
  }
  return new Map(names.entries().filter(([key]) => managerKeys.has(key)));
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
