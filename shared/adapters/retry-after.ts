import type { Clock } from '../kernel/clock.ts';
import { fromHttpDate } from '../kernel/http-date.ts';

const wholeSeconds = /^\d{1,7}(\.\d+)?$/;

/**
 * How long a Retry-After header asks to wait, in ms: seconds (0 means now) or an HTTP date, which counts from the clock
 * and means now once it has passed. Undefined where the header is absent or makes no sense: the caller then backs off.
 */
export function retryAfterMs(header: string | null | undefined, clock: Clock): number | undefined {
  const text = header?.trim() ?? '';
  if (wholeSeconds.test(text)) return Math.ceil(Number(text) * 1000);
  const at = fromHttpDate(text);
  return at === undefined ? undefined : Math.max(0, at - clock.now());
}

const firstBackoffMs = 1_000;
const longestBackoffMs = 60_000;

/** The wait where the service names none: 1 s, doubled with each further attempt (from 0), at most a minute. */
export const backoffMs = (attempt: number): number =>
  Math.min(firstBackoffMs * 2 ** attempt, longestBackoffMs);
