import type { GraphCaller } from '../../../../local/emulators/graph/message.ts';
import type { AppTokens } from '../../../../shared/adapters/entra/token-client.ts';
import { allPermissions } from '../../../../shared/adapters/graph/permissions.ts';
import type { Clock } from '../../../../shared/kernel/clock.ts';
import { err, ok } from '../../../../shared/kernel/result.ts';

/** What a company lets the application do. */
export type Consent = 'given' | 'withdrawn' | 'blocked';

const lifetimeMs = 3_600_000;

/** Entra as far as app-only tokens go: what each tenant grants now, tokens that live an hour by the world's clock. */
export const makeEntra = (clock: Clock) => {
  const consents = new Map<string, Consent>();
  /** Tokens issued before it are refused: an administrator has revoked them, or keys were rolled. */
  let notBefore = 0;
  const consentOf = (tenantId: string): Consent => consents.get(tenantId) ?? 'given';
  return {
    consentOf,
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
        case 'given': {
          const token = { tenantId, issuedAt: clock.now() };
          return ok({
            accessToken: Buffer.from(JSON.stringify(token)).toString('base64url'),
            permissions: allPermissions,
          });
        }
      }
    },
    verify: async (bearer: string): Promise<GraphCaller | 'expired' | 'invalid'> => {
      const token: { tenantId: string; issuedAt: number } = JSON.parse(
        Buffer.from(bearer, 'base64url').toString(),
      );
      if (token.issuedAt < notBefore || clock.now() - token.issuedAt > lifetimeMs) return 'expired';
      return { tenantId: token.tenantId, appId: 'app', permissions: allPermissions };
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
