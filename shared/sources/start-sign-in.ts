import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/ids.ts';
import { ok, type Result } from '../kernel/result.ts';
import type { OpenSignInLink, SignInLinkUnusable } from './sign-in-link.ts';
import type { ProveSignIn } from './sign-in-proof.ts';
import { type SignInStates, signInHash } from './sign-in-state.ts';
import type { UserSignIn } from './user-sign-in.ts';

export interface StartedSignIn {
  readonly redirectTo: string;
  /** To be kept by the browser until the callback. */
  readonly cookie: string;
  readonly cookieSeconds: number;
}

const signInMinutes = 10;

/** [S4] Begins a sign-in: a fresh state for this browser, usable once. The link itself stays good until it expires. */
export const makeStartSignIn =
  (deps: {
    readonly openSignInLink: OpenSignInLink;
    readonly states: SignInStates;
    readonly prove: ProveSignIn;
    readonly userSignIn: Pick<UserSignIn, 'pageFor'>;
    readonly clock: Clock;
    readonly random: Random;
  }) =>
  async (input: {
    readonly ticket: string;
    readonly correlationId: string;
  }): Promise<Result<StartedSignIn, SignInLinkUnusable>> => {
    const link = await deps.openSignInLink(input);
    if (!link.ok) return link;
    const { ctx, sourceId } = link.value;
    const { tenantId } = ctx;
    const state = secret(deps.random);
    const cookie = secret(deps.random);
    const { challenge, nonce } = await deps.prove(state, cookie);
    await deps.states.put(ctx, {
      stateHash: signInHash(state),
      cookieHash: signInHash(cookie),
      tenantId,
      sourceId,
      expiresAt: deps.clock.now() + signInMinutes * 60_000,
    });
    const redirectTo = deps.userSignIn.pageFor({ tenantId, state, nonce, challenge });
    return ok({ redirectTo, cookie, cookieSeconds: signInMinutes * 60 });
  };

const secret = (random: Random) => Buffer.from(random.bytes(32)).toString('base64url');
