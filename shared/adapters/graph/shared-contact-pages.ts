import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryPage } from '../../sources/directory.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import { type ContactPlace, folderOf, mailboxOf } from './contact-place.ts';
import { type FolderFailure, folderContactPages } from './folder-contact-pages.ts';
import type { Reader } from './reader.ts';

/** Where the last read ended: in which mailbox and folder, and the service's own link. */
const linkOf = ({ userId, folderId }: ContactPlace, link: string): string => `${userId}|${folderId}|${link}`;

const keptLink = (kept: string): (ContactPlace & { readonly link: string }) | undefined => {
  const [, userId, folderId, link] = /^([^|]+)\|([^|]*)\|(.+)$/s.exec(kept) ?? [];
  return userId === undefined || folderId === undefined || link === undefined
    ? undefined
    : { userId, folderId, link };
};

/**
 * [S11] Pages of a folder of contacts, of the mailbox's own only: what an import of ours has written there, from whatever
 * share, must not come back as a source. Mailbox and folder are looked up by address and name at every reading: one that was
 * renamed, or made anew, is another.
 */
export async function* sharedContactPages(
  reader: Reader,
  ctx: TenantContext,
  settings: SettingsOf<'shared-mailbox'>,
  link: string | undefined,
): AsyncGenerator<Result<DirectoryPage, FolderFailure>> {
  const kept = link === undefined ? undefined : keptLink(link);
  const user = await mailboxOf(reader, ctx, settings);
  const place = user.ok ? await folderOf(reader, ctx, user.value, settings.folder) : user;
  if (!place.ok) {
    yield place;
    return;
  }
  const isThere = kept?.userId === place.value.userId && kept.folderId === place.value.folderId;
  if (link !== undefined && !isThere) {
    yield err({ type: 'link-expired' });
    return;
  }
  for await (const page of folderContactPages(reader, ctx, place.value, kept?.link)) {
    const end = page.ok ? page.value.link : undefined;
    yield page.ok && end !== undefined ? ok({ ...page.value, link: linkOf(place.value, end) }) : page;
  }
}
