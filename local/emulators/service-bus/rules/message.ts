export type MessageState = 'active' | 'scheduled' | 'deferred';

/** `until` is epoch ms; in a session the message is locked for as long as the session is: Infinity. */
export interface Lock {
  readonly token: string;
  readonly until: number;
}

/** A message as the broker keeps it. Never changed in place: every change puts a new record. */
export interface QueueMessage {
  readonly sequence: number;
  readonly id: string;
  readonly sessionId: string | null;
  /** The sender's AMQP sections from properties to footer; the rules never look inside. */
  readonly content: Uint8Array;
  readonly enqueuedAt: number;
  /** Epoch ms at which a scheduled message becomes active; null for all others. */
  readonly dueAt: number | null;
  /** Counted from enqueuedAt. */
  readonly ttlMs: number | null;
  readonly state: MessageState;
  /** How often it has been handed to a receiver: 1 during the first delivery. */
  readonly deliveryCount: number;
  readonly lock: Lock | null;
  readonly deadLetter: DeadLetterCause | null;
}

export interface DeadLetterCause {
  readonly reason: string | null;
  readonly description: string | null;
  /** The queue that it came from. */
  readonly source: string;
}

/** The service's own words for what it dead-letters itself. */
export const maxDeliveryCountExceeded = (maxDeliveryCount: number) => ({
  reason: 'MaxDeliveryCountExceeded',
  description: `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`,
});
export const expired = {
  reason: 'TTLExpiredException',
  description: 'The message expired and was dead lettered.',
};

export interface NewMessage {
  readonly id: string;
  readonly sessionId: string | null;
  readonly content: Uint8Array;
  readonly dueAt: number | null;
  readonly ttlMs: number | null;
}

/** What a receiver decides about a locked message; `content` replaces the stored one when properties were changed. */
export type Settlement =
  | { readonly kind: 'complete' }
  | { readonly kind: 'abandon'; readonly content?: Uint8Array }
  | { readonly kind: 'defer'; readonly content?: Uint8Array }
  | {
      readonly kind: 'dead-letter';
      readonly reason: string | null;
      readonly description: string | null;
      readonly content?: Uint8Array;
    };

/** Why the rules refuse; conditions.ts has the AMQP condition of each. */
export type Refusal =
  | 'message-lock-lost'
  | 'session-lock-lost'
  | 'session-cannot-be-locked'
  | 'message-not-found'
  | 'session-required'
  | 'session-not-supported'
  | 'dead-letter-not-allowed';

/** When a message that is not locked is to be thrown away or dead-lettered; a scheduled one does not age. */
export const expiresAt = (message: QueueMessage): number =>
  message.ttlMs === null || message.state === 'scheduled' ? Infinity : message.enqueuedAt + message.ttlMs;

/** The one moment at which time itself changes this message: it becomes active, loses its lock or expires. */
export function deadlineOf(message: QueueMessage): number {
  if (message.state === 'scheduled') return message.dueAt ?? 0;
  return message.lock === null ? expiresAt(message) : message.lock.until;
}
