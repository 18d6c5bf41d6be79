import {
  AuthenticationHandler,
  AuthenticationHandlerOptions,
  Client,
  GraphError,
  ResponseType,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { silentTelemetry, type Telemetry } from '../../kernel/telemetry.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { AppTokens } from '../entra/token-client.ts';
import type { TokenFailure } from '../entra/token-refusal.ts';
import { type GraphAnswer, lowerCased, parsedBody } from './answer.ts';
import { immutableIds } from './immutable-ids.ts';
import { graphOrigin } from './origin.ts';
import { pathTemplate } from './path-template.ts';
import { makeTransport } from './transport.ts';

/** The request left, but no (whole) answer came: it may have been carried out. */
export type NoAnswer = { readonly type: 'no-answer'; readonly reason: 'timeout' | 'connection' };

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Below `/v1.0`, encoded, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Beside `Prefer: IdType="ImmutableId"`, which is always sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How many requests the call carries; 1 unless it is a $batch. */
  readonly requests?: number;
}

/** One HTTP call, for logs and metrics. `status` is absent where no answer came. */
export interface CallReport {
  readonly requests: number;
  readonly status?: number;
  readonly durationMs: number;
}

export interface Graph {
  /** Any status is an answer; nothing is repeated but a call that was refused for its token (401), once with a new one. */
  send(ctx: TenantContext, call: GraphCall): Promise<Result<GraphAnswer, TokenFailure | NoAnswer>>;
  /** Takes a new token after a part of a $batch was refused for its token. */
  renew(ctx: TenantContext): Promise<Result<unknown, TokenFailure>>;
  /** What links of the service begin with. */
  readonly origin: string;
}

export interface GraphOptions {
  /** `Config.graph.url`. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly tokens: AppTokens;
  readonly clock: Clock;
  readonly onCall?: (report: CallReport) => void;
  readonly telemetry?: Telemetry;
}

export function makeGraph(options: GraphOptions): Graph {
  const { url, tokens, clock, timeoutMs, telemetry = silentTelemetry } = options;
  const origin = graphOrigin(url);
  // The handler insists on a provider of its own; the token always comes with the request, because it is the tenant's.
  const authentication = new AuthenticationHandler({
    getAccessToken: () => Promise.reject(new Error('graph: a request without its tenant’s token')),
  });
  const client = Client.initWithMiddleware({
    baseUrl: origin,
    customHosts: new Set([new URL(origin).hostname]),
    middleware: [
      authentication,
      new TelemetryHandler(),
      makeTransport({ canonicalOrigin: origin, actualOrigin: new URL(url).origin, timeoutMs }),
    ],
  });

  const exchange = async (ctx: TenantContext, call: GraphCall, accessToken: string): Promise<GraphAnswer> => {
    const prefer = [immutableIds, call.headers?.['Prefer']].filter((part) => part !== undefined).join(', ');
    const request = client
      .api(call.path)
      .headers({ ...call.headers, Prefer: prefer, 'client-request-id': ctx.correlationId })
      .middlewareOptions([new AuthenticationHandlerOptions({ getAccessToken: async () => accessToken })])
      .responseType(ResponseType.RAW);
    const response: Response = await (call.method === 'GET' ? request.get() : request.post(call.body));
    const body = parsedBody(await response.text());
    return { status: response.status, headers: lowerCased(response.headers), body };
  };

  const reported = async (
    ctx: TenantContext,
    call: GraphCall,
    accessToken: string,
  ): Promise<Result<GraphAnswer, NoAnswer>> => {
    const start = clock.now();
    const { requests = 1 } = call;
    const template = pathTemplate(call.path);
    const report = (status?: number) => {
      const durationMs = clock.now() - start;
      options.onCall?.({ requests, durationMs, ...(status === undefined ? {} : { status }) });
      telemetry.record('switchboard.graph.requests', requests, {});
      telemetry.record('switchboard.graph.call.duration', durationMs / 1000, {
        'url.template': template,
        'switchboard.status': status ?? 'no-answer',
      });
    };
    const attributes = {
      'http.request.method': call.method,
      'url.template': template,
      'switchboard.requests': requests,
      'switchboard.tenant.id': ctx.tenantId,
    };
    return telemetry.span(`${call.method} ${template}`, { kind: 'client', attributes }, async (span) => {
      try {
        const answer = await exchange(ctx, call, accessToken);
        report(answer.status);
        span.note({ 'http.response.status_code': answer.status });
        if (answer.status >= 400) span.fail(String(answer.status));
        return ok(answer);
      } catch (error) {
        report();
        const reason = isTimeout(error) ? 'timeout' : 'connection';
        span.fail(reason);
        return err({ type: 'no-answer', reason });
      }
    });
  };

  return {
    origin,
    renew: (ctx) => tokens.token(ctx, { fresh: true }),
    send: async (ctx, call) => {
      const token = await tokens.token(ctx);
      if (!token.ok) return token;
      const first = await reported(ctx, call, token.value.accessToken);
      if (!first.ok || first.value.status !== 401) return first;
      const renewed = await tokens.token(ctx, { fresh: true });
      return renewed.ok ? reported(ctx, call, renewed.value.accessToken) : renewed;
    },
  };
}

/** The client wraps what fetch threw into its GraphError, with the name as code; reading the body throws it bare. */
const isTimeout = (error: unknown): boolean =>
  (error instanceof GraphError && error.code === 'TimeoutError') ||
  (error instanceof Error && error.name === 'TimeoutError');
