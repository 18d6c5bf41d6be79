/** Gives the first occurrence strictly after an instant, in epoch milliseconds; undefined when there never is one. */
export interface Schedule {
  nextAfter(epochMs: number): number | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const FIELDS: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 0, max: 6, words: DAYS },
];
/** 29 February on a given weekday comes back within 40 years at the latest (28 years, and the gap around 2100). */
const SEARCH_YEARS = 41;
const DAY_MS = 86_400_000;

/**
 * An NCRONTAB expression, `{second} {minute} {hour} {day} {month} {day of week}`, in UTC; five fields mean second 0.
 * Day and day of week must both match (Unix cron takes either), and a range written backwards is read forwards: both are
 * how the NCrontab library of the cloud's host behaves.
 *
 * @throws Error saying which field is wrong.
 */
export const parseNcrontab = (expression: string): Schedule => {
  const parts = expression.trim().split(/\s+/);
  const texts = parts.length === 5 ? ['0', ...parts] : parts;
  if (texts.length !== FIELDS.length)
    throw new Error(`"${expression}" has ${parts.length} fields; an NCRONTAB schedule has six.`);
  const sets = FIELDS.map((field, index) => parseField(texts[index] ?? '', field, expression));
  const [seconds, minutes, hours, days, months, weekdays] = sets as [
    Values,
    Values,
    Values,
    Values,
    Values,
    Values,
  ];

  return {
    nextAfter(epochMs) {
      const from = Math.floor(epochMs / 1000) * 1000 + 1000;
      const firstDay = Math.floor(from / DAY_MS) * DAY_MS;
      for (let day = 0; day < SEARCH_YEARS * 366; day += 1) {
        const midnight = firstDay + day * DAY_MS;
        const date = new Date(midnight);
        const matches =
          months.has(date.getUTCMonth() + 1) && days.has(date.getUTCDate()) && weekdays.has(date.getUTCDay());
        if (!matches) continue;
        const time = firstTimeOfDay(Math.max(from - midnight, 0), hours, minutes, seconds);
        if (time !== undefined) return midnight + time;
      }
      return undefined;
    },
  };
};

type Values = ReadonlySet<number>;

/** The first matching time of day at or after `least`, both in milliseconds since midnight. */
const firstTimeOfDay = (
  least: number,
  hours: Values,
  minutes: Values,
  seconds: Values,
): number | undefined => {
  for (const hour of ascending(hours)) {
    if ((hour + 1) * 3_600_000 <= least) continue;
    for (const minute of ascending(minutes)) {
      if (hour * 3_600_000 + (minute + 1) * 60_000 <= least) continue;
      for (const second of ascending(seconds)) {
        const time = hour * 3_600_000 + minute * 60_000 + second * 1000;
        if (time >= least) return time;
      }
    }
  }
  return undefined;
};

const ascending = (values: Values): number[] => [...values].sort((a, b) => a - b);

const parseField = (text: string, field: Field, expression: string): Values => {
  const fail = (): never => {
    throw new Error(`"${text}" is not a valid ${field.name} in the schedule "${expression}".`);
  };
  const value = (part: string): number => {
    const number = /^\d+$/.test(part) ? Number(part) : wordValue(part, field);
    return number === undefined || number < field.min || number > field.max ? fail() : number;
  };
  const result = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step, ...rest] = item.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) fail();
    const every = Number(step ?? 1);
    const bounds = range === '*' ? [field.min, field.max] : range.split('-').map(value);
    if (bounds.length > 2) fail();
    const [first = field.min, second] = bounds;
    // "5/15" starts at 5 and runs to the end; a lone "5" is just 5.
    const last = second ?? (step === undefined ? first : field.max);
    for (let n = Math.min(first, last); n <= Math.max(first, last); n += every) result.add(n);
  }
  return result;
};

const wordValue = (part: string, field: Field): number | undefined => {
  const index = (field.words ?? []).findIndex(
    (word) => part.length >= 3 && word.startsWith(part.toLowerCase()),
  );
  return index < 0 ? undefined : index + field.min;
};
