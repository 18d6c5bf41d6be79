import { type Clock, fromIso } from '../kernel/clock.ts';
import type { AccessBlocked, ConsentRequired, Throttled, Unavailable } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { Sleep } from '../kernel/sleep.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { RefreshFailure, RefreshSource } from './refresh-source.ts';
import type { Source, SourceStore } from './source.ts';
import { sourceKindTable } from './source-kinds.ts';

type NotFresh = ConsentRequired | AccessBlocked | Throttled | Unavailable;

const longestWaitSeconds = 60;
/** Whatever a source of the company's own refuses, an importer is only told that it cannot be read now. */
const notReadable = { type: 'unavailable', service: 'source' } as const;
/** A delta is read in less than a second: imports of one share that are due together wait for the first of them. */
const waits = [250, 500, 1000, 2000, 4000];

/**
 * Reads a source if it was not read for `maxAgeMs`, or if access was refused since: that must come out. Where another
 * worker reads just now it waits a little, then says so as `throttled`. A source that is gone is left to whoever reads it
 * next; one that is kept by hand is always fresh. A sign-in that was refused is not tried by every import: accounts are
 * locked by that. A user's own source that he has to sign in to again keeps nobody waiting: what was read stays [S4].
 */
export const makeEnsureFresh =
  (deps: {
    readonly sources: SourceStore;
    readonly refresh: RefreshSource;
    readonly clock: Clock;
    readonly sleep: Sleep;
    readonly maxAgeMs: number;
  }) =>
  async (ctx: TenantContext, sourceId: string): Promise<Result<void, NotFresh>> => {
    const look = async () => {
      const source = (await deps.sources.get(ctx, sourceId))?.value;
      return source === undefined || isFresh(source, deps.clock.now(), deps.maxAgeMs) ? undefined : source;
    };
    const source = await look();
    if (source === undefined) return ok(undefined);
    const { hasSignIn } = sourceKindTable[source.kind];
    if (isSignInRefused(source, deps.clock.now(), deps.maxAgeMs)) {
      return hasSignIn ? ok(undefined) : err(notReadable);
    }
    const read = await deps.refresh(ctx, { sourceId });
    if (read.ok || read.error.type === 'not-found') return ok(undefined);
    if (hasSignIn && isRefusal(read.error)) return ok(undefined);
    if (read.error.type === 'refresh-in-progress') {
      for (const wait of waits) {
        await deps.sleep(wait);
        if ((await look()) === undefined) return ok(undefined);
      }
    }
    return err(toNotFresh(read.error, source, deps.clock));
  };

const signInRefusals: readonly string[] = [
  'wrong-credentials',
  'account-locked',
  'account-disabled',
  'password-expired',
  'sign-in-required',
];

const isRefusal = ({ type }: RefreshFailure): boolean =>
  type === 'source-refused' || type === 'access-blocked' || type === 'consent-required';

const isSignInRefused = ({ lastError }: Source, now: number, maxAgeMs: number): boolean =>
  lastError !== undefined &&
  signInRefusals.includes(lastError.reason) &&
  now - fromIso(lastError.at) <= maxAgeMs;

const isFresh = (source: Source, now: number, maxAgeMs: number): boolean => {
  if (sourceKindTable[source.kind].kept === 'by-hand') return true;
  const refused =
    source.lastError?.reason === 'consent-required' || source.lastError?.reason === 'access-blocked';
  return (
    source.lastRefresh !== undefined && !refused && now - fromIso(source.lastRefresh.finishedAt) <= maxAgeMs
  );
};

const toNotFresh = (
  error: Exclude<RefreshFailure, { type: 'not-found' }>,
  source: Source,
  clock: Clock,
): NotFresh => {
  switch (error.type) {
    case 'refresh-in-progress': {
      const seconds = Math.ceil((error.until - clock.now()) / 1000);
      return { type: 'throttled', retryAfterSeconds: Math.min(Math.max(1, seconds), longestWaitSeconds) };
    }
    case 'tenant-unknown':
      return { type: 'consent-required', missingPermissions: sourceKindTable[source.kind].permissions };
    case 'source-refused':
      return notReadable;
    default:
      return error;
  }
};
