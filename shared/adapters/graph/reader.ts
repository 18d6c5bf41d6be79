import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Unavailable } from '../../kernel/failures.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { Sleep } from '../../kernel/sleep.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import type { SourceRefused } from '../../sources/source-reader.ts';
import { errorCode, type GraphAnswer, isSuccess } from './answer.ts';
import { sendBatch } from './batch.ts';
import type { Graph } from './client.ts';
import { type GraphFailure, graphFailure, graphUnavailable } from './graph-failure.ts';
import { patiently } from './patience.ts';

export type ReadFailure = GraphFailure | { readonly type: 'not-found' } | { readonly type: 'link-expired' };

/** For what cannot be missing and needs no link: neither can happen there, but to a service gone wrong. */
export const orUnavailable = <F extends ReadFailure | SourceRefused>(
  error: F,
): Exclude<F, { readonly type: 'not-found' | 'link-expired' }> | Unavailable =>
  isAnswerTo(error) ? error : graphUnavailable;

const isAnswerTo = <F extends ReadFailure | SourceRefused>(
  error: F,
): error is Exclude<F, { readonly type: 'not-found' | 'link-expired' }> =>
  error.type !== 'not-found' && error.type !== 'link-expired';

export interface HowToRead<Refusal> {
  /** Beside the kind of ids, which is always asked for. */
  readonly prefer?: string;
  /** What an answer means here that means something else, or nothing, elsewhere. Asked before the general rules. */
  readonly refusalOf?: (answer: GraphAnswer) => Refusal | undefined;
  /** The path is a link of the service's own making. */
  readonly isLink?: boolean;
}

export interface Reader {
  readonly origin: string;
  /** `permission`: what the request needs, named when Graph refuses it. */
  get<T, Refusal extends SourceRefused = never>(
    ctx: TenantContext,
    path: string,
    schema: z.ZodType<T>,
    permission: string,
    how?: HowToRead<Refusal>,
  ): Promise<Result<T, ReadFailure | Refusal>>;
  /** Up to 20 GETs in one call, answers in order; undefined for what is not there (404). */
  getEach<Refusal extends SourceRefused = never>(
    ctx: TenantContext,
    urls: readonly string[],
    permission: string,
    how?: Pick<HowToRead<Refusal>, 'refusalOf'>,
  ): Promise<Result<readonly (GraphAnswer | undefined)[], GraphFailure | Refusal>>;
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

  const readFailure = (answer: GraphAnswer, permission: string, isLink: boolean): ReadFailure => {
    // Tokens that have spoiled are told by many names (`Directory_ExpiredPageToken`, "badly formed token"): whatever the
    // service does not take of its own link is done with, or it would be shown the same one every night.
    if (isExpiredLink(answer) || (isLink && answer.status === 400)) return { type: 'link-expired' };
    if (answer.status === 404) return { type: 'not-found' };
    return graphFailure(answer, permission, clock);
  };

  return {
    origin: graph.origin,
    get: (ctx, path, schema, permission, how = {}) =>
      patiently(sleep, async () => {
        const headers = how.prefer === undefined ? {} : { headers: { Prefer: how.prefer } };
        const sent = await graph.send(ctx, { method: 'GET', path, ...headers });
        if (!sent.ok) return err(sent.error.type === 'no-answer' ? graphUnavailable : sent.error);
        if (!isSuccess(sent.value))
          return err(how.refusalOf?.(sent.value) ?? readFailure(sent.value, permission, how.isLink ?? false));
        const parsed = schema.safeParse(sent.value.body);
        // An answer that is not of its type is a fault of the service, or a change that we must learn of.
        return parsed.success ? ok(parsed.data) : err(graphUnavailable);
      }),
    getEach: async <Refusal extends SourceRefused>(
      ctx: TenantContext,
      urls: readonly string[],
      permission: string,
      how: Pick<HowToRead<Refusal>, 'refusalOf'> = {},
    ) => {
      const answers: (GraphAnswer | undefined)[] = [];
      let open = urls.map((_, index) => index);
      const done = await patiently<void, GraphFailure | Refusal>(sleep, async () => {
        const sent = await sendBatch(
          graph,
          ctx,
          open.map((index) => ({ method: 'GET', url: urls[index] ?? '' })),
        );
        if (!sent.ok) return err(sent.error.type === 'no-answer' ? graphUnavailable : sent.error);
        if (sent.value.kind === 'refused') return err(graphFailure(sent.value.answer, permission, clock));
        const { parts } = sent.value;
        const failed: GraphFailure[] = [];
        let refusal: Refusal | undefined;
        const again = open.filter((index, position) => {
          const part = parts[position];
          if (part !== undefined && !isSuccess(part)) refusal ??= how.refusalOf?.(part);
          if (part !== undefined && (isSuccess(part) || part.status === 404)) {
            answers[index] = part.status === 404 ? undefined : part;
            return false;
          }
          failed.push(part === undefined ? graphUnavailable : graphFailure(part, permission, clock));
          return true;
        });
        if (refusal !== undefined) return err(refusal);
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
