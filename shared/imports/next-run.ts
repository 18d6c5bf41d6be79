import { Temporal } from 'temporal-polyfill';

/**
 * [I2] The next instant at which the tenant's clock shows `dailyAt`, strictly after `after` (epoch ms); RFC 3339 in UTC.
 * A time that the spring change skips runs when the clock has jumped; one that autumn shows twice runs the first time.
 */
export const nextDailyRun = (dailyAt: string, timeZone: string, after: number): string => {
  const time = Temporal.PlainTime.from(dailyAt);
  const now = Temporal.Instant.fromEpochMilliseconds(after);
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  for (let days = 0; days <= 2; days++) {
    const at = today.add({ days }).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
    if (Temporal.Instant.compare(at, now) > 0) return at.toString({ fractionalSecondDigits: 3 });
  }
  throw new Error(`no next ${dailyAt} in ${timeZone}`);
};

const firstMinute = 60;
const minutes = 4 * 60;

/** A time between 01:00 and 04:59 for an import whose administrator gave none: the same for the same id, spread over all. */
export const spreadTime = (id: string): string => {
  const at = firstMinute + (Number.parseInt(id.replaceAll('-', '').slice(0, 8), 16) % minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
};
