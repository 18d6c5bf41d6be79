/**
 * Messages carry ids and versions, never personal data: the receiver reads what it needs (claim check).
 * The shape of each queue's body is the zod schema beside its consumer's use case.
 */
export interface Message {
  readonly queue: QueueName;
  /** A JSON object of ids; `tenantId` and `correlationId` are added by the commit. */
  readonly body: Readonly<Record<string, string | number | boolean>>;
  /** The same id is delivered once within the queue's duplicate detection window; a new one is made if absent. */
  readonly id?: string;
  /** Epoch ms; not delivered earlier. */
  readonly notBefore?: number;
}

export interface QueueOptions {
  readonly lockDurationSeconds: number;
  readonly maxDeliveryCount: number;
  readonly duplicateDetectionMinutes: number;
  readonly defaultTtlDays: number;
}

const standard: QueueOptions = {
  lockDurationSeconds: 60,
  maxDeliveryCount: 10,
  duplicateDetectionMinutes: 60,
  defaultTtlDays: 14,
};

/** Every queue there is: the one place that the code, the emulator and the infrastructure take them from. */
export const queues = {
  'outbox-relay': standard,
  'source-refreshes': standard,
  'import-runs': standard,
  'mailbox-blocks': standard,
  /** What kept imports of a tenant from running has ended: access, licences. */
  'import-wakeups': standard,
  'tenant-erasures': standard,
  'person-erasures': standard,
  /** The people of a source may have changed, or whom the app shows them to. */
  'app-directories': standard,
  /** Something has fallen due on an account: a term, a month to close. */
  'billing-settlements': standard,
  notifications: standard,
} as const satisfies Record<string, QueueOptions>;

export type QueueName = keyof typeof queues;
export const queueNames = Object.keys(queues) as readonly QueueName[];
