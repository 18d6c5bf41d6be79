import { Temporal } from 'temporal-polyfill';
import type { TenantContext } from '../kernel/tenant-context.ts';

/** How many times a day an import of this company may run by its plan [I3]; at least 1. */
export type RunsPerDay = (ctx: TenantContext) => Promise<number>;

/** No plan has more than one an hour; a list of times that is kept is never longer. */
export const mostRunsPerDay = 24;

/**
 * [I2][I3] The next instant at which the tenant's clock shows one of `runsAt`, strictly after `after` (epoch ms); RFC 3339
 * in UTC. A time that the spring change skips runs when the clock has jumped, together with one that stands there anyway;
 * a time that autumn shows twice runs the first time. Only the first `allowed` times of the day count: a plan may have
 * become smaller.
 */
export const nextRun = (
  runsAt: readonly string[],
  timeZone: string,
  after: number,
  allowed = mostRunsPerDay,
): string => {
  const now = Temporal.Instant.fromEpochMilliseconds(after);
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const times = runsAt.slice(0, Math.max(1, allowed)).map((time) => Temporal.PlainTime.from(time));
  for (let days = 0; days <= 2; days++) {
    const date = today.add({ days });
    const later = times
      .map((plainTime) => date.toZonedDateTime({ timeZone, plainTime }).toInstant())
      .filter((at) => Temporal.Instant.compare(at, now) > 0)
      .sort(Temporal.Instant.compare);
    if (later[0] !== undefined) return later[0].toString({ fractionalSecondDigits: 3 });
  }
  throw new Error(`no next ${runsAt.join()} in ${timeZone}`);
};

/** In the order of the day, each once: the form in which times are kept. */
export const sortedTimes = (runsAt: readonly string[]): string[] => [...new Set(runsAt)].sort();

const firstMinute = 60;
const minutes = 4 * 60;

/** A time between 01:00 and 04:59 for an import whose administrator gave none: the same for the same id, spread over all. */
export const spreadTime = (id: string): string => {
  const at = firstMinute + (Number.parseInt(id.replaceAll('-', '').slice(0, 8), 16) % minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
};
