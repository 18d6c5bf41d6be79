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
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SourceStore } from '../sources/source.ts';
import type { Share, ShareLookup, ShareStore, ShareUseStore } from './share.ts';
import { type ShareSource, shareProblems } from './share-problems.ts';
import type { Snapshots } from './snapshot.ts';

export interface ChangeShareDeps {
  readonly shares: ShareStore;
  readonly sources: SourceStore;
  readonly uses: ShareUseStore;
  readonly lookup: ShareLookup;
  readonly snapshots: Snapshots;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** null takes an optional property away. */
export interface ShareChanges {
  readonly displayName?: string | undefined;
  /** All of them, in the order of priority. */
  readonly sources?: readonly ShareSource[] | undefined;
  readonly selection?: Share['selection'] | undefined;
  readonly fields?: { readonly [Group in keyof Share['fields']]?: boolean | undefined } | undefined;
  readonly note?: string | null | undefined;
  readonly nameStyle?: NameStylePatch;
  readonly category?: string | null | undefined;
  readonly categoryColour?: CategoryColour | null | undefined;
  readonly allowedTenants?: readonly string[] | null | undefined;
  readonly expiresAt?: string | null | undefined;
}

type Allowed = (etag: string) => boolean;

const read = async (
  ctx: TenantContext,
  id: string,
  allowed: Allowed,
  shares: ShareStore,
): Promise<Result<Versioned<Share>, NotFound | Stale>> => {
  const share = await shares.get(ctx, id);
  if (share === undefined) return err(notFound);
  return allowed(share.etag) ? ok(share) : err(stale);
};

/** Imports see the change with their next run. */
export const makeChangeShare =
  (deps: ChangeShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
    input: ShareChanges,
  ): Promise<Result<Versioned<Share>, NotFound | Stale | Invalid | Conflict>> => {
    const found = await read(ctx, id, allowed, deps.shares);
    if (!found.ok) return found;
    if (found.value.value.state === 'revoked') return err(conflict('share-revoked'));
    const problems = await shareProblems(ctx, input, deps);
    if (problems.length > 0) return err(invalid(...problems));
    const { note, nameStyle, category, categoryColour, allowedTenants, expiresAt, ...kept } =
      found.value.value;
    const value: Share = {
      ...kept,
      displayName: input.displayName ?? kept.displayName,
      sources: input.sources?.map(({ sourceId }) => ({ sourceId: asId<SourceId>(sourceId) })) ?? kept.sources,
      selection: input.selection ?? kept.selection,
      fields: { ...kept.fields, ...named(input.fields ?? {}) },
      ...optional('note', input.note, note),
      ...styleOf(patchedWish(nameStyle, input.nameStyle)),
      ...optional('category', input.category, category),
      ...optional('categoryColour', input.categoryColour, categoryColour),
      ...optional('allowedTenants', input.allowedTenants && [...input.allowedTenants], allowedTenants),
      ...optional('expiresAt', input.expiresAt, expiresAt),
      changedAt: toIso(deps.clock.now()),
    };
    const done = await deps.commit(ctx, [deps.shares.replaced(ctx, found.value.etag, value)]);
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };

/** A group that is not named stays as it was. */
const named = (fields: NonNullable<ShareChanges['fields']>): Partial<Share['fields']> =>
  Object.fromEntries(Object.entries(fields).filter(([, shared]) => shared !== undefined));

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

/**
 * [H3] Ends the share for everyone, for good: no new import, and each existing one is emptied by its next run. Its capability
 * stays findable, so that whoever names it is told that the share was revoked, not that there is none.
 */
export const makeRevokeShare =
  (deps: ChangeShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
  ): Promise<Result<Versioned<Share>, NotFound | Stale>> => {
    const found = await read(ctx, id, allowed, deps.shares);
    if (!found.ok || found.value.value.state === 'revoked') return found;
    const value: Share = { ...found.value.value, state: 'revoked', changedAt: toIso(deps.clock.now()) };
    const done = await deps.commit(ctx, [deps.shares.replaced(ctx, found.value.etag, value)]);
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };

/** Takes a share off the list; refused while someone imports it, so that nobody is cut off by mistake. */
export const makeDeleteShare =
  (deps: ChangeShareDeps) =>
  async (
    ctx: TenantContext,
    id: string,
    allowed: Allowed,
  ): Promise<Result<void, NotFound | Stale | Conflict>> => {
    const found = await read(ctx, id, allowed, deps.shares);
    if (!found.ok) return found;
    const uses = await deps.uses.list(ctx, { limit: 1 }, `${id}~`);
    if (found.value.value.state === 'active' && uses.items.length > 0) return err(conflict('share-in-use'));
    // First the copies of people, while a repetition can still find them; a share that stays takes new ones.
    await deps.snapshots.remove(ctx, found.value.value.id);
    const done = await deps.commit(ctx, [deps.shares.deleted(ctx, found.value.etag, id)]);
    if (!done.ok) return err(stale);
    await deps.lookup.remove(ctx, found.value.value.capabilityHash);
    return ok(undefined);
  };
