import { ConfidentialClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { AppCredential } from './app-credential.ts';
import { makeTokenNetwork, RefusedToken } from './token-network.ts';
import { type TokenFailure, tokenFailure } from './token-refusal.ts';

export interface AppToken {
  readonly accessToken: string;
  /** Application permissions that the tenant granted: the token's `roles`. */
  readonly permissions: readonly string[];
}

export interface AppTokens {
  /** `fresh`: not from the cache, because the service refused the cached one or because the grants are in question. */
  token(ctx: TenantContext, how?: { readonly fresh?: boolean }): Promise<Result<AppToken, TokenFailure>>;
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
  readonly maxTenants?: number;
}

/**
 * MSAL looks a token up by comparing all cached ones, so the cache is kept small: at this many tenants it starts
 * afresh (measured: 0.6 ms a look-up at 500 tenants, 3 ms at 3,000). A worker is busy with few tenants at a time, and a
 * token lives an hour; the price is one request each.
 */
const defaultMaxTenants = 500;

/**
 * App-only tokens, a tenant per request. A missing credential or vault throws; everything that Entra says is a value.
 * After `invalid_client` the credential is read again: it may have been rotated.
 */
export function makeTokenClient(options: TokenClientOptions): AppTokens {
  const network = makeTokenNetwork(options);
  const maxTenants = options.maxTenants ?? defaultMaxTenants;
  let application: Promise<ConfidentialClientApplication> | undefined;
  const tenants = new Set<TenantId>();
  const underWay = new Map<TenantId, Asked>();

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

  const remember = (app: ConfidentialClientApplication, tenant: TenantId): void => {
    if (!tenants.has(tenant) && tenants.size >= maxTenants) {
      app.clearCache();
      tenants.clear();
    }
    tenants.add(tenant);
  };

  const acquire = async (ctx: TenantContext, fresh: boolean): Promise<Result<AppToken, TokenFailure>> => {
    const app = await current();
    remember(app, ctx.tenantId);
    try {
      const answer = await app.acquireTokenByClientCredential({
        scopes: [options.scope],
        authority: `${options.authority}/${ctx.tenantId}`,
        correlationId: ctx.correlationId,
        skipCache: fresh,
      });
      if (answer === null) return err({ type: 'unavailable', service: 'entra' });
      return ok({ accessToken: answer.accessToken, permissions: rolesOf(answer.accessToken) });
    } catch (error) {
      if (!(error instanceof RefusedToken)) return err({ type: 'unavailable', service: 'entra' });
      if (error.refusal.error === 'invalid_client') {
        application = undefined;
        tenants.clear();
      }
      return err(tokenFailure(error.refusal, options.permissions));
    }
  };

  return {
    token: (ctx, how) => {
      const fresh = how?.fresh === true;
      const known = underWay.get(ctx.tenantId);
      if (known !== undefined && (known.fresh || !fresh)) return known.answer;
      const asked: Asked = {
        fresh,
        answer: acquire(ctx, fresh).finally(() => {
          if (underWay.get(ctx.tenantId) === asked) underWay.delete(ctx.tenantId);
        }),
      };
      underWay.set(ctx.tenantId, asked);
      return asked.answer;
    },
  };
}

/** A request under way, which simultaneous callers share. */
interface Asked {
  readonly fresh: boolean;
  readonly answer: Promise<Result<AppToken, TokenFailure>>;
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
