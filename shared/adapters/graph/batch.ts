import * as z from 'zod';
import { ok, type Result } from '../../kernel/result.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { TokenFailure } from '../entra/token-refusal.ts';
import { type GraphAnswer, isSuccess, lowerCased, parsedBody } from './answer.ts';
import type { Graph, NoAnswer } from './client.ts';
import { isPolicyRefusal } from './graph-failure.ts';
import { immutableIds } from './immutable-ids.ts';

/** A part of a $batch; `url` is below `/v1.0`, encoded, with its query. A text as body is base64. */
export interface SubRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const mostSubRequests = 20;

/** `parts` in the order of the requests, whatever order they came in; undefined where Graph left one out. */
export type BatchAnswer =
  | { readonly kind: 'parts'; readonly parts: readonly (GraphAnswer | undefined)[] }
  /** The call as a whole was refused; no part was carried out unless the status is 5xx. */
  | { readonly kind: 'refused'; readonly answer: GraphAnswer };

const answerSchema = z.object({ responses: z.array(z.unknown()) });
const partSchema = z.object({
  id: z.coerce.string(),
  status: z.coerce.number(),
  headers: z.record(z.string(), z.coerce.string()).nullish().catch(undefined),
  body: z.unknown().optional(),
});

/** By id; a part that cannot be read counts as not answered, without spoiling the others. */
function partsById(body: unknown): ReadonlyMap<string, z.infer<typeof partSchema>> {
  const parsed = answerSchema.safeParse(body);
  const parts = (parsed.success ? parsed.data.responses : []).flatMap((part) => {
    const read = partSchema.safeParse(part);
    return read.success ? [[read.data.id, read.data] as const] : [];
  });
  return new Map(parts);
}

const prefer = (headers: SubRequest['headers']): string =>
  headers?.['Prefer'] === undefined ? immutableIds : `${immutableIds}, ${headers['Prefer']}`;

/** JSON comes as a text where the part's answer lacked a content type. */
const bodyOf = (body: unknown): unknown =>
  typeof body === 'string' && /^\s*[{[]/.test(body) ? parsedBody(body) : (body ?? undefined);

/**
 * One `POST /$batch` of at most 20 parts without dependencies: Graph may carry them out in any order. Ids are positions.
 * The Prefer header of the call does not reach its parts, so each has its own.
 */
export async function sendBatch(
  graph: Graph,
  ctx: TenantContext,
  requests: readonly SubRequest[],
): Promise<Result<BatchAnswer, TokenFailure | NoAnswer>> {
  if (requests.length > mostSubRequests) throw new Error(`a $batch takes ${mostSubRequests} requests`);
  const body = {
    requests: requests.map((request, index) => ({
      id: String(index),
      ...request,
      headers: { ...request.headers, Prefer: prefer(request.headers) },
    })),
  };
  const sent = await graph.send(ctx, { method: 'POST', path: '/$batch', body, requests: requests.length });
  if (!sent.ok) return sent;
  if (!isSuccess(sent.value)) return ok({ kind: 'refused', answer: sent.value });
  const byId = partsById(sent.value.body);
  const parts = requests.map((_, index): GraphAnswer | undefined => {
    const part = byId.get(String(index));
    return part === undefined
      ? undefined
      : {
          status: part.status,
          headers: lowerCased(Object.entries(part.headers ?? {})),
          body: bodyOf(part.body),
        };
  });
  return ok({ kind: 'parts', parts: await withoutExpiry(graph, ctx, parts) });
}

/**
 * A token can expire while a batch is at work; its later parts are then refused (401), not carried out. Where a new token
 * is to be had, they become parts to ask for again at once; else the refusal stands.
 */
async function withoutExpiry(
  graph: Graph,
  ctx: TenantContext,
  parts: readonly (GraphAnswer | undefined)[],
): Promise<readonly (GraphAnswer | undefined)[]> {
  const isExpiry = (part: GraphAnswer | undefined) => part?.status === 401 && !isPolicyRefusal(part);
  if (!parts.some(isExpiry) || !(await graph.renew(ctx)).ok) return parts;
  const again: GraphAnswer = { status: 429, headers: new Map([['retry-after', '1']]), body: undefined };
  return parts.map((part) => (isExpiry(part) ? again : part));
}
