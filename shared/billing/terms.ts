import { Temporal } from 'temporal-polyfill';

/**
 * Periods are calendar days of the tenant, `2026-11-22`, from the first to before the last: neither summer time nor another
 * time zone makes one longer, twice or missing.
 */
export type Day = string;

export const lengths = {
  month: { months: 1 },
  year: { years: 1 },
} as const;
export type Term = keyof typeof lengths;

const plain = (day: Day) => Temporal.PlainDate.from(day);

export const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
export const later = (a: Day, b: Day): Day => (a > b ? a : b);

/**
 * [L1] The day on which the n-th term since `anchor` begins, n from 0. Counted from the anchor, not from the term before: 31
 * January, 28 February, 31 March.
 */
export const termStart = (anchor: Day, term: Term, n: number): Day => {
  const length = term === 'month' ? { months: n } : { years: n };
  return plain(anchor).add(length).toString();
};

export const addMonths = (day: Day, months: number): Day => plain(day).add({ months }).toString();
export const addDays = (day: Day, days: number): Day => plain(day).add({ days }).toString();
export const daysBetween = (from: Day, until: Day): number => plain(from).until(plain(until)).days;
export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** Today on the tenant's clock; `now` is epoch ms. */
export const dayAt = (now: number, timeZone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** When the day begins there: midnight, or the first moment after a change of the clock that skips it. RFC 3339 in UTC. */
export const startOfDay = (day: Day, timeZone: string): string =>
  plain(day).toZonedDateTime({ timeZone }).toInstant().toString({ fractionalSecondDigits: 3 });

/** The first day that begins at this moment or after it. */
export const firstDayFrom = (instant: string, timeZone: string): Day => {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  const starts = zoned.startOfDay().epochMilliseconds === zoned.epochMilliseconds;
  return zoned
    .toPlainDate()
    .add({ days: starts ? 0 : 1 })
    .toString();
};
