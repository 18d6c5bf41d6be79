import type { QueueMessage } from './message.ts';

/** What a queue has changed since it was last asked, to be stored in one transaction. */
export interface QueueChanges {
  readonly messages: ReadonlyMap<number, QueueMessage | null>;
  readonly sessionStates: ReadonlyMap<string, Uint8Array | null>;
  readonly seenIds: ReadonlyMap<string, number | null>;
  readonly nextSequence: number;
}

export interface StoredQueue {
  readonly messages: Iterable<QueueMessage>;
  readonly sessionStates: Iterable<readonly [sessionId: string, state: Uint8Array]>;
  readonly seenIds: Iterable<readonly [id: string, at: number]>;
  readonly nextSequence: number;
}
