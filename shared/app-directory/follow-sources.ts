import { canonicalJson } from '../contacts/canonical-json.ts';
import type { Change, Commit, EntityStore } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { ok } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { Source } from '../sources/source.ts';
import { type AppAccessStore, appAccessId, type Shelf, shelfOf } from './app-access.ts';
import { directoryMessage } from './directory-message.ts';

/** A source after a change; undefined: deleted. */
type Noted = { readonly sourceId: string; readonly source: Source | undefined };

const attempts = 5;

/**
 * [S9] Decorates the store of sources and the commit, so that no use case can forget the app: a commit that changes what
 * the app shows of a source changes the row of access in the same transaction, with the message that has the directory
 * follow. Costs each commit of a source one read.
 */
export const makeFollowSources = (deps: {
  readonly access: AppAccessStore;
  readonly commit: Commit;
  readonly random: Random;
}) => {
  const notes = new WeakMap<Change, Noted>();
  const noted = (change: Change, note: Noted): Change => {
    notes.set(change, note);
    return change;
  };
  const following = (store: EntityStore<Source>): EntityStore<Source> => ({
    ...store,
    inserted: (ctx, source) => noted(store.inserted(ctx, source), { sourceId: source.id, source }),
    replaced: (ctx, etag, source) =>
      noted(store.replaced(ctx, etag, source), { sourceId: source.id, source }),
    deleted: (ctx, etag, sourceId) =>
      noted(store.deleted(ctx, etag, sourceId), { sourceId, source: undefined }),
  });

  const commit: Commit = async (ctx, changes, messages = []) => {
    const touched = changes.flatMap((change) => notes.get(change) ?? []);
    if (touched.length === 0) return deps.commit(ctx, changes, messages);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const held = await deps.access.get(ctx, appAccessId);
      const next = followed(held?.value.shelves ?? [], touched, () => deps.random.id());
      if (next === undefined) return deps.commit(ctx, changes, messages);
      const value = { shelves: [...next.shelves] };
      const change =
        held === undefined ? deps.access.inserted(ctx, value) : deps.access.replaced(ctx, held.etag, value);
      const done = await deps.commit(ctx, [...changes, change], [...messages, ...next.messages]);
      if (done.ok) return ok(done.value.slice(0, changes.length));
      // Another source's change came first; or what the caller read is no longer so, which is for him to know.
      if ((await deps.access.get(ctx, appAccessId))?.etag === held?.etag) return done;
    }
    throw new ServiceError('table storage');
  };
  return { following, commit };
};

/** Undefined where everything stays as it is. */
const followed = (
  shelves: readonly Shelf[],
  touched: readonly Noted[],
  newId: () => string,
): { readonly shelves: readonly Shelf[]; readonly messages: readonly Message[] } | undefined => {
  let now = shelves;
  const messages: Message[] = [];
  for (const { sourceId, source } of touched) {
    const before = now.find((shelf) => shelf.sourceId === sourceId);
    const after = source === undefined ? undefined : shelfOf(source, before, newId);
    if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) continue;
    now = [...now.filter((shelf) => shelf !== before), ...(after === undefined ? [] : [after])];
    const shelfIds = new Set([before, after].flatMap((shelf) => shelf?.shelfId ?? []));
    for (const shelfId of shelfIds) messages.push(directoryMessage({ sourceId, shelfId }));
    if (after?.audience.who === 'groups') messages.push(directoryMessage({}));
  }
  return now === shelves ? undefined : { shelves: now, messages };
};
