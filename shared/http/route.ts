import type { Clock } from '../kernel/clock.ts';
import { conflict, type Failure } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log, LogFields } from '../kernel/log.ts';
import { ok } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type AdmissionDeps, admit, type Caller } from './admission.ts';
import type { Route } from './contract.ts';
import { correlationHeader, correlationId } from './correlation.ts';
import { type Demand, makeReadDemand } from './demand.ts';
import type { IncomingRequest, OutgoingResponse } from './exchange.ts';
import { faultFields } from './fault.ts';
import {
  commandId,
  fingerprint,
  type IdempotencyRecords,
  idempotencyHeader,
  idempotencyKey,
  once,
} from './idempotency.ts';
import { instanceOf } from './instance.ts';
import { chooseLanguage } from './language.ts';
import { type Asked, problemResponse } from './problems.ts';
import type { Meter, RequestLimits } from './request-limits.ts';
import { withCommonHeaders } from './response-headers.ts';
import { serialise } from './serialise.ts';

export interface PipelineDeps extends AdmissionDeps {
  readonly idempotency: IdempotencyRecords;
  /** One for all routes. */
  readonly limits: RequestLimits;
  /** [T6] Whether everything of the tenant is being erased; without it nobody is. */
  readonly isBeingErased?: (ctx: TenantContext) => Promise<boolean>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Origins of web pages that may call, e.g. `https://portal.example`. */
  readonly corsOrigins: readonly string[];
  /** Where the API is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** Fields of replies that no schema names are a fault instead of being left out: for development and tests. */
  readonly strictReplies?: boolean;
}

export type RequestHandler = (request: IncomingRequest) => Promise<OutgoingResponse>;

interface Outcome {
  readonly response: OutgoingResponse;
  readonly noted: LogFields;
  readonly failure?: Failure;
}

/**
 * The way of every request: how often → who asks → may he → what is asked → was it asked before → do it → say it. Nothing is
 * read of a body before its sender is known. It always answers; what is thrown ends as a 500 that says nothing.
 */
export const makeRequestHandler = (route: Route, deps: PipelineDeps): RequestHandler => {
  const readDemand = makeReadDemand(route, deps.publicUrl);

  const answer = async (request: IncomingRequest, trace: Asked, meter: Meter): Promise<Outcome> => {
    const caller = await admit(route, deps, request, trace, meter);
    if (!caller.ok) return refused(caller.error, trace);
    const asked = { ...trace, language: caller.value.ctx.language };
    const tenant = caller.value.principal && { tenantId: caller.value.principal.tenantId };
    if (caller.value.principal !== undefined && route.whileErasing !== true) {
      const isGone = await deps.isBeingErased?.(caller.value.ctx);
      if (isGone === true) return refused(conflict('tenant-erasing'), asked);
    }
    const demand = await readDemand(request);
    const outcome = demand.ok
      ? await carryOut(route, deps, { request, asked, caller: caller.value, demand: demand.value })
      : refused(demand.error, asked);
    return { ...outcome, noted: { ...tenant, ...outcome.noted } };
  };

  return async (request) => {
    const started = deps.clock.now();
    const trace = {
      correlationId: correlationId(request.headers.get(correlationHeader), deps.random),
      language: chooseLanguage(request.headers.get('accept-language'), 'de'),
      instance: instanceOf(route, request),
    };
    const about: LogFields = { operation: route.operationId, correlationId: trace.correlationId };
    const meter = deps.limits.begin(route, request.headers);
    const { response, noted, failure } = await answer(request, trace, meter).catch(
      (thrown: unknown): Outcome => {
        deps.log('error', 'request failed', { ...about, ...faultFields(thrown) });
        if (thrown instanceof ServiceError) {
          return refused({ type: 'unavailable', service: thrown.service }, trace);
        }
        return {
          response: problemResponse({ type: 'internal-error' }, trace),
          noted: { failure: 'internal-error' },
        };
      },
    );
    meter.ended(failure);
    deps.log('info', 'request', {
      ...about,
      method: request.method,
      status: response.status,
      durationMs: deps.clock.now() - started,
      ...noted,
    });
    const { body, ...head } = withCommonHeaders(
      { ...response, headers: { ...response.headers, ...meter.headers() } },
      trace.correlationId,
      request.headers.get('origin'),
      deps.corsOrigins,
    );
    return body === undefined || request.method === 'HEAD' ? head : { ...head, body };
  };
};

interface Task {
  readonly request: IncomingRequest;
  readonly asked: Asked;
  readonly caller: Caller;
  readonly demand: Demand;
}

/** Calls the handler, or gives the answer that it gave before under the same key. */
const carryOut = async (route: Route, deps: PipelineDeps, task: Task): Promise<Outcome> => {
  const { request, asked, caller, demand } = task;
  const key = route.idempotent ? idempotencyKey(request.headers.get(idempotencyHeader)) : ok(undefined);
  if (!key.ok) return refused(key.error, asked);
  if (key.value === undefined || caller.principal === undefined) {
    return outcomeOf(route, deps, task, await route.handler({ ...demand, ...caller, request }));
  }

  const ctx = { ...caller.ctx, commandId: commandId(caller.ctx, route.operationId, key.value) };
  const target = `${request.method} ${request.path}?${request.query.toString()}`;
  let first: Pick<Outcome, 'noted' | 'failure'> = { noted: {} };
  const result = await once(
    deps.idempotency,
    deps.clock,
    ctx,
    { id: ctx.commandId, fingerprint: fingerprint(key.value, caller.principal.oid, target, demand.bytes) },
    async () => {
      const { principal } = caller;
      const outcome = outcomeOf(
        route,
        deps,
        task,
        await route.handler({ ...demand, ctx, principal, request }),
      );
      first = outcome;
      const { status, headers, body = '' } = outcome.response;
      return { status, headers, body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8') };
    },
  );
  if (!result.ok) return refused(result.error, asked);
  const { answer, replayed } = result.value;
  const headers = replayed ? { ...answer.headers, 'idempotency-replayed': 'true' } : answer.headers;
  return { ...first, response: { ...answer, headers } };
};

const outcomeOf = (
  route: Route,
  deps: PipelineDeps,
  { request, asked }: Task,
  result: Awaited<ReturnType<Route['handler']>>,
): Outcome => {
  if (!result.ok) return refused(result.error, asked);
  const { publicUrl, strictReplies = false } = deps;
  return { response: serialise(route, request, result.value, { publicUrl, strictReplies }), noted: {} };
};

const refused = (failure: Failure, asked: Asked): Outcome => ({
  response: problemResponse(failure, asked),
  noted: {
    failure: failure.type,
    ...('reason' in failure && { reason: failure.reason }),
    ...('policy' in failure && { reason: failure.policy.name }),
  },
  failure,
});
