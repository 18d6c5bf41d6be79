import { createHash } from 'node:crypto';
import { err, ok } from '../../shared/kernel/result.ts';
import type { ReaderFailure } from '../../shared/sources/source-reader.ts';
import type { UserSignIn } from '../../shared/sources/user-sign-in.ts';

const required = (code: string): ReaderFailure => ({
  type: 'source-refused',
  reason: 'sign-in-required',
  code,
});
const lifetimeSeconds = 3600;

interface Granted {
  readonly tenantId: string;
  readonly userId: string;
}

/** Entra as far as users sign in to it: codes once and with their proof, refresh tokens that follow each other. */
export const makeFakeSignIn = () => {
  const codes = new Map<string, Granted & { readonly challenge: string; readonly nonce: string }>();
  const tokens = new Map<string, Granted>();
  const refusals = new Map<string, ReaderFailure>();
  let made = 0;
  let rotates = true;
  const next = (what: string) => `${what}-${++made}`;
  const granted = (user: Granted) => {
    const refreshToken = next('refresh');
    tokens.set(refreshToken, user);
    return { accessToken: `access of ${user.userId}`, lifetimeSeconds, refreshToken };
  };

  const port: UserSignIn = {
    pageFor: ({ tenantId, state, nonce, challenge }) =>
      `https://entra.example/${tenantId}?${new URLSearchParams({ state, nonce, challenge }).toString()}`,
    redeemCode: async (_ctx, { code, verifier, nonce }) => {
      const held = codes.get(code);
      codes.delete(code);
      if (held === undefined) return err(required('AADSTS54005'));
      const refusal = refusals.get(held.userId);
      if (refusal !== undefined) return err(refusal);
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      if (challenge !== held.challenge) return err(required('AADSTS501481'));
      if (nonce !== held.nonce) return err({ type: 'unavailable', service: 'entra' });
      const { tenantId, userId } = held;
      return ok({ ...granted({ tenantId, userId }), tenantId, userId });
    },
    redeemRefreshToken: async (ctx, refreshToken) => {
      const user = tokens.get(refreshToken);
      if (user === undefined || user.tenantId !== ctx.tenantId) return err(required('AADSTS50173'));
      const refusal = refusals.get(user.userId);
      if (refusal !== undefined) return err(refusal);
      return ok(rotates ? granted(user) : { accessToken: `access of ${user.userId}`, lifetimeSeconds });
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
      });
      return { code, state: parameter('state') };
    },
    /** An administrator ends all sessions of the user. */
    revoke: (userId: string) => {
      for (const [token, user] of tokens) if (user.userId === userId) tokens.delete(token);
    },
    refuse: (userId: string, failure: ReaderFailure | undefined) =>
      void (failure === undefined ? refusals.delete(userId) : refusals.set(userId, failure)),
    keepOneToken: () => {
      rotates = false;
    },
    isGood: (refreshToken: string) => tokens.has(refreshToken),
  };
};
