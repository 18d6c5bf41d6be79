import { directoryMessages } from '../app-directory/directory-message.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import type { Log } from '../kernel/log.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NoteAccessRegained } from '../tenants/look-at-access.ts';
import type { NoteAccess } from '../tenants/note-access.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type PeopleRead, type ReadPeopleDeps, readPeople } from './read-people.ts';
import { readPhotos } from './read-photos.ts';
import { refreshMessage } from './refresh-message.ts';
import { retryAt } from './retry-refresh.ts';
import type { Source, SourceStore } from './source.ts';
import { losesAccess } from './source-kinds.ts';
import {
  LeaseLost,
  leaseMs,
  makeTakeLease,
  type RefreshInProgress,
  type SourceLease,
} from './source-lease.ts';
import type { ReaderFailure } from './source-reader.ts';
import type { OpenSource } from './source-readers.ts';

export interface RefreshSourceDeps extends ReadPeopleDeps {
  readonly sources: SourceStore;
  readonly openSource: OpenSource;
  readonly tenants: TenantStore;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly noteAccess: NoteAccess;
  readonly noteAccessRegained: NoteAccessRegained;
  readonly log: Log;
}

export interface RefreshInput {
  readonly sourceId: string;
  readonly mode?: 'full' | undefined;
  /** Given where a failure that passes should bring about another attempt, later and by itself. */
  readonly attempt?: number | undefined;
}

export type SourceFailure = ReaderFailure | { readonly type: 'tenant-unknown' };
export type RefreshFailure = SourceFailure | NotFound | RefreshInProgress;
export type RefreshSource = ReturnType<typeof makeRefreshSource>;

/**
 * [S0][S1] Reads a source and keeps what came of it in its row: `ready` with counts, or `failed` with the reason. Safe to
 * repeat after a crash anywhere: the contacts and the link to what follows are kept together.
 */
export const makeRefreshSource = (deps: RefreshSourceDeps) => {
  const takeLease = makeTakeLease(deps);
  return async (ctx: TenantContext, input: RefreshInput): Promise<Result<PeopleRead, RefreshFailure>> => {
    const taken = await takeLease(ctx, input.sourceId);
    if (!taken.ok) return taken;
    const lease = taken.value;
    try {
      const started = deps.clock.now();
      const read = await readAll(ctx, lease, input, deps);
      if (!read.ok) await endFailed(ctx, lease, input, read.error, deps);
      deps.log(read.ok ? 'info' : 'warn', 'source read', {
        tenantId: ctx.tenantId,
        correlationId: ctx.correlationId,
        sourceId: lease.source.id,
        durationMs: deps.clock.now() - started,
        ...(read.ok ? countsOf(read.value) : { failure: reasonOf(read.error) }),
      });
      return read;
    } catch (error) {
      if (error instanceof LeaseLost) return afterLoss(ctx, lease.source, error, deps);
      return afterFault(ctx, lease, input, error, deps);
    }
  };
};

const readAll = async (
  ctx: TenantContext,
  lease: SourceLease,
  input: RefreshInput,
  deps: RefreshSourceDeps,
): Promise<Result<PeopleRead, SourceFailure>> => {
  const { source, keep } = lease;
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  if (tenant === undefined) return err({ type: 'tenant-unknown' });
  const opened = await deps.openSource(ctx, source);
  if (opened === undefined) throw new Error('a source that is kept by hand is not read');
  if (!opened.ok) return opened;
  const { countryCode } = tenant.value;
  const people = await readPeople(ctx, source, opened.value, deps, { mode: input.mode, countryCode, keep });
  if (!people.ok) return people;

  const { photosOf } = opened.value;
  const due = source.includePhotos && people.value.head.photosDue > 0 && photosOf !== undefined;
  const photos: Result<void, ReaderFailure> = due
    ? await readPhotos(ctx, source, photosOf, deps, () => keep())
    : ok(undefined);
  if (!photos.ok && isRefusal(photos.error)) return photos;
  if (due || people.value.head.photosOrphaned) await deps.contacts.sweepPhotos(ctx, source.id);

  await endReady(lease, people.value, photos, input, deps);
  if (tenant.value.state !== 'active') await deps.noteAccessRegained(ctx);
  return people;
};

const countsOf = ({ kind, head, changed, removed }: PeopleRead) => ({
  operation: kind,
  count: head.count,
  updated: changed,
  deleted: removed,
});

const isRefusal = (error: ReaderFailure) => error.type !== 'throttled' && error.type !== 'unavailable';

const reasonOf = (error: SourceFailure) => (error.type === 'source-refused' ? error.reason : error.type);

/** Photos that could not be had now do not hold up the contacts: a later refresh goes on with them. */
const endReady = async (
  lease: SourceLease,
  { head, kind, changed, removed }: PeopleRead,
  photos: Result<void, ReaderFailure>,
  input: RefreshInput,
  deps: RefreshSourceDeps,
): Promise<void> => {
  const now = deps.clock.now();
  const { count: contacts, withoutNumber, unusableNumbers } = head;
  const lastRefresh = {
    finishedAt: toIso(now),
    kind,
    contacts,
    withoutNumber,
    unusableNumbers,
    changed,
    removed,
  };
  const attempt = input.attempt ?? 1;
  const notBefore = photos.ok ? undefined : retryAt(photos.error, attempt, now);
  const rest = notBefore && refreshMessage(lease.source.id, { attempt: attempt + 1, notBefore });
  const messages = [...(rest ? [rest] : []), ...directoryMessages(lease.source)];
  await lease.end({ state: 'ready', lastRefresh }, messages);
};

const endFailed = async (
  ctx: TenantContext,
  lease: SourceLease,
  input: RefreshInput,
  error: SourceFailure,
  deps: RefreshSourceDeps,
): Promise<void> => {
  const isRefused = error.type === 'consent-required' || error.type === 'access-blocked';
  if (isRefused && losesAccess(lease.source.kind, error)) await deps.noteAccess(ctx, error);
  const now = deps.clock.now();
  const code = 'code' in error && error.code !== undefined ? { code: error.code } : {};
  const notBefore = input.attempt === undefined ? undefined : retryAt(error, input.attempt, now);
  const { sourceId, mode, attempt = 1 } = input;
  await lease.end(
    { state: 'failed', lastError: { at: toIso(now), reason: reasonOf(error), ...code } },
    notBefore === undefined ? [] : [refreshMessage(sourceId, { mode, attempt: attempt + 1, notBefore })],
  );
};

const afterLoss = async (
  ctx: TenantContext,
  source: Source,
  loss: LeaseLost,
  deps: RefreshSourceDeps,
): Promise<Result<never, NotFound | RefreshInProgress>> => {
  if (loss.how === 'taken') {
    return err({ type: 'refresh-in-progress', until: deps.clock.now() + leaseMs });
  }
  await deps.contacts.remove(ctx, source.id);
  return err(notFound);
};

/** A service that fails is a reason like others; any other fault ends the lease, if that goes, and is thrown. */
const afterFault = async (
  ctx: TenantContext,
  lease: SourceLease,
  input: RefreshInput,
  fault: unknown,
  deps: RefreshSourceDeps,
): Promise<Result<never, RefreshFailure>> => {
  const error = {
    type: 'unavailable',
    service: fault instanceof ServiceError ? fault.service : 'switchboard',
  } as const;
  try {
    await endFailed(
      ctx,
      lease,
      fault instanceof ServiceError ? input : { sourceId: input.sourceId },
      error,
      deps,
    );
  } catch {
    throw fault;
  }
  if (!(fault instanceof ServiceError)) throw fault;
  return err(error);
};
