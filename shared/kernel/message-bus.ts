import type { Message } from './messages.ts';

/** A message with everything that the wire needs. */
export interface Envelope extends Message {
  readonly id: string;
  readonly correlationId: string;
}

export interface MessageBus {
  /** At least once, or it throws; the queue drops a repetition of the same id. */
  send(messages: readonly Envelope[]): Promise<void>;
}
