import type { Contact } from '../contacts/contact.ts';
import { type MergedPerson, mergePeople, type SourceToMerge } from '../contacts/merge-people.ts';
import { makeSharedMeans } from '../contacts/shared-means.ts';
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
  readonly selected: readonly MergedPerson[];
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
  const toMerge: SourceToMerge[] = [];
  // Nobody is compared with his own source.
  const severalSources = sources.length > 1;
  for (const source of sources) {
    const { add, ...shared } = makeSharedMeans();
    const noteShared = severalSources ? add : () => {};
    const { people, managers } = await readSource(ctx, source, chooser, noteShared, deps);
    names.set(source.id, managers);
    toMerge.push({ sourceId: source.id, people, shared, keysAreEntraIds: source.kind === 'entra-id' });
  }
  return ok({
    selected: mergePeople(toMerge).filter(chooser.chooses),
    nameOf: (sourceId, key) => names.get(sourceId)?.get(key),
    missingGroups: members.value.missing,
  });
};

const readSource = async (
  ctx: TenantContext,
  source: Source,
  chooser: Chooser,
  noteShared: (contact: Contact) => void,
  { contacts }: ReadSelectionDeps,
): Promise<{ readonly people: readonly Contact[]; readonly managers: ReadonlyMap<string, string> }> => {
  const people: Contact[] = [];
  const names = new Map<string, string>();
  for await (const page of contacts.all(ctx, source.id)) {
    for (const contact of page) {
      noteShared(contact);
      if (contact.displayName !== undefined) names.set(contact.key, contact.displayName);
      if (chooser.admits(source, contact)) people.push(...visiblePeople(source, [contact]));
      // Not shown, and yet it keeps out what other sources have of the person.
      else if (chooser.excludes(contact)) people.push(contact);
    }
  }
  const managerKeys = new Set(people.map(({ managerKey }) => managerKey));
  const managers = new Map([...names].filter(([key]) => managerKeys.has(key)));
  return { people, managers };
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
