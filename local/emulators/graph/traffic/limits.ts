import type { Clock } from '../../../../shared/kernel/clock.ts';
import { GraphError } from '../graph-error.ts';

/** The service's documented limits; null switches one off. */
export interface GraphLimits {
  /** Per app and mailbox. */
  readonly mailboxRequests: WindowLimit | null;
  readonly mailboxConcurrency: number | null;
  readonly mailboxUploadBytes: WindowLimit | null;
  /** Resource units per app and tenant; 3,500 is for tenants below 50 users, larger ones have 5,000 or 8,000. */
  readonly directoryUnits: WindowLimit | null;
}

export interface WindowLimit {
  readonly most: number;
  readonly windowMs: number;
}

export const documentedLimits: GraphLimits = {
  mailboxRequests: { most: 10_000, windowMs: 600_000 },
  mailboxConcurrency: 4,
  mailboxUploadBytes: { most: 150 * 1024 * 1024, windowMs: 300_000 },
  directoryUnits: { most: 3_500, windowMs: 10_000 },
};

export const noLimits: GraphLimits = {
  mailboxRequests: null,
  mailboxConcurrency: null,
  mailboxUploadBytes: null,
  directoryUnits: null,
};

/** How long Exchange asks to wait when too many requests of one mailbox run at once. */
const concurrencyRetrySeconds = 1;

export type LimitKeeper = ReturnType<typeof makeLimitKeeper>;

/** Counts use in fixed windows that begin with the first request after the last window. */
export function makeLimitKeeper(limits: GraphLimits, clock: Clock) {
  const windows = new Map<string, { startMs: number; used: number }>();
  const running = new Map<string, number>();

  /** null, or the whole seconds until there is room again. Refused use does not count. */
  function use(key: string, amount: number, limit: WindowLimit): number | null {
    const now = clock.now();
    const known = windows.get(key);
    const window = known && now - known.startMs < limit.windowMs ? known : { startMs: now, used: 0 };
    windows.set(key, window);
    if (window.used + amount > limit.most)
      return Math.max(1, Math.ceil((window.startMs + limit.windowMs - now) / 1000));
    window.used += amount;
    return null;
  }

  const throttled = (seconds: number, code: string, message: string): GraphError =>
    new GraphError(429, code, message, { 'Retry-After': String(seconds) });

  return {
    /** @throws GraphError 429 */
    useMailbox(key: string, uploadBytes: number): void {
      const { mailboxRequests, mailboxUploadBytes } = limits;
      const wait = mailboxRequests && use(`requests ${key}`, 1, mailboxRequests);
      if (wait)
        throw throttled(
          wait,
          'ApplicationThrottled',
          'Application is over its request limit for this mailbox.',
        );
      const uploadWait =
        mailboxUploadBytes && uploadBytes > 0 ? use(`upload ${key}`, uploadBytes, mailboxUploadBytes) : null;
      if (uploadWait)
        throw throttled(
          uploadWait,
          'ApplicationThrottled',
          'Application is over its upload limit for this mailbox.',
        );
    },
    /** @throws GraphError 429 */
    useDirectory(key: string, units: number): void {
      const wait = limits.directoryUnits && use(`units ${key}`, units, limits.directoryUnits);
      if (wait)
        throw throttled(
          wait,
          'TooManyRequests',
          'This request is throttled. Please try again after the value specified in the Retry-After header.',
        );
    },
    /** Takes one of a mailbox's places; how many are then taken, or null when all are. Give back with `leave`. */
    enter(key: string): number | null {
      const now = running.get(key) ?? 0;
      if (limits.mailboxConcurrency !== null && now >= limits.mailboxConcurrency) return null;
      running.set(key, now + 1);
      return now + 1;
    },
    leave(key: string): void {
      const left = (running.get(key) ?? 1) - 1;
      if (left === 0) running.delete(key);
      else running.set(key, left);
    },
    tooConcurrent: (): GraphError =>
      throttled(
        concurrencyRetrySeconds,
        'ApplicationThrottled',
        'Application is over its MailboxConcurrency limit.',
      ),
  };
}
