import { type BatchPart, readParts } from './batch-parts.ts';
import { errorResponse, GraphError } from './graph-error.ts';
import { type GraphCaller, type GraphRequest, type GraphResponse, isAboutMailbox } from './message.ts';
import type { Outcome } from './perform.ts';
import { shuffled } from './random.ts';
import type { Counting } from './traffic/counters.ts';

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
  async function sideBySide(parts: readonly BatchPart[], outcomes: Map<string, Outcome>): Promise<void> {
    const entered = parts.map((part) => ({ part, leave: enter(part.request) }));
    const done = entered.map(async ({ part, leave }) => {
      outcomes.set(part.id, leave === null ? throttled() : await perform(part.request));
    });
    await Promise.all(done).finally(() => {
      for (const { leave } of entered) leave?.();
    });
  }

  async function oneByOne(parts: readonly BatchPart[], outcomes: Map<string, Outcome>): Promise<void> {
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
    if (parts.some(({ request }) => isAboutMailbox(request))) counting.add('mailboxCalls');
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
