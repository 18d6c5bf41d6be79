import { badRequest, errorResponse, GraphError } from './graph-error.ts';
import { type GraphCaller, type GraphRequest, type GraphResponse, isObject, parseTarget } from './message.ts';
import type { Outcome } from './perform.ts';
import { shuffled } from './random.ts';
import type { Counting } from './traffic/counters.ts';

const mostParts = 20;

interface Part {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly request: GraphRequest;
}

export interface BatchParts {
  readonly perform: (request: GraphRequest) => Promise<Outcome>;
  /** Takes a place in the request's mailbox: the way to give it back, or null when there is none. */
  readonly enter: (request: GraphRequest) => (() => void) | null;
  readonly tooConcurrent: () => GraphError;
  readonly counting: Counting;
  readonly random: () => number;
}

/**
 * POST /$batch. Parts without `dependsOn` run side by side, so those of one mailbox beyond its concurrency are
 * throttled; dependent ones run in order. Answers come in a shuffled order, as the real order is not promised.
 */
export const makeBatch = ({ perform, enter, tooConcurrent, counting, random }: BatchParts) => {
  function throttled(): GraphResponse {
    counting.add('throttled');
    counting.add('requests');
    return errorResponse(tooConcurrent());
  }

  /** Every part takes its place before the first is done: the emulator works one after the other, Outlook does not. */
  async function sideBySide(parts: readonly Part[], outcomes: Map<string, Outcome>): Promise<void> {
    const entered = parts.map((part) => ({ part, leave: enter(part.request) }));
    const done = entered.map(async ({ part, leave }) => {
      outcomes.set(part.id, leave === null ? throttled() : await perform(part.request));
    });
    await Promise.all(done).finally(() => {
      for (const { leave } of entered) leave?.();
    });
  }

  async function oneByOne(parts: readonly Part[], outcomes: Map<string, Outcome>): Promise<void> {
    for (const part of parts) {
      const isBlocked = part.dependsOn.some((id) => hasFailed(outcomes.get(id)));
      if (isBlocked) {
        outcomes.set(
          part.id,
          errorResponse(
            new GraphError(424, 'FailedDependency', 'A request that this one depends on failed.'),
          ),
        );
        continue;
      }
      const leave = enter(part.request);
      outcomes.set(part.id, leave === null ? throttled() : await perform(part.request));
      leave?.();
    }
  }

  return async (body: Readonly<Record<string, unknown>>, caller: GraphCaller): Promise<Outcome> => {
    const parts = readParts(body, caller);
    counting.add('batches');
    counting.add('batchedRequests', parts.length);
    const outcomes = new Map<string, Outcome>();
    const isDependent = parts.some(({ dependsOn }) => dependsOn.length > 0);
    await (isDependent ? oneByOne(parts, outcomes) : sideBySide(parts, outcomes));
    const responses: object[] = [];
    for (const [id, outcome] of outcomes) {
      if (outcome === 'reset') return 'reset';
      responses.push(partAnswer(id, outcome));
    }
    return { status: 200, json: { responses: shuffled(responses, random) } };
  };
};

const hasFailed = (outcome: Outcome | undefined): boolean =>
  outcome === undefined || outcome === 'reset' || outcome.status >= 400;

function partAnswer(id: string, { status, headers = {}, json, bytes }: GraphResponse): object {
  if (bytes) return { id, status, headers, body: Buffer.from(bytes).toString('base64') };
  if (json === undefined) return { id, status, headers };
  const type =
    'application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8';
  return {
    id,
    status,
    headers: { 'Cache-Control': 'no-cache', 'Content-Type': type, ...headers },
    body: json,
  };
}

/** @throws GraphError 400 for the batch as a whole */
function readParts(body: Readonly<Record<string, unknown>>, caller: GraphCaller): readonly Part[] {
  const { requests } = body;
  if (!Array.isArray(requests)) throw badRequest("Invalid batch payload format: 'requests' is missing.");
  if (requests.length === 0) throw badRequest('Empty batch payload.');
  if (requests.length > mostParts)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${mostParts}.`);
  const parts = requests.map((entry) => readPart(entry, caller));
  const ids = new Set(parts.map(({ id }) => id));
  if (ids.size < parts.length) throw badRequest('Duplicate request ids in the batch.');
  mustBeOrderly(parts);
  return parts;
}

function readPart(entry: unknown, caller: GraphCaller): Part {
  const { id, method, url, headers = {}, body, dependsOn = [] } = isObject(entry) ? entry : {};
  if (typeof id !== 'string' || id === '')
    throw badRequest('Invalid batch payload: every request needs an id as a text.');
  if (typeof method !== 'string' || !/^(GET|POST|PATCH|PUT|DELETE)$/i.test(method))
    throw badRequest(`Request ${id} has no valid method.`);
  if (typeof url !== 'string' || /^[a-z]+:/i.test(url))
    throw badRequest(`Request ${id} needs a url relative to the version.`);
  if (!isObject(headers)) throw badRequest(`The headers of request ${id} are no object.`);
  if (!Array.isArray(dependsOn) || !dependsOn.every((other): other is string => typeof other === 'string')) {
    throw badRequest(`dependsOn of request ${id} is no list of ids.`);
  }
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const isWrite = /^(POST|PATCH|PUT)$/i.test(method);
  if (isWrite && (body === undefined || !named.has('content-type'))) {
    throw badRequest(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  const target = url.startsWith('/') ? url : `/${url}`;
  const request: GraphRequest = {
    method: method.toUpperCase(),
    target,
    ...parseTarget(target, caller),
    headers: named,
    body: bodyBytes(id, body, named.get('content-type')),
    caller,
  };
  return { id, dependsOn, request };
}

/** JSON stands in the batch as it is, everything else as base64. */
function bodyBytes(id: string, body: unknown, contentType: string | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (/^application\/json\b/i.test(contentType ?? '')) return Buffer.from(JSON.stringify(body));
  if (typeof body !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(body))
    throw badRequest(`The body of request ${id} is not base64.`);
  return Buffer.from(body, 'base64');
}

/** Graph takes three shapes: none depends, each on the one before it, or all but the first on the same one. */
function mustBeOrderly(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const { id, dependsOn } of parts) {
    if (dependsOn.some((other) => !seen.has(other)))
      throw badRequest(`Request ${id} depends on an unknown or later request.`);
    seen.add(id);
  }
  const rest = parts.slice(1);
  const isParallel = parts.every(({ dependsOn }) => dependsOn.length === 0);
  const isSerial = rest.every(
    ({ dependsOn }, index) => dependsOn.length === 1 && dependsOn[0] === parts[index]?.id,
  );
  const [first] = parts;
  const isStar = rest.every(({ dependsOn }) => dependsOn.length === 1 && dependsOn[0] === first?.id);
  if (!isParallel && !isSerial && !isStar) {
    throw badRequest('The dependsOn of a batch must be fully sequential or fully parallel.');
  }
}
