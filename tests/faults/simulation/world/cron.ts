/** `*`, `* /n` (without the space) or a number, as our schedules have them; anything else is refused. */
const matches = (field: string, value: number): boolean => {
  if (field === '*') return true;
  const step = /^\*\/(\d+)$/.exec(field)?.[1];
  if (step !== undefined) return value % Number(step) === 0;
  if (!/^\d+$/.test(field)) throw new Error(`schedule field ${field}`);
  return value === Number(field);
};

/** The first instant after `now` at which an NCRONTAB schedule fires, in UTC; seconds must be a number. */
export const nextFire = (schedule: string, now: number): number => {
  const [second = '0', minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = schedule.split(' ');
  if (day !== '*' || month !== '*' || weekday !== '*') throw new Error(`schedule ${schedule}`);
  const minuteMs = 60_000;
  for (let at = Math.floor(now / minuteMs) * minuteMs; ; at += minuteMs) {
    const instant = at + Number(second) * 1000;
    const minutes = at / minuteMs;
    if (instant > now && matches(minute, minutes % 60) && matches(hour, Math.floor(minutes / 60) % 24))
      return instant;
  }
};
