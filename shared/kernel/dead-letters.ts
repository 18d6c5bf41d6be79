import type { QueueName } from './messages.ts';

export const deadLetterReasons = ['too-many-deliveries', 'expired', 'too-large', 'other'] as const;
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** A message that its queue has given up. */
export interface DeadLetter {
  readonly queue: QueueName;
  /** Decimal, up to 19 digits; single within the queue. */
  readonly sequenceNumber: string;
  readonly messageId: string;
  readonly reason: DeadLetterReason;
  readonly deliveryCount: number;
  /** RFC 3339. When it was given up is not kept by the service. */
  readonly enqueuedAt: string;
  /** As it was sent: not checked, and possibly not even ours. */
  readonly body: unknown;
}

/** A dead letter that nobody else can take for about a minute. */
export interface HeldDeadLetter {
  readonly letter: DeadLetter;
  /** It is gone. */
  complete(): Promise<void>;
  /** It stays, for anyone. */
  release(): Promise<void>;
}

export interface DeadLetters {
  /** In the order of their numbers, those after the given one. Nothing is taken. */
  acrossTenants(
    queue: QueueName,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly DeadLetter[]>;
  /** `held`: somebody else has it just now. */
  take(queue: QueueName, sequenceNumber: string): Promise<HeldDeadLetter | 'held' | undefined>;
}
