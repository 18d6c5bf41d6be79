import type { QueueMessage } from './rules/message.ts';
import type { SessionLock } from './rules/sessions.ts';

/** Somebody who receives from a queue, seen by the queue's pump. */
export interface Consumer {
  readonly mode: 'peek-lock' | 'receive-and-delete';
  /** The session that it has accepted and the name under which it holds it. */
  readonly session: { readonly id: string; readonly holder: string } | null;
  /** How many messages it takes now. */
  room(): number;
  hand(message: QueueMessage): void;
  /** Its session's lock has expired. */
  sessionLost(): void;
}

/** A receiver that asked for the next free session while there was none. */
export interface SessionWaiter {
  readonly holder: string;
  /** Ends the waiting. */
  accept(lock: SessionLock): void;
}
