import type { EntityStore, Versioned } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Description, describe, type FieldRules, nothing } from './description.ts';
import type { Notes } from './note.ts';

/** How the trail sees a kind of entity. */
export interface Audited<T> {
  readonly subject: string;
  readonly fields: FieldRules<T>;
}

/** Of which some insertions are acts, and nothing else is: a run that somebody asked for. */
export interface AuditedInsertions<T> {
  readonly subject: string;
  readonly fields: Partial<FieldRules<T>>;
  readonly isAct: (value: T) => boolean;
}

export type Identified<T> = { readonly idOf: (value: T) => string };

interface Seen {
  readonly etag: string;
  readonly description: Description;
}

/**
 * The same store, whose changes know what they change. What was read is remembered by its context, for as long as that
 * lives; a change under an ETag that this context has not read (it was handed on) is looked up at its commit. Either way
 * the before-state is that of the very ETag under which the commit writes.
 */
export const makeAuditedStore = <T>(
  store: EntityStore<T>,
  audited: Audited<T> & Identified<T>,
  notes: Notes,
): EntityStore<T> => {
  const { subject, fields, idOf } = audited;
  const remembered = new WeakMap<TenantContext, Map<string, Seen>>();

  const remember = (ctx: TenantContext, id: string, seen: Seen): void => {
    const known = remembered.get(ctx) ?? new Map<string, Seen>();
    remembered.set(ctx, known.set(id, seen));
  };
  const read = (ctx: TenantContext, found: Versioned<T>): Versioned<T> => {
    remember(ctx, idOf(found.value), { etag: found.etag, description: describe(fields, found.value) });
    return found;
  };
  const beforeOf = (ctx: TenantContext, id: string, etag: string) => {
    const seen = remembered.get(ctx)?.get(id);
    return async (): Promise<Description | undefined> => {
      if (seen?.etag === etag) return seen.description;
      const found = await store.get(ctx, id);
      return found?.etag === etag ? describe(fields, found.value) : undefined;
    };
  };

  return {
    get: async (ctx, id) => {
      const found = await store.get(ctx, id);
      return found && read(ctx, found);
    },
    list: async (ctx, page, under) => {
      const found = await store.list(ctx, page, under);
      for (const item of found.items) read(ctx, item);
      return found;
    },
    all: async function* (ctx, under) {
      for await (const item of store.all(ctx, under)) yield read(ctx, item);
    },
    inserted: (ctx, value) => {
      const change = store.inserted(ctx, value);
      const [subjectId, after] = [idOf(value), describe(fields, value)];
      notes.set(change, {
        subject,
        subjectId,
        effect: 'created',
        before: async () => nothing,
        after,
        committed: (etag) => remember(ctx, subjectId, { etag, description: after }),
      });
      return change;
    },
    replaced: (ctx, etag, value) => {
      const change = store.replaced(ctx, etag, value);
      const [subjectId, after] = [idOf(value), describe(fields, value)];
      notes.set(change, {
        subject,
        subjectId,
        effect: 'changed',
        before: beforeOf(ctx, subjectId, etag),
        after,
        committed: (next) => remember(ctx, subjectId, { etag: next, description: after }),
      });
      return change;
    },
    deleted: (ctx, etag, id) => {
      const change = store.deleted(ctx, etag, id);
      notes.set(change, {
        subject,
        subjectId: id,
        effect: 'deleted',
        before: beforeOf(ctx, id, etag),
        after: nothing,
        committed: () => remembered.get(ctx)?.delete(id),
      });
      return change;
    },
  };
};

/** The same store, some of whose insertions are acts. Nothing is remembered: it costs reads and runs nothing. */
export const makeAuditedInsertions = <T>(
  store: EntityStore<T>,
  { subject, fields, isAct, idOf }: AuditedInsertions<T> & Identified<T>,
  notes: Notes,
): EntityStore<T> => ({
  ...store,
  inserted: (ctx, value) => {
    const change = store.inserted(ctx, value);
    if (!isAct(value)) return change;
    notes.set(change, {
      subject,
      subjectId: idOf(value),
      effect: 'created',
      before: async () => nothing,
      after: describe(fields, value),
      committed: () => {},
    });
    return change;
  },
});
