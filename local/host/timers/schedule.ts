import { parseTimeSpan } from '../config/time-span.ts';
import { parseNcrontab, type Schedule } from './ncrontab.ts';

const MINUTE_MS = 60_000;

/**
 * A timer trigger's `schedule`: an NCRONTAB expression, or a TimeSpan such as `00:05:00` between runs (App Service plans only
 * in the cloud; Flex Consumption does not run those).
 *
 * @throws Error when it is neither.
 */
export const parseSchedule = (text: string): Schedule => {
  const interval = text.includes(':') ? parseTimeSpan(text) : undefined;
  if (interval === undefined) return parseNcrontab(text);
  if (interval <= 0) throw new Error(`"${text}" is not a time span that a timer can wait.`);
  return { nextAfter: (epochMs) => epochMs + interval };
};

/** Schedules with less than a minute between runs are never monitored: a missed run is soon followed by the next. */
export const runsTooOftenToMonitor = (schedule: Schedule, epochMs: number): boolean => {
  let at = schedule.nextAfter(epochMs);
  for (let i = 0; i < 5 && at !== undefined; i += 1) {
    const next = schedule.nextAfter(at);
    if (next !== undefined && next - at < MINUTE_MS) return true;
    at = next;
  }
  return false;
};
