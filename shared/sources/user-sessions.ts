import type { Clock } from '../kernel/clock.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { keepSignIn, readSignIn } from './kept-sign-in.ts';
import type { Source, SourceStore } from './source.ts';
import type { SourcePasswords } from './source-passwords.ts';
import type { ReaderFailure } from './source-reader.ts';
import type { UserSignIn } from './user-sign-in.ts';

/** A token of the user whose source is read. `fresh`: the service has refused the last one. */
export type AccessToken = (how?: { readonly fresh?: boolean }) => Promise<Result<string, ReaderFailure>>;

/** Opens what a user's sign-in lets us read, for one reading: access tokens live in its memory and nowhere else. */
export type OpenUserSession = (
  ctx: TenantContext,
  source: Source,
) => Promise<Result<AccessToken, ReaderFailure>>;

const signInRequired = err({ type: 'source-refused', reason: 'sign-in-required' } as const);
/** Between Entra's clock and ours, and for the longest call. */
const marginMs = 5 * 60_000;

export const makeOpenUserSession = (deps: {
  readonly sources: SourceStore;
  readonly passwords: SourcePasswords;
  readonly userSignIn: Pick<UserSignIn, 'redeemRefreshToken'>;
  readonly clock: Clock;
}): OpenUserSession => {
  const { sources, passwords, userSignIn, clock } = deps;

  /**
   * Entra gives another refresh token with nearly every answer, and the former stays good beside it: a crash before the new
   * one is kept costs nothing. It takes the former's place in the vault, so that no row has to count it; what was written
   * for a source that is gone, or has been signed in to anew meanwhile, is taken away again.
   */
  const keepNext = async (
    ctx: TenantContext,
    { id, passwordVersion: version = 1 }: Source,
    next: { readonly userId: string; readonly refreshToken: string },
  ): Promise<void> => {
    await keepSignIn(ctx, id, version, next, passwords);
    const now = await sources.get(ctx, id);
    if (now?.value.passwordVersion !== version) await passwords.forget(ctx, id, version);
  };

  return async (ctx, { id }) => {
    let held: { readonly token: string; readonly until: number } | undefined;

    const renewed: AccessToken = async () => {
      // As it is now: during a long reading the user may have signed in anew.
      const source = (await sources.get(ctx, id))?.value;
      const kept = source && (await readSignIn(ctx, source, passwords));
      if (source === undefined || kept === undefined) return signInRequired;
      const answer = await userSignIn.redeemRefreshToken(ctx, kept.refreshToken);
      if (!answer.ok) return answer;
      const { accessToken, lifetimeSeconds, refreshToken } = answer.value;
      if (refreshToken !== undefined && refreshToken !== kept.refreshToken) {
        await keepNext(ctx, source, { userId: kept.userId, refreshToken });
      }
      held = { token: accessToken, until: clock.now() + lifetimeSeconds * 1000 - marginMs };
      return ok(accessToken);
    };

    const first = await renewed();
    if (!first.ok) return first;
    return ok(async (how) =>
      how?.fresh !== true && held !== undefined && held.until > clock.now() ? ok(held.token) : renewed(),
    );
  };
};
