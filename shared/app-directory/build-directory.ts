import type { Contact } from '../contacts/contact.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import type { Log } from '../kernel/log.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { isReadFrom } from '../sources/reading-link.ts';
import type { ContactsHead, Source, SourceContacts, SourceStore } from '../sources/source.ts';
import { visiblePeople } from '../sources/visible-people.ts';
import { type AppAccessStore, appAccessId, type Shelf, showsOf } from './app-access.ts';
import type { AppDirectory } from './directory.ts';
import { directoryMessage } from './directory-message.ts';

export interface BuildDirectoryDeps {
  readonly access: AppAccessStore;
  readonly sources: SourceStore;
  readonly contacts: SourceContacts;
  readonly directory: AppDirectory;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
}

const day = 24 * 60 * 60_000;
/** How long a client may stay away without having to start again. */
export const horizonMs = 30 * day;
/** Another form of the rows: everything is built anew. */
const form = 1;

/**
 * [S9] Has the shelf of a source follow its people, or sweeps one that is gone. Repeatable at any point: it compares what
 * is with what should be. A source whose people change meanwhile sends a message of its own.
 */
export const makeBuildDirectory =
  (deps: BuildDirectoryDeps) =>
  async (
    ctx: TenantContext,
    { sourceId, shelfId }: { readonly sourceId: string; readonly shelfId?: string | undefined },
  ): Promise<void> => {
    const live = await liveShelf(ctx, sourceId, deps);
    if (shelfId !== undefined && live?.shelfId !== shelfId) await deps.directory.remove(ctx, shelfId);
    if (live === undefined) return;
    const built = await deps.directory.builtFrom(ctx, live.shelfId);
    if (built === undefined && shelfId !== live.shelfId) {
      // Whoever begins a shelf is brought back by its name until he has seen to its end, even where that is its removal.
      await deps.commit(ctx, [], [directoryMessage({ sourceId, shelfId: live.shelfId })]);
      return;
    }
    const source = (await deps.sources.get(ctx, sourceId))?.value;
    if (source === undefined) return;
    await build(ctx, source, live, built, deps);
    const after = await liveShelf(ctx, sourceId, deps);
    if (after?.shelfId !== live.shelfId) await deps.directory.remove(ctx, live.shelfId);
  };

const liveShelf = async (
  ctx: TenantContext,
  sourceId: string,
  { access }: BuildDirectoryDeps,
): Promise<Shelf | undefined> =>
  (await access.get(ctx, appAccessId))?.value.shelves.find((shelf) => shelf.sourceId === sourceId);

const build = async (
  ctx: TenantContext,
  source: Source,
  shelf: Shelf,
  built: string | undefined,
  deps: BuildDirectoryDeps,
): Promise<void> => {
  // Read before the people are: where they change meanwhile, it is an older version than theirs and is built again.
  const head = await deps.contacts.head(ctx, source.id);
  const people = head !== undefined && isOfPresentUser(source, head);
  const version = [form, people ? head.version : '', showsOf(source)].join(' ');
  if (version === built) return;
  const now = deps.clock.now();
  const from = { version, now, goneBefore: now - horizonMs };
  const pages = people ? shownPeople(ctx, source, deps) : nobody();
  const { changed, removed } = await deps.directory.build(ctx, shelf, from, pages);
  deps.log('info', 'app directory built', {
    tenantId: ctx.tenantId,
    correlationId: ctx.correlationId,
    sourceId: source.id,
    updated: changed,
    deleted: removed,
    durationMs: deps.clock.now() - now,
  });
};

/** Personal contacts that were read of another user, before the settings were changed, are not the new one's to see. */
const isOfPresentUser = (source: Source, { link }: ContactsHead): boolean =>
  source.kind !== 'office-365' || (link !== undefined && isReadFrom(source, link));

async function* nobody(): AsyncIterable<readonly Contact[]> {}

async function* shownPeople(
  ctx: TenantContext,
  source: Source,
  { contacts }: BuildDirectoryDeps,
): AsyncIterable<readonly Contact[]> {
  const withoutPhotos = { ...source, includePhotos: false };
  for await (const page of contacts.all(ctx, source.id)) yield visiblePeople(withoutPhotos, page);
}
