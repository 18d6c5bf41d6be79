/** A queue as it is provisioned; the names and defaults are the service's. */
export interface QueueOptions {
  readonly name: string;
  /** Deliveries after which a message that comes back is dead-lettered. Default 10. */
  readonly maxDeliveryCount?: number;
  /** Default 60,000 ms; the service allows up to 5 minutes. */
  readonly lockDurationMs?: number;
  /** For messages that bring none, and the upper limit for those that do. Default: none. */
  readonly defaultTtlMs?: number;
  /** Given: a message id is accepted once within it. At most 7 days in the service. */
  readonly duplicateDetectionWindowMs?: number;
  readonly requiresSession?: boolean;
  /** Expired messages go to the dead-letter queue instead of vanishing. Default false. */
  readonly deadLetterOnExpiration?: boolean;
}

export interface QueueRules {
  readonly name: string;
  readonly maxDeliveryCount: number;
  readonly lockDurationMs: number;
  readonly defaultTtlMs: number | null;
  readonly duplicateDetectionWindowMs: number | null;
  readonly requiresSession: boolean;
  readonly deadLetterOnExpiration: boolean;
}

const day = 86_400_000;

/** Throws on values that the service would not provision either. */
export function queueRules(options: QueueOptions): QueueRules {
  const rules: QueueRules = {
    name: options.name,
    maxDeliveryCount: options.maxDeliveryCount ?? 10,
    lockDurationMs: options.lockDurationMs ?? 60_000,
    defaultTtlMs: options.defaultTtlMs ?? null,
    duplicateDetectionWindowMs: options.duplicateDetectionWindowMs ?? null,
    requiresSession: options.requiresSession ?? false,
    deadLetterOnExpiration: options.deadLetterOnExpiration ?? false,
  };
  if (!/^[A-Za-z0-9][\w./-]{0,258}[A-Za-z0-9]$|^[A-Za-z0-9]$/.test(rules.name))
    throw new Error(`queue name: ${rules.name}`);
  if (rules.maxDeliveryCount < 1 || rules.maxDeliveryCount > 2000)
    throw new Error('maxDeliveryCount: 1 to 2000');
  if (rules.lockDurationMs <= 0 || rules.lockDurationMs > 300_000)
    throw new Error('lockDurationMs: up to 5 minutes');
  if (rules.defaultTtlMs !== null && rules.defaultTtlMs <= 0) throw new Error('defaultTtlMs: more than 0');
  const window = rules.duplicateDetectionWindowMs;
  if (window !== null && (window <= 0 || window > 7 * day))
    throw new Error('duplicateDetectionWindowMs: up to 7 days');
  return rules;
}

/** A dead-letter queue keeps what it gets: no expiry, no limit of deliveries, no sessions, no duplicates' check. */
export const deadLetterRules = (rules: QueueRules): QueueRules => ({
  name: `${rules.name}/$DeadLetterQueue`,
  maxDeliveryCount: Infinity,
  lockDurationMs: rules.lockDurationMs,
  defaultTtlMs: null,
  duplicateDetectionWindowMs: null,
  requiresSession: false,
  deadLetterOnExpiration: false,
});
