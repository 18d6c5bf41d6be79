import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import type { SourceId } from '../kernel/ids.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { isFor, type KeptSignIn, keepSignIn } from './kept-sign-in.ts';
import { refreshMessage } from './refresh-message.ts';
import type { Source, SourceStore } from './source.ts';
import type { SourcePasswords } from './source-passwords.ts';

const attempts = 6;

export interface TakeSignInDeps {
  readonly sources: SourceStore;
  readonly passwords: SourcePasswords;
  readonly commit: Commit;
  readonly clock: Clock;
}

/**
 * Takes a user's sign-in over into a source and has it read. The token is in the vault before the row counts it; until
 * then the former one is used. Whoever signs in first where nobody is named is named from then on, before his token is
 * written: so a number of the vault is never written for two users (change-source.ts counts on where another is named).
 */
export const takeSignIn = async (
  ctx: TenantContext,
  sourceId: SourceId,
  user: KeptSignIn,
  { sources, passwords, commit, clock }: TakeSignInDeps,
): Promise<'taken' | 'another-user' | 'gone'> => {
  let written: number | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const known = await sources.get(ctx, sourceId);
    if (known === undefined || !isFor(known.value, user.userId)) {
      if (written !== undefined) await passwords.forget(ctx, sourceId, written);
      return known === undefined ? 'gone' : 'another-user';
    }
    const { value: source, etag } = known;
    const named = namedAfter(source, user.userId);
    if (named !== undefined) {
      await commit(ctx, [sources.replaced(ctx, etag, named)]);
      continue;
    }
    const { passwordVersion: former = 0 } = source;
    const version = former + 1;
    await keepSignIn(ctx, sourceId, version, user, passwords);
    written = version;
    const value = signedIn(source, version, toIso(clock.now()));
    const done = await commit(ctx, [sources.replaced(ctx, etag, value)], [refreshMessage(sourceId)]);
    if (done.ok) {
      if (former > 0) await passwords.forget(ctx, sourceId, former);
      return 'taken';
    }
  }
  throw new ServiceError('table storage');
};

/** Undefined: somebody is named. */
const namedAfter = (source: Source, userId: string): Source | undefined =>
  source.kind === 'office-365' && source.settings.userId === undefined
    ? { ...source, settings: { ...source.settings, userId } }
    : undefined;

const signedIn = (source: Source, passwordVersion: number, signedInAt: string): Source => {
  const { lastError, ...rest } = source;
  const stays = lastError !== undefined && lastError.reason !== 'sign-in-required';
  return { ...rest, ...(stays ? { lastError } : {}), passwordVersion, signedInAt };
};
