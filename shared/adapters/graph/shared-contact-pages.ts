import * as z from 'zod';
import { cardFields } from '../../contacts/card.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import type { SettingsOf } from '../../sources/source-settings.ts';
import { reportedContact } from './contact-json.ts';
import { contactKey } from './contact-key.ts';
import {
  type ContactPlace,
  contactsPath,
  folderOf,
  mailboxOf,
  refusalOfMailbox,
  userPath,
} from './contact-place.ts';
import { type DeltaFailure, type DeltaPage, deltaPages } from './delta-pages.ts';
import { graphUnavailable } from './graph-failure.ts';
import { needed } from './permissions.ts';
import type { Reader } from './reader.ts';
import { personOfContact } from './shared-contact.ts';
import { makeOriginOf } from './tagged-contacts.ts';

type Failure = DeltaFailure<SourceRefused>;

/** The most that contacts/delta gives. */
const pageSize = 200;
const how = { refusalOf: refusalOfMailbox };
const fields = ['id', 'changeKey', ...cardFields].join(',');

const entrySchema = z.looseObject({ id: z.string().min(1), '@removed': z.unknown().optional() });
type Entry = z.infer<typeof entrySchema>;

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
 * share, must not come back as a source. A folder is looked up by its name at every reading, for a renamed one is another.
 */
export async function* sharedContactPages(
  reader: Reader,
  ctx: TenantContext,
  settings: SettingsOf<'shared-mailbox'>,
  link: string | undefined,
): AsyncGenerator<Result<DirectoryPage, Failure>> {
  const kept = link === undefined ? undefined : keptLink(link);
  const user = kept === undefined ? await mailboxOf(reader, ctx, settings) : ok({ userId: kept.userId });
  const place = user.ok ? await folderOf(reader, ctx, user.value, settings.folder) : user;
  if (!place.ok) {
    yield place;
    return;
  }
  if (link !== undefined && kept?.folderId !== place.value.folderId) {
    yield err({ type: 'link-expired' });
    return;
  }
  const folder = contactsPath(place.value);
  const question = {
    from: kept === undefined ? { path: `${folder}/delta?$select=${fields}` } : kept,
    entry: entrySchema,
    permission: needed.mailboxes,
    how: { ...how, prefer: `odata.maxpagesize=${pageSize}` },
  };
  const toPage = makeToPage(reader, ctx, place.value, kept === undefined);
  for await (const read of deltaPages(reader, ctx, question)) {
    const page = read.ok ? await toPage(read.value) : read;
    if (!page.ok) {
      yield page;
      return;
    }
    const end = read.ok ? read.value.link : undefined;
    yield ok(end === undefined ? page.value : { ...page.value, link: linkOf(place.value, end) });
  }
}

const makeToPage = (reader: Reader, ctx: TenantContext, place: ContactPlace, isFirst: boolean) => {
  const originsOf = makeOriginOf(
    reader,
    ctx,
    { folder: contactsPath(place), contacts: `${userPath(place)}/contacts` },
    how,
  );
  /** In a first reading only who was told before can be told as gone: an import's contacts may be thousands. */
  const told = new Set<string>();

  return async ({ entries }: DeltaPage<Entry>): Promise<Result<DirectoryPage, Failure>> => {
    const contacts = entries.filter((entry) => !('@removed' in entry)).map(reportedContact);
    const readable = contacts.filter((contact) => contact !== undefined);
    // One that cannot be read must not pass for one that is not there.
    if (readable.length < contacts.length) return err(graphUnavailable);
    const origins = await originsOf(readable);
    if (!origins.ok) return origins;
    const changed: DirectoryPerson[] = [];
    const gone = entries.filter((entry) => '@removed' in entry).map(({ id }) => contactKey(id));
    for (const { id, card } of readable) {
      const key = contactKey(id);
      if (card !== undefined && origins.value(id) === 'own') {
        changed.push(personOfContact(key, card));
        told.add(key);
      } else if (!isFirst || told.has(key)) gone.push(key);
    }
    return ok({ changed, removed: gone });
  };
};
