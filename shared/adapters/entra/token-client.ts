import { ConfidentialClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { AppCredential } from './app-credential.ts';
import { makeTokenNetwork, RefusedToken } from './token-network.ts';
import {
  entraUnavailable,
  isUnknownResource,
  type TokenFailure,
  type TokenRefusal,
  tokenFailure,
} from './token-refusal.ts';

export interface AppToken {
  readonly accessToken: string;
  /** Application permissions that the tenant granted: the token's `roles`. */
  readonly permissions: readonly string[];
}

export interface AppTokens {
  /** `fresh`: not from the cache, because the service refused the cached one or because the grants are in question. */
  token(ctx: TenantContext, how?: { readonly fresh?: boolean }): Promise<Result<AppToken, TokenFailure>>;
}

/** A resource that the tenant does not have, e.g. an organisation of Dynamics 365 that is not its own. */
export type UnknownResource = { readonly type: 'unknown-resource' };

export interface TokenClient extends AppTokens {
  /** For another resource than `scope`'s, e.g. `https://contoso.crm4.dynamics.com`. */
  tokenFor(
    ctx: TenantContext,
    resource: string,
    how?: { readonly fresh?: boolean },
  ): Promise<Result<AppToken, TokenFailure | UnknownResource>>;
}

export interface TokenClientOptions {
  readonly clientId: string;
  /** e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly authorityMetadata?: string;
  /** The resource's `/.default`, e.g. `https://graph.microsoft.com/.default`. */
  readonly scope: string;
  readonly credential: () => Promise<AppCredential>;
  /** All that the product asks for: what is missing where a tenant has not consented at all. */
  readonly permissions: readonly string[];
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly maxTokens?: number;
}

/**
 * MSAL looks a token up by comparing all cached ones, so the cache is kept small: at this many tokens, one for each tenant
 * and resource, it starts afresh (measured: 0.6 ms a look-up at 500, 3 ms at 3,000). A worker is busy with few tenants at a
 * time, and a token lives an hour; the price is one request each.
 */
const defaultMaxTokens = 500;

/**
 * App-only tokens, a tenant per request. A missing credential or vault throws; everything that Entra says is a value.
 * After `invalid_client` the credential is read again: it may have been rotated.
 */
export function makeTokenClient(options: TokenClientOptions): TokenClient {
  const network = makeTokenNetwork(options);
  const maxTokens = options.maxTokens ?? defaultMaxTokens;
  let application: Promise<ConfidentialClientApplication> | undefined;
  /** Tenant and scope of what may be in MSAL's cache. */
  const cached = new Set<string>();
  const underWay = new Map<string, Asked>();

  const create = async (): Promise<ConfidentialClientApplication> => {
    const credential = await options.credential();
    return new ConfidentialClientApplication({
      auth: {
        clientId: options.clientId,
        authority: `${options.authority}/organizations`,
        ...credential,
        ...(options.authorityMetadata === undefined ? {} : { authorityMetadata: options.authorityMetadata }),
      },
      system: { networkClient: network, disableInternalRetries: true },
    });
  };

  const current = (): Promise<ConfidentialClientApplication> => {
    if (application !== undefined) return application;
    const created = create();
    application = created;
    created.catch(() => {
      if (application === created) application = undefined;
    });
    return created;
  };

  const remember = (app: ConfidentialClientApplication, key: string): void => {
    if (!cached.has(key) && cached.size >= maxTokens) {
      app.clearCache();
      cached.clear();
    }
    cached.add(key);
  };

  const acquire = async (
    ctx: TenantContext,
    scope: string,
    fresh: boolean,
  ): Promise<Result<AppToken, Refused>> => {
    const app = await current();
    remember(app, keyOf(ctx, scope));
    try {
      const answer = await app.acquireTokenByClientCredential({
        scopes: [scope],
        authority: `${options.authority}/${ctx.tenantId}`,
        correlationId: ctx.correlationId,
        skipCache: fresh,
      });
      if (answer === null) return err({ failure: entraUnavailable });
      return ok({ accessToken: answer.accessToken, permissions: rolesOf(answer.accessToken) });
    } catch (error) {
      if (!(error instanceof RefusedToken)) return err({ failure: entraUnavailable });
      if (error.refusal.error === 'invalid_client') {
        application = undefined;
        cached.clear();
      }
      return err({ failure: tokenFailure(error.refusal, options.permissions), refusal: error.refusal });
    }
  };

  const ask = (ctx: TenantContext, scope: string, fresh: boolean): Asked['answer'] => {
    const key = keyOf(ctx, scope);
    const known = underWay.get(key);
    if (known !== undefined && (known.fresh || !fresh)) return known.answer;
    const asked: Asked = {
      fresh,
      answer: acquire(ctx, scope, fresh).finally(() => {
        if (underWay.get(key) === asked) underWay.delete(key);
      }),
    };
    underWay.set(key, asked);
    return asked.answer;
  };

  return {
    token: async (ctx, how) => {
      const answer = await ask(ctx, options.scope, how?.fresh === true);
      return answer.ok ? answer : err(answer.error.failure);
    },
    tokenFor: async (ctx, resource, how) => {
      const answer = await ask(ctx, `${resource}/.default`, how?.fresh === true);
      if (answer.ok) return answer;
      const { failure, refusal } = answer.error;
      return err(
        refusal !== undefined && isUnknownResource(refusal) ? { type: 'unknown-resource' } : failure,
      );
    },
  };
}

const keyOf = (ctx: TenantContext, scope: string): string => `${ctx.tenantId} ${scope}`;

interface Refused {
  readonly failure: TokenFailure;
  /** Absent where Entra did not answer. */
  readonly refusal?: TokenRefusal;
}

/** A request under way, which simultaneous callers share. */
interface Asked {
  readonly fresh: boolean;
  readonly answer: Promise<Result<AppToken, Refused>>;
}

/** Access tokens are the resource's affair, but their `roles` are the only place that tells what was granted. */
function rolesOf(accessToken: string): readonly string[] {
  try {
    const roles: unknown = decodeJwt(accessToken)['roles'];
    return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
  } catch {
    return [];
  }
}
