import type { Schedule } from './ncrontab.ts';

/** What the host remembers of a timer; instants in epoch milliseconds, `last` undefined before the first run. */
export interface ScheduleStatus {
  readonly last: number | undefined;
  readonly next: number | undefined;
  readonly lastUpdated: number;
}

/**
 * What a timer does when the host starts: the status to keep, and whether an occurrence was missed while it was down.
 * A schedule that was changed since then starts afresh instead of firing at once.
 */
export const resumeSchedule = (
  schedule: Schedule,
  stored: ScheduleStatus | undefined,
  now: number,
): { readonly status: ScheduleStatus; readonly isPastDue: boolean } => {
  if (stored === undefined) {
    return { status: { last: undefined, next: schedule.nextAfter(now), lastUpdated: now }, isPastDue: false };
  }
  const basis = stored.last ?? stored.lastUpdated;
  const expected = schedule.nextAfter(basis);
  if (stored.next === expected) {
    return { status: stored, isPastDue: stored.next !== undefined && now > stored.next };
  }
  const fresh = expected === undefined || now > expected;
  const status: ScheduleStatus = {
    last: undefined,
    next: fresh ? schedule.nextAfter(now) : expected,
    lastUpdated: fresh ? now : basis,
  };
  return { status, isPastDue: false };
};

/**
 * The status after a run. A timer that fired a little early counts as having run on time, or it would run twice.
 */
export const statusAfterRun = (
  schedule: Schedule,
  before: ScheduleStatus,
  invokedAt: number,
  scheduled: boolean,
): ScheduleStatus => {
  const at = scheduled ? Math.max(invokedAt, before.next ?? invokedAt) : invokedAt;
  return { last: at, next: schedule.nextAfter(at), lastUpdated: at };
};
