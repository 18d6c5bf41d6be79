import type { Endpoints } from './api.ts';

/** What a run cost, counted at the emulators, beside the least that it could have cost. */
export interface Figures {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Requests about mailboxes: parts of a $batch count singly. */
  readonly graphRequests: number;
  /** HTTP calls with such requests in them. */
  readonly graphHttpCalls: number;
  readonly minimumRequests: number;
  readonly minimumHttpCalls: number;
  /** Requests about people and groups. */
  readonly directoryRequests: number;
  readonly photoWrites: number;
  readonly tableOperations: number;
  readonly messages: number;
}

interface RunTotals {
  readonly unchanged: number;
  readonly failed: number;
}

type Counters = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const resetCounters = async (endpoints: Endpoints): Promise<void> => {
  await fetch(`${endpoints['control']}/counters/reset`, { method: 'POST' });
};

/** `minimum` is told what was written, because photos come on top. */
export const readFigures = async (
  endpoints: Endpoints,
  totals: RunTotals,
  minimum: (photos: number) => number,
): Promise<Figures> => {
  const counters = (await (await fetch(`${endpoints['control']}/counters`)).json()) as Counters;
  const of = (service: string, name: string) => counters[service]?.[name] ?? 0;
  const photoWrites = of('graph', 'photoWrites');
  const minimumRequests = minimum(photoWrites);
  return {
    created: of('graph', 'contactCreates'),
    updated: of('graph', 'contactUpdates'),
    deleted: of('graph', 'contactDeletes'),
    unchanged: totals.unchanged,
    failed: totals.failed,
    graphRequests: of('graph', 'mailboxRequests'),
    graphHttpCalls: of('graph', 'mailboxCalls'),
    minimumRequests,
    minimumHttpCalls: Math.ceil(minimumRequests / 20),
    directoryRequests: of('graph', 'directoryRequests'),
    photoWrites,
    tableOperations: of('tables', 'operations'),
    messages: of('serviceBus', 'messagesSent'),
  };
};
