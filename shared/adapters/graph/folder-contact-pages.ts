import * as z from 'zod';
import { cardFields } from '../../contacts/card.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { contactKey } from '../../sources/contact-key.ts';
import type { DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import { reportedContact } from './contact-json.ts';
import { type ContactPlace, contactsPath, refusalOfMailbox, userPath } from './contact-place.ts';
import { type DeltaFailure, type DeltaPage, deltaPages, lastWords } from './delta-pages.ts';
import { graphUnavailable } from './graph-failure.ts';
import { needed } from './permissions.ts';
import type { Reader } from './reader.ts';
import { personOfContact } from './shared-contact.ts';
import { makeOriginOf } from './tagged-contacts.ts';

export type FolderFailure = DeltaFailure<SourceRefused>;

/** The most that contacts/delta gives. */
const pageSize = 200;
const how = { refusalOf: refusalOfMailbox };
const fields = ['id', 'changeKey', ...cardFields].join(',');

const entrySchema = z.looseObject({ id: z.string().min(1), '@removed': z.unknown().optional() });
type Entry = z.infer<typeof entrySchema>;

/**
 * Pages of one folder, of the mailbox's own contacts only: what an import of ours has written there, from whatever share,
 * must not come back as a source. `link`: the service's own, of an earlier reading of this very folder.
 */
export async function* folderContactPages(
  reader: Reader,
  ctx: TenantContext,
  place: ContactPlace,
  link: string | undefined,
): AsyncGenerator<Result<DirectoryPage, FolderFailure>> {
  const question = {
    from: link === undefined ? { path: `${contactsPath(place)}/delta?$select=${fields}` } : { link },
    entry: entrySchema,
    permission: needed.mailboxes,
    how: { ...how, prefer: `odata.maxpagesize=${pageSize}` },
  };
  const toPage = makeToPage(reader, ctx, place, link === undefined);
  for await (const read of deltaPages(reader, ctx, question)) {
    const page = read.ok ? await toPage(read.value) : read;
    yield page;
    if (!page.ok) return;
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

  return async ({ entries, link }: DeltaPage<Entry>): Promise<Result<DirectoryPage, FolderFailure>> => {
    const { present, gone } = lastWords(entries);
    const contacts = present.map(reportedContact);
    const readable = contacts.filter((contact) => contact !== undefined);
    // One that cannot be read must not pass for one that is not there.
    if (readable.length < contacts.length) return err(graphUnavailable);
    const origins = await originsOf(readable);
    if (!origins.ok) return origins;
    const changed: DirectoryPerson[] = [];
    const removed = gone.map(contactKey);
    for (const { id, card } of readable) {
      const key = contactKey(id);
      if (card !== undefined && origins.value(id) === 'own') {
        changed.push(personOfContact(key, card));
        told.add(key);
      } else if (!isFirst || told.has(key)) removed.push(key);
    }
    return ok({ changed, removed, ...(link === undefined ? {} : { link }) });
  };
};
