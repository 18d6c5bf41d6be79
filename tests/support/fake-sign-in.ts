import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/kernel/clock.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { ReaderFailure } from '../../shared/sources/source-reader.ts';
import type { UserSignIn } from '../../shared/sources/user-sign-in.ts';

const required = (code: string): ReaderFailure => ({
  type: 'source-refused',
  reason: 'sign-in-required',
  code,
});
const lifetimeSeconds = 3600;
const codeMs = 10 * 60_000;
/** Of inactivity. */
const refreshMs = 90 * 24 * 3_600_000;

export interface SignedIn {
  readonly tenantId: string;
  readonly userId: string;
}

interface Code extends SignedIn {
  readonly challenge: string;
  readonly nonce: string;
  readonly until: number;
  redeemed: boolean;
}

interface Refresh extends SignedIn {
  readonly until: number;
  revoked: boolean;
}

export interface FakeSignInOptions {
  /** Codes and tokens expire by it; without they do not. */
  readonly clock?: Clock;
  readonly accessTokenOf?: (user: SignedIn) => string;
  /** Why Entra gives a user no tokens just now. */
  readonly refusalOf?: (user: SignedIn) => ReaderFailure | undefined;
}

/**
 * Entra as far as users sign in to it: codes once and with their proof, refresh tokens that follow each other. Held to what
 * the real adapter answers (`user-sign-in-contract.ts`), with one exception: it redeems a code of another tenant's page, so that
 * tests see that nobody relies on Entra alone for that.
 */
export const makeFakeSignIn = ({
  clock = { now: () => 0 },
  accessTokenOf = ({ userId }) => `access of ${userId}`,
  refusalOf = () => undefined,
}: FakeSignInOptions = {}) => {
  const codes = new Map<string, Code>();
  const tokens = new Map<string, Refresh>();
  const refusals = new Map<string, ReaderFailure>();
  let made = 0;
  let rotates = true;
  const next = (what: string) => `${what}-${++made}`;
  const refusedNow = (user: SignedIn) => refusals.get(user.userId) ?? refusalOf(user);
  const granted = ({ tenantId, userId }: SignedIn) => {
    const refreshToken = next('refresh');
    tokens.set(refreshToken, { tenantId, userId, until: clock.now() + refreshMs, revoked: false });
    return { accessToken: accessTokenOf({ tenantId, userId }), lifetimeSeconds, refreshToken };
  };

  const port: UserSignIn = {
    pageFor: ({ tenantId, state, nonce, challenge }) =>
      `https://entra.example/${tenantId}?${new URLSearchParams({ state, nonce, challenge }).toString()}`,
    redeemCode: async (_ctx, { code, verifier, nonce }) => {
      const held = codes.get(code);
      if (held === undefined) return err(required('AADSTS70000'));
      if (held.redeemed) return err(required('AADSTS54005'));
      if (held.until <= clock.now()) return err(required('AADSTS70008'));
      held.redeemed = true;
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      if (challenge !== held.challenge) return err(required('AADSTS501481'));
      const refusal = refusedNow(held);
      if (refusal !== undefined) return err(refusal);
      if (nonce !== held.nonce) return err({ type: 'unavailable', service: 'entra' });
      const { tenantId, userId } = held;
      return ok({ ...granted(held), tenantId, userId });
    },
    redeemRefreshToken: async (ctx, refreshToken) => {
      const user = tokens.get(refreshToken);
      if (user === undefined || user.tenantId !== ctx.tenantId) return err(required('AADSTS70000'));
      if (user.revoked) return err(required('AADSTS50173'));
      if (user.until <= clock.now()) return err(required('AADSTS700082'));
      const refusal = refusedNow(user);
      if (refusal !== undefined) return err(refusal);
      return ok(rotates ? granted(user) : { accessToken: accessTokenOf(user), lifetimeSeconds });
    },
  };

  return {
    port,
    /** Signs a user in on Entra's page; what the redirect back brings. */
    signIn: (page: string, userId: string) => {
      const url = new URL(page);
      const parameter = (name: string) => url.searchParams.get(name) ?? '';
      const code = next('code');
      codes.set(code, {
        tenantId: url.pathname.slice(1),
        userId,
        challenge: parameter('challenge'),
        nonce: parameter('nonce'),
        until: clock.now() + codeMs,
        redeemed: false,
      });
      return { code, state: parameter('state') };
    },
    /** An administrator ends all sessions of the user. */
    revoke: (userId: string) => {
      for (const user of tokens.values()) if (user.userId === userId) user.revoked = true;
    },
    refuse: (userId: string, failure: ReaderFailure | undefined) =>
      void (failure === undefined ? refusals.delete(userId) : refusals.set(userId, failure)),
    keepOneToken: () => {
      rotates = false;
    },
    isGood: (refreshToken: string) => {
      const user = tokens.get(refreshToken);
      return user !== undefined && !user.revoked && user.until > clock.now();
    },
  };
};

export type FakeSignIn = ReturnType<typeof makeFakeSignIn>;
