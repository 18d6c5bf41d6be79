import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Result } from '../kernel/result.ts';
import { systemContext, type TenantContext } from '../kernel/tenant-context.ts';
import { type OpenSignInLinkDeps, signedInSource } from './sign-in-link.ts';
import type { ProveSignIn } from './sign-in-proof.ts';
import { type SignInState, type SignInStates, signInHash } from './sign-in-state.ts';
import type { ReaderFailure } from './source-reader.ts';
import { type TakeSignInDeps, takeSignIn } from './take-sign-in.ts';
import type { SignedInUser, UserSignIn } from './user-sign-in.ts';

/** What Entra's redirect brings, all of it unproven. */
export interface SignInAnswer {
  readonly correlationId: string;
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  /** The browser's, from the beginning of the sign-in. */
  readonly cookie: string | undefined;
  /** Network address, for the audit trail. */
  readonly from?: string | undefined;
}

/** `code` is Entra's, to be passed on. */
export type SignInOutcome =
  | { readonly kind: 'signed-in'; readonly company: string; readonly sourceName: string }
  /** Somebody, but not the one whose contacts the source is for. */
  | { readonly kind: 'another-user' }
  /** The user said no, or Entra did not take the sign-in. */
  | { readonly kind: 'refused'; readonly code: string }
  /** In this company users may not consent by themselves. */
  | { readonly kind: 'administrator-needed'; readonly code: string }
  | { readonly kind: 'access-blocked'; readonly code: string }
  /** No sign-in of this browser is open under this state: too late, used, forged; or the source is gone. */
  | { readonly kind: 'not-open' }
  /** Entra does not answer just now. */
  | { readonly kind: 'unconfirmed' };

export interface FinishSignInDeps extends TakeSignInDeps, Omit<OpenSignInLinkDeps, 'tickets'> {
  readonly states: SignInStates;
  readonly prove: ProveSignIn;
  readonly userSignIn: Pick<UserSignIn, 'redeemCode'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * [S4] Ends a sign-in. Who it was says the id token that Entra gives us in exchange for the code, not the browser. A crash
 * anywhere leaves the source as it was, or named after its user: the state is used up, and the link can be opened again.
 */
export const makeFinishSignIn =
  (deps: FinishSignInDeps) =>
  async (answer: SignInAnswer): Promise<SignInOutcome> => {
    const state = answer.state === undefined ? undefined : await deps.states.take(signInHash(answer.state));
    if (state === undefined || !isOpen(state, answer, deps.clock)) return { kind: 'not-open' };
    const ctx = {
      ...systemContext(state.tenantId, answer.correlationId),
      operation: 'finishSignIn',
      ...(answer.from === undefined ? {} : { from: answer.from }),
    };
    const outcome = refusalOf(answer) ?? (await redeemed(ctx, state, answer, deps));
    deps.log('info', 'sign-in ended', {
      tenantId: ctx.tenantId,
      correlationId: ctx.correlationId,
      sourceId: state.sourceId,
      operation: 'sign-in',
      reason: outcome.kind,
    });
    return outcome;
  };

const isOpen = (state: SignInState, { cookie }: SignInAnswer, clock: Clock): boolean =>
  state.expiresAt > clock.now() && cookie !== undefined && signInHash(cookie) === state.cookieHash;

/** 65001, 90094 and their like: users may not consent here, or not to this application. */
const administratorNumbers = ['65001', '90094', '90095', '900941', '900981'];

const outcomeOfCode = (code: string): SignInOutcome => {
  const number = /^AADSTS(\d{5,8})$/.exec(code)?.[1] ?? '';
  // 53xxx: policies about devices and apps [T3].
  if (/^530\d{2,3}$/.test(number)) return { kind: 'access-blocked', code };
  if (administratorNumbers.includes(number) || code === 'consent_required') {
    return { kind: 'administrator-needed', code };
  }
  return { kind: 'refused', code };
};

/** Codes of Entra only: a description is text from outside. */
const refusalOf = ({ error, errorDescription, code }: SignInAnswer): SignInOutcome | undefined => {
  if (error === undefined && code !== undefined) return undefined;
  const number = /\bAADSTS(\d{5,8})\b/.exec(errorDescription ?? '')?.[0];
  return outcomeOfCode(number ?? (/^[a-z_]{1,64}$/.test(error ?? '') ? (error ?? '') : 'access_denied'));
};

const redeemed = async (
  ctx: TenantContext,
  state: SignInState,
  { code = '', state: secret = '', cookie = '' }: SignInAnswer,
  deps: FinishSignInDeps,
): Promise<SignInOutcome> => {
  const found = await signedInSource(ctx, state.sourceId, deps);
  if (found === undefined) return { kind: 'not-open' };
  const { verifier, nonce } = await deps.prove(secret, cookie);
  const user: Result<SignedInUser, ReaderFailure> = await deps.userSignIn.redeemCode(ctx, {
    code,
    verifier,
    nonce,
  });
  if (!user.ok) return outcomeOfFailure(user.error);
  const { tenantId, userId, refreshToken } = user.value;
  if (tenantId !== ctx.tenantId) return { kind: 'another-user' };
  if (refreshToken === undefined) return { kind: 'unconfirmed' };
  // The act of the user himself, as Entra names him.
  const actor = { kind: 'user', oid: userId } as const;
  const taken = await takeSignIn({ ...ctx, actor }, state.sourceId, { userId, refreshToken }, deps);
  if (taken !== 'taken') return { kind: taken === 'gone' ? 'not-open' : taken };
  return { kind: 'signed-in', company: found.company, sourceName: found.source.displayName };
};

const outcomeOfFailure = (failure: ReaderFailure): SignInOutcome =>
  failure.type === 'access-blocked' || failure.type === 'source-refused'
    ? outcomeOfCode(failure.code ?? 'invalid_grant')
    : { kind: 'unconfirmed' };
