import type { Contact } from '../contacts/contact.ts';
import { mergePeople, type SourceToMerge } from '../contacts/merge-people.ts';
import { type Conflict, conflict, type SubscriptionRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Shelf } from './app-access.ts';
import type { AppDirectory } from './directory.ts';
import type { OpenForUser } from './open-for-user.ts';

/** Entries in one file; some 15 MB of memory. */
const mostExported = 5000;
const pageLength = 500;

/**
 * [S9] The people that a user sees, merged from those sources alone, under their ids as keys. More than fit into a file are
 * refused (`export-too-large`): lists have no end, files have.
 */
export const makeExportContacts =
  (deps: { readonly openForUser: OpenForUser; readonly directory: AppDirectory }) =>
  async (
    ctx: TenantContext,
    userId: string,
  ): Promise<Result<readonly Contact[], SubscriptionRequired | Conflict>> => {
    const opened = await deps.openForUser(ctx, userId);
    if (!opened.ok) return opened;
    const ids = new Map<string, string>();
    const sources: SourceToMerge[] = [];
    for (const shelf of opened.value) {
      const room = mostExported - ids.size;
      const found = await everyone(ctx, shelf, deps.directory, room);
      if (found === undefined) return err(conflict('export-too-large'));
      for (const [id, contact] of found) ids.set(`${shelf.sourceId}/${contact.key}`, id);
      const keysAreEntraIds = shelf.kind === 'entra-id';
      sources.push({ sourceId: shelf.sourceId, people: [...found.values()], keysAreEntraIds });
    }
    return ok(
      Array.from(mergePeople(sources), ({ contact, members: [{ sourceId, contact: first }] }) => ({
        ...contact,
        key: ids.get(`${sourceId}/${first.key}`) ?? contact.key,
      })),
    );
  };

/** By id; undefined where they are more than `most`. */
const everyone = async (
  ctx: TenantContext,
  { shelfId }: Shelf,
  directory: AppDirectory,
  most: number,
): Promise<ReadonlyMap<string, Contact> | undefined> => {
  const found = new Map<string, Contact>();
  for (let after = 0; ; ) {
    const page = await directory.changes(ctx, shelfId, after, pageLength);
    for (const { id, contact } of page.items) {
      if (contact === undefined) found.delete(id);
      else found.set(id, contact);
    }
    if (found.size > most) return undefined;
    if (!page.more) return found;
    after = page.items.at(-1)?.seq ?? after;
  }
};
