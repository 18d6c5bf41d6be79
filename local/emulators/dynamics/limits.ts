import type { Clock } from '../../../shared/kernel/clock.ts';
import { DataverseError } from './dataverse-error.ts';

/** Dataverse's service protection, per member and web server; the emulator is one server. */
export interface DataverseLimits {
  readonly requests: number;
  readonly executionMs: number;
  readonly concurrent: number;
}

export const documentedLimits: DataverseLimits = { requests: 6_000, executionMs: 1_200_000, concurrent: 52 };

const windowMs = 300_000;

interface Use {
  readonly at: number;
  readonly executionMs: number;
}

/** Counts in a sliding window of five minutes. Refused requests do not count. */
export function makeLimitKeeper(limits: () => DataverseLimits, clock: Clock) {
  const uses = new Map<string, Use[]>();
  const running = new Map<string, number>();

  const recent = (key: string): Use[] => {
    const since = clock.now() - windowMs;
    const kept = (uses.get(key) ?? []).filter(({ at }) => at > since);
    uses.set(key, kept);
    return kept;
  };
  /** Until the oldest use leaves the window. */
  const secondsUntil = ([oldest]: readonly Use[]): number =>
    Math.max(1, Math.ceil(((oldest?.at ?? clock.now()) + windowMs - clock.now()) / 1000));
  const tooMuch = (code: string, message: string, seconds: number): DataverseError =>
    new DataverseError(429, code, message, { 'Retry-After': String(seconds) });

  return {
    /** Begins a request; throws 429 with `Retry-After`. `end` says how long it took. */
    begin: (key: string) => {
      const { requests, executionMs, concurrent } = limits();
      const before = recent(key);
      const spent = before.reduce((sum, use) => sum + use.executionMs, 0);
      const atOnce = running.get(key) ?? 0;
      if (before.length >= requests) {
        const text = `Number of requests exceeded the limit of ${requests} over time window of 300 seconds.`;
        throw tooMuch('0x80072322', text, secondsUntil(before));
      }
      if (spent >= executionMs) {
        const text = `Combined execution time of incoming requests exceeded limit of ${executionMs} milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`;
        throw tooMuch('0x80072321', text, secondsUntil(before));
      }
      if (atOnce >= concurrent) {
        const text = `Number of concurrent requests exceeded the limit of ${concurrent}.`;
        throw tooMuch('0x80072326', text, 1);
      }
      running.set(key, atOnce + 1);
      return {
        headers: {
          'x-ms-ratelimit-burst-remaining-xrm-requests': String(requests - before.length - 1),
          'x-ms-ratelimit-time-remaining-xrm-requests': ((executionMs - spent) / 1000).toFixed(2),
        },
        end: (tookMs: number): void => {
          running.set(key, (running.get(key) ?? 1) - 1);
          recent(key).push({ at: clock.now(), executionMs: tookMs });
        },
      };
    },
  };
}
