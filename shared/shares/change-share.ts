import { type NameStylePatch, type NameStyleWish, nameStyleOf, patchedWish } from '../contacts/name-style.ts';
import type { CategoryColour } from '../imports/category-colour.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import {
  type Conflict,
  conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Stale,
  stale,
} from '../kernel/failures.ts';
import { asId, type SourceId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceStore } from '../sources/source.ts';
import type { Selection, SelectionPatch, Share, ShareStore } from './share.ts';
import { judgeShare, type ShareSource } from './share-problems.ts';

export interface ChangeShareDeps {
  readonly shares: ShareStore;
  readonly sources: SourceStore;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** null takes an optional property away. */
export interface ShareChanges {
  readonly displayName?: string | undefined;
  /** All of them, in the order of priority. */
  readonly sources?: readonly ShareSource[] | undefined;
  readonly selection?: SelectionPatch | undefined;
  readonly fields?: { readonly [Group in keyof Share['fields']]?: boolean | undefined } | undefined;
  readonly note?: string | null | undefined;
  readonly nameStyle?: NameStylePatch;
  readonly category?: string | null | undefined;
  readonly categoryColour?: CategoryColour | null | undefined;
  readonly allowedTenants?: readonly string[] | null | undefined;
  readonly expiresAt?: string | null | undefined;
}

export type Allowed = (etag: string) => boolean;

/** As it is stored, where the caller's `If-Match` allows it. */
export const readShare = async (
  ctx: TenantContext,
  id: string,
  allowed: Allowed,
  shares: ShareStore,
): Promise<Result<Versioned<Share>, NotFound | Stale>> => {
  const share = await shares.get(ctx, id);
  if (share === undefined) return err(notFound);
  return allowed(share.etag) ? ok(share) : err(stale);
};

const attempts = 8;

/** Imports see the change with their next run. */
export const makeChangeShare =
  (deps: ChangeShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
    input: ShareChanges,
  ): Promise<Result<Versioned<Share>, NotFound | Stale | Invalid | Conflict>> => {
    let first: string | undefined;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const found = await readShare(ctx, id, allowed, deps.shares);
      if (!found.ok) return found;
      const { value: before, etag } = found.value;
      if (before.state === 'revoked') return err(conflict('share-revoked'));
      first ??= etag;
      if (etag !== first) return err(stale);
      const selection = input.selection && patched(before.selection, input.selection);
      const { problems, seen } = await judgeShare(ctx, { ...input, selection }, deps);
      if (problems.length > 0) return err(invalid(...problems));
      const value = changed(before, input, deps.clock);
      const done = await deps.commit(ctx, [deps.shares.replaced(ctx, etag, value), ...seen]);
      if (done.ok) return ok({ value, etag: done.value[0] ?? '' });
      // The share itself has changed, or one of the sources is read just now: the next look tells.
    }
    throw new ServiceError('table storage');
  };

const changed = (before: Share, input: ShareChanges, clock: Clock): Share => {
  const { note, nameStyle, category, categoryColour, allowedTenants, expiresAt, ...kept } = before;
  return {
    ...kept,
    displayName: input.displayName ?? kept.displayName,
    sources: input.sources?.map(({ sourceId }) => ({ sourceId: asId<SourceId>(sourceId) })) ?? kept.sources,
    selection: patched(kept.selection, input.selection ?? {}),
    fields: { ...kept.fields, ...named(input.fields ?? {}) },
    ...optional('note', input.note, note),
    ...styleOf(patchedWish(nameStyle, input.nameStyle)),
    ...optional('category', input.category, category),
    ...optional('categoryColour', input.categoryColour, categoryColour),
    ...optional('allowedTenants', input.allowedTenants && [...input.allowedTenants], allowedTenants),
    ...optional('expiresAt', input.expiresAt, expiresAt),
    changedAt: toIso(clock.now()),
  };
};

const patched = (before: Selection, { filters = {}, ...parts }: SelectionPatch): Selection => ({
  ...before,
  ...named(parts),
  filters: { ...before.filters, ...named(filters) },
});

/** What is not named stays as it was. */
const named = <T extends object>(parts: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

const styleOf = (wish: NameStyleWish | undefined): Pick<Share, 'nameStyle'> =>
  wish === undefined ? {} : { nameStyle: nameStyleOf(wish) };

/** The new value, nothing where null was given, or what was there. */
const optional = <Name extends string, T>(
  name: Name,
  given: T | null | undefined,
  before: T | undefined,
): { [Key in Name]?: T } => {
  const value = given === undefined ? before : (given ?? undefined);
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: T };
};
