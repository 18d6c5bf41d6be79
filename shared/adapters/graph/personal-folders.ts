import * as z from 'zod';
import { maxOperationsPerMailbox } from '../../imports/mailboxes.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { contactIdOf } from '../../sources/contact-key.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import { contactFields, reportedContact } from './contact-json.ts';
import { type ContactPlace, refusalOfMailbox, userPath } from './contact-place.ts';
import type { FolderFailure } from './folder-contact-pages.ts';
import { graphUnavailable } from './graph-failure.ts';
import { linkPath } from './link.ts';
import { needed } from './permissions.ts';
import { orUnavailable, type Reader, type ReadFailure } from './reader.ts';
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

/** The folders of a user's contacts. Folders inside folders are not among them: Graph lists one level. */
export const personalFolders = async (
  reader: Reader,
  ctx: TenantContext,
  userId: string,
): Promise<Result<PersonalFolders, FolderFailure>> => {
  const places: ContactPlace[] = [{ userId, folderId: '' }];
  const ids = new Set<string>();
  let path: string | undefined = `${userPath({ userId })}/contactFolders?$select=id,parentFolderId&$top=100`;
  while (path !== undefined) {
    const page: Result<z.infer<typeof foldersSchema>, ReadFailure | SourceRefused> = await reader.get(
      ctx,
      path,
      foldersSchema,
      needed.mailboxes,
      how,
    );
    if (!page.ok) return err(orUnavailable(page.error));
    for (const { id, parentFolderId } of page.value.value) {
      places.push({ userId, folderId: id });
      ids.add(id);
      if (parentFolderId) ids.add(parentFolderId);
    }
    const next: string | undefined = page.value['@odata.nextLink'];
    path = next === undefined ? undefined : linkPath(next, reader.origin);
    // Folders left out would be taken for folders removed.
    if (next !== undefined && path === undefined) return err(graphUnavailable);
  }
  return ok({ places, ids });
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
  const query = `$select=${contactFields},parentFolderId&$expand=${encodeURIComponent(expandTag)}`;
  for (let at = 0; at < asked.length; at += maxOperationsPerMailbox) {
    const some = asked.slice(at, at + maxOperationsPerMailbox);
    const urls = some.map(({ id }) => `${userPath({ userId })}/contacts/${encodeURIComponent(id)}?${query}`);
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
