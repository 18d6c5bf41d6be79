import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Sleep } from '../../kernel/sleep.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { errorCode, type GraphAnswer, isSuccess } from './answer.ts';
import { sendBatch } from './batch.ts';
import type { Graph } from './client.ts';
import { type GraphFailure, graphFailure, graphUnavailable } from './graph-failure.ts';
import { patiently } from './patience.ts';

export type ReadFailure = GraphFailure | { readonly type: 'not-found' } | { readonly type: 'link-expired' };

export interface Reader {
  readonly origin: string;
  /** `permission`: what the request needs, named when Graph refuses it. */
  get<T>(
    ctx: TenantContext,
    path: string,
    schema: z.ZodType<T>,
    permission: string,
  ): Promise<Result<T, ReadFailure>>;
  /** Up to 20 GETs in one call, answers in order; undefined for what is not there (404). */
  getEach(
    ctx: TenantContext,
    urls: readonly string[],
    permission: string,
  ): Promise<Result<readonly (GraphAnswer | undefined)[], GraphFailure>>;
}

/** A delta link too old or unknown. Codes vary by service and case. */
export const isExpiredLink = (answer: GraphAnswer): boolean =>
  answer.status === 410 ||
  (answer.status >= 400 && answer.status < 500 && /^(syncState|resyncRequired)/i.test(errorCode(answer)));

/** Readings that wait a little where Graph asks for it. */
export function makeReader(deps: {
  readonly graph: Graph;
  readonly sleep: Sleep;
  readonly clock: Clock;
}): Reader {
  const { graph, sleep, clock } = deps;

  const readFailure = (answer: GraphAnswer, permission: string): ReadFailure => {
    if (isExpiredLink(answer)) return { type: 'link-expired' };
    if (answer.status === 404) return { type: 'not-found' };
    return graphFailure(answer, permission, clock);
  };

  return {
    origin: graph.origin,
    get: (ctx, path, schema, permission) =>
      patiently(sleep, async () => {
        const sent = await graph.send(ctx, { method: 'GET', path });
        if (!sent.ok) return err(sent.error.type === 'no-answer' ? graphUnavailable : sent.error);
        if (!isSuccess(sent.value)) return err(readFailure(sent.value, permission));
        const parsed = schema.safeParse(sent.value.body);
        // An answer that is not of its type is a fault of the service, or a change that we must learn of.
        return parsed.success ? ok(parsed.data) : err(graphUnavailable);
      }),
    getEach: async (ctx, urls, permission) => {
      const answers: (GraphAnswer | undefined)[] = [];
      let open = urls.map((_, index) => index);
      const done = await patiently<void, GraphFailure>(sleep, async () => {
        const sent = await sendBatch(
          graph,
          ctx,
          open.map((index) => ({ method: 'GET', url: urls[index] ?? '' })),
        );
        if (!sent.ok) return err(sent.error.type === 'no-answer' ? graphUnavailable : sent.error);
        if (sent.value.kind === 'refused') return err(graphFailure(sent.value.answer, permission, clock));
        const { parts } = sent.value;
        const failed: GraphFailure[] = [];
        const again = open.filter((index, position) => {
          const part = parts[position];
          if (part !== undefined && (isSuccess(part) || part.status === 404)) {
            answers[index] = part.status === 404 ? undefined : part;
            return false;
          }
          failed.push(part === undefined ? graphUnavailable : graphFailure(part, permission, clock));
          return true;
        });
        open = again;
        const worst = longestWait(failed);
        return worst === undefined ? ok(undefined) : err(worst);
      });
      return done.ok ? ok(urls.map((_, index) => answers[index])) : done;
    },
  };
}

/** Of several failures the one that decides: what time does not heal first, then the longest wait. */
function longestWait(failures: readonly GraphFailure[]): GraphFailure | undefined {
  const seconds = (failure: GraphFailure) => (failure.type === 'throttled' ? failure.retryAfterSeconds : 0);
  return (
    failures.find(({ type }) => type === 'consent-required' || type === 'access-blocked') ??
    failures.toSorted((a, b) => seconds(b) - seconds(a))[0]
  );
}
