/**
 * Fields that a log line may carry. An allow-list: whatever is not named here cannot be logged, so that no name, number
 * or address of a person gets in by accident.
 */
export interface LogFields {
  readonly tenantId?: string;
  readonly correlationId?: string;
  /** 32 hex digits; put in by the log itself. */
  readonly traceId?: string;
  readonly sourceId?: string;
  readonly shareId?: string;
  readonly importId?: string;
  readonly runId?: string;
  readonly block?: number;
  readonly queue?: string;
  readonly messageId?: string;
  readonly deliveryCount?: number;
  readonly operation?: string;
  readonly method?: string;
  readonly status?: number;
  readonly failure?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly durationMs?: number;
  readonly count?: number;
  readonly created?: number;
  readonly updated?: number;
  readonly deleted?: number;
  readonly unchanged?: number;
  readonly failed?: number;
  readonly requests?: number;
  readonly mailboxesDone?: number;
  readonly mailboxesFailed?: number;
  /** The most frequent reasons with their counts: `throttled 12, no-mailbox 3`. */
  readonly failures?: string;
  readonly lateMs?: number;
  readonly waitedMs?: number;
  readonly retryAfterMs?: number;
  /** Class name of an unexpected error; its text may hold personal data and stays out. */
  readonly error?: string;
  /** Frames of our own code, without the message. */
  readonly stack?: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

export const silentLog: Log = () => {};
