import type { openGraphService } from '../../../../local/emulators/graph/graph-service.ts';
import type { AppTokens } from '../../../../shared/adapters/entra/token-client.ts';
import { type GraphAnswer, lowerCased, parsedBody } from '../../../../shared/adapters/graph/answer.ts';
import type { Graph, GraphCall, NoAnswer } from '../../../../shared/adapters/graph/client.ts';
import { immutableIds } from '../../../../shared/adapters/graph/immutable-ids.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { TenantContext } from '../../../../shared/kernel/tenant-context.ts';

export type GraphService = ReturnType<typeof openGraphService>;
export type Exchanged = Result<GraphAnswer, NoAnswer>;

const origin = 'https://graph.microsoft.com';

const exchange = async (
  service: GraphService,
  ctx: TenantContext,
  call: GraphCall,
  accessToken: string,
): Promise<Exchanged> => {
  const prefer = [immutableIds, call.headers?.['Prefer']].filter((part) => part !== undefined).join(', ');
  const outcome = await service.graph({
    method: call.method,
    url: `/v1.0${call.path}`,
    headers: lowerCased(
      Object.entries({
        ...call.headers,
        Prefer: prefer,
        'client-request-id': ctx.correlationId,
        Authorization: `Bearer ${accessToken}`,
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      }),
    ),
    readBody: async () => Buffer.from(call.body === undefined ? '' : JSON.stringify(call.body)),
  });
  if (outcome === 'reset') return err({ type: 'no-answer', reason: 'connection' });
  const { status, headers = {}, json, bytes } = outcome;
  const body = json === undefined ? Buffer.from(bytes ?? []).toString() : JSON.stringify(json);
  return ok({ status, headers: lowerCased(Object.entries(headers)), body: parsedBody(body) });
};

/**
 * The Graph emulator's rules without a socket between: what `makeGraph` does over HTTP, call by call. Both are held to
 * `graph-port.test.ts`.
 */
export const makeGraphPort = (
  service: GraphService,
  tokens: AppTokens,
  send: (ctx: TenantContext, call: GraphCall, perform: () => Promise<Exchanged>) => Promise<Exchanged>,
): Graph => {
  const once = (ctx: TenantContext, call: GraphCall, accessToken: string) =>
    send(ctx, call, () => exchange(service, ctx, call, accessToken));
  return {
    origin,
    renew: (ctx) => tokens.token(ctx, { fresh: true }),
    send: async (ctx, call) => {
      const token = await tokens.token(ctx);
      if (!token.ok) return token;
      const first = await once(ctx, call, token.value.accessToken);
      if (!first.ok || first.value.status !== 401) return first;
      const renewed = await tokens.token(ctx, { fresh: true });
      return renewed.ok ? once(ctx, call, renewed.value.accessToken) : renewed;
    },
  };
};
