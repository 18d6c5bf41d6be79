import * as z from 'zod';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import { type FolderFailure, folderContactPages } from './folder-contact-pages.ts';
import { movedContacts, type PersonalFolders, personalFolders } from './personal-folders.ts';
import type { Reader } from './reader.ts';

type Page = Result<DirectoryPage, FolderFailure>;
type Links = Readonly<Record<string, string>>;

/** Graph's links are several hundred characters each; with more folders than this everyone is read each time. */
const mostFolders = 20;
/** More changes than this are not held in memory: then everyone is read, a page at a time. */
const mostChanges = 5000;

/** Where the last read of each folder ended, by its id; '' is the mailbox's own. */
const linksSchema = z.record(z.string(), z.string());

const linksOf = (kept: string): Links | undefined => {
  try {
    return linksSchema.safeParse(JSON.parse(kept)).data;
  } catch {
    return undefined;
  }
};

/** A link all the same: it tells whose contacts these are (reading-link.ts), without which nobody would be shown them. */
const everyoneAgain = 'everyone';

const linkFor = (links: ReadonlyMap<string, string>): string =>
  links.size > mostFolders ? everyoneAgain : JSON.stringify(Object.fromEntries(links));

/**
 * [S4] A user's contacts over all of his folders. With a link, what changed since, in one page; what a new folder holds is a
 * change too, and a folder that is gone takes a full read, because its contacts are known to Graph no more.
 */
export async function* personalContactPages(
  reader: Reader,
  ctx: TenantContext,
  userId: string,
  link: string | undefined,
): AsyncGenerator<Page> {
  const before = link === undefined ? undefined : linksOf(link);
  if (link !== undefined && before === undefined) {
    yield err({ type: 'link-expired' });
    return;
  }
  const folders = await personalFolders(reader, ctx, userId);
  if (!folders.ok) yield folders;
  else if (before === undefined) yield* everyone(reader, ctx, folders.value);
  else yield await changesSince(reader, ctx, folders.value, before);
}

async function* everyone(
  reader: Reader,
  ctx: TenantContext,
  { places }: PersonalFolders,
): AsyncGenerator<Page> {
  const links = new Map<string, string>();
  for (const place of places) {
    for await (const page of folderContactPages(reader, ctx, place, undefined)) {
      if (!page.ok) {
        yield page;
        return;
      }
      const { link, ...rest } = page.value;
      if (link !== undefined) links.set(place.folderId, link);
      yield ok(rest);
    }
  }
  yield ok({ changed: [], removed: [], link: linkFor(links) });
}

const changesSince = async (
  reader: Reader,
  ctx: TenantContext,
  { places, ids }: PersonalFolders,
  before: Links,
): Promise<Page> => {
  const present = new Set(places.map(({ folderId }) => folderId));
  if (Object.keys(before).some((folderId) => !present.has(folderId))) return err({ type: 'link-expired' });

  const changed = new Map<string, DirectoryPerson>();
  const removed = new Set<string>();
  const links = new Map<string, string>();
  for (const place of places) {
    // Within a folder the last word counts; across folders who is present anywhere is not gone.
    const here = new Map<string, DirectoryPerson | undefined>();
    for await (const page of folderContactPages(reader, ctx, place, before[place.folderId])) {
      if (!page.ok) return page;
      for (const person of page.value.changed) here.set(person.key, person);
      for (const key of page.value.removed) here.set(key, undefined);
      if (page.value.link !== undefined) links.set(place.folderId, page.value.link);
      if (here.size + changed.size + removed.size > mostChanges) return err({ type: 'link-expired' });
    }
    for (const [key, person] of here) {
      if (person === undefined) removed.add(key);
      else changed.set(key, person);
    }
  }
  const gone = [...removed].filter((key) => !changed.has(key));
  const [{ userId } = { userId: '' }] = places;
  const moved =
    places.length > 1
      ? await movedContacts(reader, ctx, userId, gone, ids)
      : ok(new Map<string, DirectoryPerson>());
  if (!moved.ok) return moved;
  return ok({
    changed: [...changed.values(), ...moved.value.values()],
    removed: gone.filter((key) => !moved.value.has(key)),
    link: linkFor(links),
  });
};
