import type { Message } from './messages.ts';
import type { Traceparent } from './traceparent.ts';

/** A message with everything that the wire needs. */
export interface Envelope extends Message {
  readonly id: string;
  readonly correlationId: string;
  /** Where in a trace it was sent; its handling goes on there. */
  readonly traceparent?: Traceparent;
  /** How often it was put off because a service was away; absent: never. */
  readonly retry?: number;
}

export interface MessageBus {
  /** At least once, or it throws; the queue drops a repetition of the same id. */
  send(messages: readonly Envelope[]): Promise<void>;
}
