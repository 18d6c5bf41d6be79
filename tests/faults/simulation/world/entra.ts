import type { GraphCaller } from '../../../../local/emulators/graph/message.ts';
import type { AppTokens } from '../../../../shared/adapters/entra/token-client.ts';
import { allPermissions } from '../../../../shared/adapters/graph/permissions.ts';
import type { Clock } from '../../../../shared/kernel/clock.ts';
import { err, ok } from '../../../../shared/kernel/result.ts';
import type { ReaderFailure } from '../../../../shared/sources/source-reader.ts';

/** What a company lets the application do. */
export type Consent = 'given' | 'withdrawn' | 'blocked';

const lifetimeMs = 3_600_000;

interface Token {
  readonly tenantId: string;
  /** The user of a delegated one. */
  readonly oid?: string;
  readonly issuedAt: number;
}

/** Entra as far as tokens go: what each tenant grants now, tokens that live an hour by the world's clock. */
export const makeEntra = (clock: Clock) => {
  const consents = new Map<string, Consent>();
  /** Tokens issued before it are refused: an administrator has revoked them, or keys were rolled. */
  let notBefore = 0;
  const consentOf = (tenantId: string): Consent => consents.get(tenantId) ?? 'given';
  const tokenOf = (about: Omit<Token, 'issuedAt'>): string =>
    Buffer.from(JSON.stringify({ ...about, issuedAt: clock.now() } satisfies Token)).toString('base64url');
  return {
    consentOf,
    /** Of a user who has let the application read his contacts. */
    userToken: ({ tenantId, userId }: { readonly tenantId: string; readonly userId: string }): string =>
      tokenOf({ tenantId, oid: userId }),
    refusalOfUsers: (tenantId: string): ReaderFailure | undefined => {
      switch (consentOf(tenantId)) {
        case 'withdrawn':
          return { type: 'source-refused', reason: 'sign-in-required', code: 'AADSTS65001' };
        case 'blocked':
          return { type: 'access-blocked', code: 'AADSTS53003' };
        case 'given':
          return undefined;
      }
    },
    decide: (tenantId: string, consent: Consent) => void consents.set(tenantId, consent),
    expireTokens: () => {
      notBefore = clock.now();
    },
    issue: (tenantId: string) => {
      switch (consentOf(tenantId)) {
        case 'withdrawn':
          return err({ type: 'consent-required', missingPermissions: allPermissions } as const);
        case 'blocked':
          return err({ type: 'access-blocked', code: '53003' } as const);
        case 'given':
          return ok({ accessToken: tokenOf({ tenantId }), permissions: allPermissions });
      }
    },
    verify: async (bearer: string): Promise<GraphCaller | 'expired' | 'invalid'> => {
      const { tenantId, oid, issuedAt }: Token = JSON.parse(Buffer.from(bearer, 'base64url').toString());
      if (issuedAt < notBefore || clock.now() - issuedAt > lifetimeMs) return 'expired';
      return oid === undefined
        ? { tenantId, appId: 'app', permissions: allPermissions }
        : { tenantId, appId: 'app', oid, permissions: ['Contacts.Read'] };
    },
  };
};

export type Entra = ReturnType<typeof makeEntra>;

/** An instance's token client: keeps what it got, asks anew when told to or when the token is about to end. */
export const makeEntraTokens = (
  entra: Entra,
  clock: Clock,
  send: <T>(operation: string, perform: () => T) => Promise<T>,
): AppTokens => {
  type Answer = Awaited<ReturnType<AppTokens['token']>>;
  const kept = new Map<string, { readonly until: number; readonly answer: Answer }>();
  return {
    token: async (ctx, how) => {
      const known = kept.get(ctx.tenantId);
      if (how?.fresh !== true && known !== undefined && known.until > clock.now()) return known.answer;
      const answer: Answer = await send('token', () => entra.issue(ctx.tenantId));
      if (answer.ok) kept.set(ctx.tenantId, { until: clock.now() + lifetimeMs - 300_000, answer });
      return answer;
    },
  };
};
