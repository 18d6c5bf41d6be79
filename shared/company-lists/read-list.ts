import type { RecordAct } from '../audit/act.ts';
import type { Contact } from '../contacts/contact.ts';
import type { Commit, Page, PageRequest } from '../kernel/commit.ts';
import { type Conflict, conflict, type NotFound, notFound } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { Source, SourceContacts, SourceStore } from '../sources/source.ts';
import { byName } from './list-entry.ts';

export interface ReadListDeps {
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
}

export type ListRefusal = NotFound | Conflict;

/** The only kind whose contacts are the company's own to change here; others are corrected where they are read from. */
export const refusalOf = (source: Source | undefined): ListRefusal | undefined => {
  if (source === undefined) return notFound;
  return source.kind === 'company-list' ? undefined : conflict('source-read-elsewhere');
};

/** Everything of the list, in no particular order. */
export const entriesOf = async (
  ctx: TenantContext,
  id: Source['id'],
  contacts: SourceContacts,
): Promise<readonly Contact[]> => {
  const entries: Contact[] = [];
  for await (const page of contacts.all(ctx, id)) entries.push(...page);
  return entries;
};

const readEntries = async (
  ctx: TenantContext,
  sourceId: string,
  deps: ReadListDeps,
): Promise<Result<readonly Contact[], ListRefusal>> => {
  const source = (await deps.sources.get(ctx, sourceId))?.value;
  const refused = refusalOf(source);
  if (source === undefined || refused !== undefined) return err(refused ?? notFound);
  return ok(await entriesOf(ctx, source.id, deps.contacts));
};

/** [S10] By name. The cursor is a place and a key: a name would stand in the link's address. */
export const makeListEntries =
  (deps: ReadListDeps) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    { limit, cursor }: PageRequest,
  ): Promise<Result<Page<Contact>, ListRefusal>> => {
    const read = await readEntries(ctx, sourceId, deps);
    if (!read.ok) return read;
    const entries = byName(read.value);
    const start = startAt(entries, cursor);
    const items = entries.slice(start, start + limit);
    const last = items.at(-1);
    const isLast = last === undefined || start + limit >= entries.length;
    return ok(isLast ? { items } : { items, cursor: `${start + limit}|${last.key}` });
  };

/** Behind the last one given; where that is gone, at the place it had. */
const startAt = (entries: readonly Contact[], cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  const [place, key] = cursor.split('|', 2);
  const found = entries.findIndex((entry) => entry.key === key);
  return found === -1 ? Number(place) - 1 : found + 1;
};

export const makeReadEntry =
  (deps: ReadListDeps) =>
  async (ctx: TenantContext, sourceId: string, key: string): Promise<Result<Contact, ListRefusal>> => {
    const read = await readEntries(ctx, sourceId, deps);
    if (!read.ok) return read;
    const entry = read.value.find((each) => each.key === key);
    return entry === undefined ? err(notFound) : ok(entry);
  };

/** [S10] Everything, by name. That it was taken out is in the trail [T7]. */
export const makeExportList =
  (deps: ReadListDeps & { readonly recordAct: RecordAct; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    sourceId: string,
    format: string,
  ): Promise<Result<readonly Contact[], ListRefusal>> => {
    const read = await readEntries(ctx, sourceId, deps);
    if (!read.ok) return read;
    const details = { exported: format, contacts: read.value.length };
    await deps.commit(ctx, [deps.recordAct(ctx, { subject: 'source', subjectId: sourceId, details })]);
    return ok(byName(read.value));
  };
