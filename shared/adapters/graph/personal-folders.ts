import * as z from 'zod';
import { maxOperationsPerMailbox } from '../../imports/mailboxes.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { contactIdOf } from '../../sources/contact-key.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { contactFields, reportedContact } from './contact-json.ts';
import { type ContactPlace, refusalOfMailbox, userPath } from './contact-place.ts';
import type { FolderFailure } from './folder-contact-pages.ts';
import { graphUnavailable } from './graph-failure.ts';
import { linkPath } from './link.ts';
import { needed } from './permissions.ts';
import { orUnavailable, type Reader } from './reader.ts';
import { personOfContact } from './shared-contact.ts';
import { expandTag } from './tag-property.ts';

const how = { refusalOf: refusalOfMailbox };
const foldersSchema = z.object({
  value: z.array(z.object({ id: z.string().min(1), parentFolderId: z.string().nullish() })),
  '@odata.nextLink': z.string().optional(),
});

export interface PersonalFolders {
  /** The mailbox's own folder first, which no list of Graph's names, then those below it. */
  readonly places: readonly ContactPlace[];
  /** Ids of all of them, as contacts name the folder that they lie in. */
  readonly ids: ReadonlySet<string>;
}

type Folders = z.infer<typeof foldersSchema>;
const query = '?$select=id,parentFolderId&$top=100';

/**
 * The folders of a user's contacts, those inside others too. Graph lists one level at a time and does not say which folder
 * has others in it, so each is asked: for whoever has folders at all, a call for four of them.
 */
export const personalFolders = async (
  reader: Reader,
  ctx: TenantContext,
  userId: string,
): Promise<Result<PersonalFolders, FolderFailure>> => {
  const places: ContactPlace[] = [{ userId, folderId: '' }];
  const ids = new Set<string>();
  const note = ({ value }: Folders): void => {
    for (const { id, parentFolderId } of value) {
      places.push({ userId, folderId: id });
      ids.add(id);
      if (parentFolderId) ids.add(parentFolderId);
    }
  };
  const top = `${userPath({ userId })}/contactFolders`;
  const first = await reader.get(ctx, `${top}${query}`, foldersSchema, needed.mailboxes, how);
  if (!first.ok) return err(orUnavailable(first.error));
  const all = await noteAll(reader, ctx, first.value, note);
  if (!all.ok) return all;
  for (let at = 1; at < places.length; ) {
    const some = places.slice(at, at + maxOperationsPerMailbox);
    at += some.length;
    const urls = some.map(({ folderId }) => `${top}/${encodeURIComponent(folderId)}/childFolders${query}`);
    const answers = await reader.getEach(ctx, urls, needed.mailboxes, how);
    if (!answers.ok) return answers;
    for (const answer of answers.value) {
      // Deleted just now.
      if (answer === undefined) continue;
      const page = foldersSchema.safeParse(answer.body);
      const noted = page.success ? await noteAll(reader, ctx, page.data, note) : err(graphUnavailable);
      if (!noted.ok) return noted;
    }
  }
  return ok({ places, ids });
};

/** A page and those that follow it. */
const noteAll = async (
  reader: Reader,
  ctx: TenantContext,
  first: Folders,
  note: (page: Folders) => void,
): Promise<Result<void, FolderFailure>> => {
  let page = first;
  for (;;) {
    note(page);
    const { '@odata.nextLink': next } = page;
    if (next === undefined) return ok(undefined);
    const path = linkPath(next, reader.origin);
    // Folders left out would be taken for folders removed.
    if (path === undefined) return err(graphUnavailable);
    const read = await reader.get(ctx, path, foldersSchema, needed.mailboxes, how);
    if (!read.ok) return err(orUnavailable(read.error));
    page = read.value;
  }
};

const whereabouts = z.object({ parentFolderId: z.string() });

/**
 * Of contacts that a folder has told as gone, those that lie in another one by now: moved while the folders were read one
 * after the other. A deleted contact may still be found too, in a folder that is none of these.
 */
export const movedContacts = async (
  reader: Reader,
  ctx: TenantContext,
  userId: string,
  keys: readonly string[],
  ids: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, DirectoryPerson>, FolderFailure>> => {
  const found = new Map<string, DirectoryPerson>();
  const asked = keys.flatMap((key) => {
    const id = contactIdOf(key);
    return id === undefined ? [] : [{ key, id }];
  });
  const fields = `$select=${contactFields},parentFolderId&$expand=${encodeURIComponent(expandTag)}`;
  for (let at = 0; at < asked.length; at += maxOperationsPerMailbox) {
    const some = asked.slice(at, at + maxOperationsPerMailbox);
    const urls = some.map(({ id }) => `${userPath({ userId })}/contacts/${encodeURIComponent(id)}?${fields}`);
    const answers = await reader.getEach(ctx, urls, needed.mailboxes, how);
    if (!answers.ok) return answers;
    for (const [index, { key }] of some.entries()) {
      const body = answers.value[index]?.body;
      const contact = reportedContact(body);
      const place = whereabouts.safeParse(body);
      if (contact === undefined || contact.card === undefined || contact.tag !== undefined) continue;
      if (place.success && ids.has(place.data.parentFolderId))
        found.set(key, personOfContact(key, contact.card));
    }
  }
  return ok(found);
};
