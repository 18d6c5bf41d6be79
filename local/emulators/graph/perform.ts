import type { Clock } from '../../../shared/kernel/clock.ts';
import type { DirectoryStore } from './directory/directory-store.ts';
import { badRequest, errorResponse, GraphError, notImplemented } from './graph-error.ts';
import type { OpenMailbox } from './mailbox/open-mailbox.ts';
import type { GraphRequest, GraphResponse } from './message.ts';
import { mustBeAllowedInDirectory, mustBeAllowedInMailbox } from './permissions.ts';
import type { Match } from './router.ts';
import type { Counting } from './traffic/counters.ts';
import { mailboxKeyOf } from './traffic/enter.ts';
import { expiredTokenAnswer, serverErrorAnswer, throttledAnswer } from './traffic/fault-answers.ts';
import type { Faults } from './traffic/faults.ts';
import type { LimitKeeper } from './traffic/limits.ts';

/** `reset` asks the HTTP side to tear the connection down instead of answering. */
export type Outcome = GraphResponse | 'reset';

export interface PerformParts {
  readonly find: (method: string, segments: readonly string[]) => Match | null;
  readonly openMailbox: (tenantId: string, idOrUpn: string) => OpenMailbox;
  readonly directory: DirectoryStore;
  readonly faults: Faults;
  readonly limits: LimitKeeper;
  readonly counting: Counting;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  /** Real time that each request takes at least. */
  readonly latencyMs: number;
}

/** Does one request or sub-request: fault, permission, limits, route. Never throws for what a client did wrong. */
export const makePerform = (parts: PerformParts) => {
  const { find, openMailbox, directory, faults, limits, counting, clock, pause, latencyMs } = parts;

  function route(request: GraphRequest): GraphResponse {
    const { caller, segments } = request;
    if (segments[0]?.toLowerCase() === 'me')
      throw badRequest('/me request is only valid with delegated authentication flow.');
    if (!directory.organization(caller.tenantId)) {
      throw new GraphError(
        401,
        'InvalidAuthenticationToken',
        `The tenant '${caller.tenantId}' is not known here.`,
      );
    }
    const match = find(request.method, segments);
    if (!match) throw notImplemented(`${request.method} /${segments.join('/')}`);
    if (match.route.area === 'mailbox') {
      counting.add('mailboxRequests');
      const mailbox = openMailbox(caller.tenantId, match.parameter('user'));
      mustBeAllowedInMailbox(caller, match.route.permission, mailbox);
      limits.useMailbox(`${caller.appId} ${caller.tenantId}/${mailbox.userId}`, request.body.length);
      return match.route.handle(request, mailbox, match.parameter);
    }
    counting.add('directoryRequests');
    mustBeAllowedInDirectory(caller, match.route.permission, isOwn(request));
    const units = resourceUnits(match.route.units, request.query);
    limits.useDirectory(`${caller.appId} ${caller.tenantId}`, units);
    const answer = match.route.handle(request, match.parameter);
    return { ...answer, headers: { 'x-ms-resource-unit': String(units), ...answer.headers } };
  }

  function answered(request: GraphRequest): GraphResponse {
    try {
      return route(request);
    } catch (error) {
      if (error instanceof GraphError) return errorResponse(error);
      throw error;
    }
  }

  const noted = (response: GraphResponse): GraphResponse => {
    if (response.status === 429) counting.add('throttled');
    return response;
  };

  return async (request: GraphRequest): Promise<Outcome> => {
    counting.add('requests');
    counting.add(request.method === 'GET' ? 'reads' : 'writes');
    if (latencyMs > 0) await pause(latencyMs);
    const mailbox = mailboxKeyOf(request, directory);
    const fault = faults.strike({
      method: request.method,
      target: request.target,
      mailbox: mailbox?.split('/')[1] ?? null,
    });
    switch (fault?.kind) {
      case undefined:
        return noted(answered(request));
      case 'slow':
        await pause(fault.ms);
        return noted(answered(request));
      case 'throttle':
        if (fault.when === 'after') answered(request);
        return noted(throttledAnswer(fault.retryAfter, clock.now()));
      case 'serverError':
        if (fault.when === 'after') answered(request);
        return serverErrorAnswer(fault.status, fault.retryAfter ?? 'absent', clock.now());
      case 'reset':
        if (fault.when === 'after') answered(request);
        return 'reset';
      case 'tokenExpired':
        return expiredTokenAnswer();
      case 'deltaGone':
        return errorResponse(
          new GraphError(410, 'syncStateNotFound', 'The sync state generation is not found.'),
        );
    }
  };
};

const isOwn = ({ caller, segments }: GraphRequest): boolean =>
  caller.oid !== undefined &&
  segments[0]?.toLowerCase() === 'users' &&
  segments[1]?.toLowerCase() === caller.oid.toLowerCase();

/** `$select` and a `$top` below 20 make a request cheaper, `$expand` dearer; none costs less than 1. */
function resourceUnits(base: number, query: URLSearchParams): number {
  const top = query.get('$top');
  const small = top !== null && Number(top) < 20 ? 1 : 0;
  return Math.max(1, base - (query.has('$select') ? 1 : 0) - small + (query.has('$expand') ? 1 : 0));
}
