import { Temporal } from 'temporal-polyfill';
import { fromIso } from '../kernel/clock.ts';

export interface Trial {
  /** RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly endsAt: string;
}

export const trialMonths = 3;

/**
 * [L10] Three calendar months on the tenant's clock: 31 August to 30 November, and the same wall-clock time whatever
 * summer time does in between. `now` is epoch ms.
 */
export const trialFrom = (now: number, timeZone: string): Trial => {
  const start = Temporal.Instant.fromEpochMilliseconds(now);
  const end = start.toZonedDateTimeISO(timeZone).add({ months: trialMonths }).toInstant();
  const iso = (instant: Temporal.Instant) => instant.toString({ fractionalSecondDigits: 3 });
  return { startedAt: iso(start), endsAt: iso(end) };
};

/** Whether any number of mailboxes is entitled at this moment. */
export const trialRuns = (trial: Trial | undefined, now: number): boolean =>
  trial !== undefined && now < fromIso(trial.endsAt);
