import { err, ok, type Result } from '../../kernel/result.ts';
import { silentTelemetry, type Telemetry } from '../../kernel/telemetry.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { UnknownResource } from '../entra/token-client.ts';
import type { TokenFailure } from '../entra/token-refusal.ts';
import { type GraphAnswer, lowerCased, parsedBody } from '../graph/answer.ts';

/** No (whole) answer came. `no-host`: the name of the organisation leads nowhere. */
export type NoAnswer = { readonly type: 'no-answer'; readonly reason: 'no-host' | 'timeout' | 'connection' };

/** Tokens for an organisation, `https://{host}`: the application's own, or those of a user who has signed in. */
export interface DynamicsTokens {
  tokenFor(
    ctx: TenantContext,
    resource: string,
    how?: { readonly fresh?: boolean },
  ): Promise<Result<{ readonly accessToken: string }, TokenFailure | UnknownResource>>;
}

export interface DynamicsClientOptions {
  readonly tokens: DynamicsTokens;
  readonly timeoutMs: number;
  /** Of an emulator on this machine, which serves all organisations below `/{host}`; in the cloud each has its own host. */
  readonly loopbackUrl?: string | undefined;
  readonly telemetry?: Telemetry;
}

export interface DynamicsClient {
  /**
   * GETs `query` (with its `?`) of an organisation's contacts. Any status is an answer; nothing is repeated but a call that
   * was refused for its token (401), once with a new one.
   */
  getContacts(
    ctx: TenantContext,
    host: string,
    query: string,
    prefer: readonly string[],
  ): Promise<Result<GraphAnswer, TokenFailure | UnknownResource | NoAnswer>>;
}

/** Of every organisation: `https://{host}` and this. */
export const contactsPath = '/api/data/v9.2/contacts';

export function makeDynamicsClient(options: DynamicsClientOptions): DynamicsClient {
  const { tokens, timeoutMs, loopbackUrl, telemetry = silentTelemetry } = options;
  const originOf = (host: string): string =>
    loopbackUrl === undefined ? `https://${host}` : `${new URL(loopbackUrl).origin}/${host}`;

  const exchange = async (url: string, headers: Readonly<Record<string, string>>): Promise<GraphAnswer> => {
    const response = await fetch(url, {
      headers,
      // A redirection would lead the token to another host.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = parsedBody(await response.text());
    return { status: response.status, headers: lowerCased(response.headers), body };
  };

  return {
    getContacts: async (ctx, host, query, prefer) => {
      const call = (accessToken: string): Promise<Result<GraphAnswer, NoAnswer>> => {
        const attributes = {
          'http.request.method': 'GET',
          'url.template': contactsPath,
          'switchboard.tenant.id': ctx.tenantId,
        };
        return telemetry.span(`GET ${contactsPath}`, { kind: 'client', attributes }, async (span) => {
          try {
            const answer = await exchange(`${originOf(host)}${contactsPath}${query}`, {
              Authorization: `Bearer ${accessToken}`,
              Accept: 'application/json',
              'OData-MaxVersion': '4.0',
              'OData-Version': '4.0',
              ...(prefer.length === 0 ? {} : { Prefer: prefer.join(',') }),
              'x-ms-client-request-id': ctx.correlationId,
            });
            span.note({ 'http.response.status_code': answer.status });
            if (answer.status >= 400) span.fail(String(answer.status));
            return ok(answer);
          } catch (error) {
            const failure = noAnswer(error);
            span.fail(failure.reason);
            return err(failure);
          }
        });
      };

      const resource = `https://${host}`;
      const token = await tokens.tokenFor(ctx, resource);
      if (!token.ok) return token;
      const first = await call(token.value.accessToken);
      if (!first.ok || first.value.status !== 401) return first;
      const renewed = await tokens.tokenFor(ctx, resource, { fresh: true });
      return renewed.ok ? call(renewed.value.accessToken) : renewed;
    },
  };
}

/** What fetch threw. `ENOTFOUND` is the resolver's own word; `EAI_AGAIN`, a resolver that does not answer, heals by itself. */
export const noAnswer = (error: unknown): NoAnswer => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOTFOUND') {
    return { type: 'no-answer', reason: 'no-host' };
  }
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return { type: 'no-answer', reason: isTimeout ? 'timeout' : 'connection' };
};
