/** .NET's `TimeSpan` text: `hh:mm:ss`, with optional `d.` before and `.fff` after. */
const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,8}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/;

/**
 * Reads a TimeSpan as host.json and timer schedules write it; undefined when the text is none.
 * As in .NET, a first part above 23 means days: `24:00:00` is 24 days, one day is `1.00:00:00`.
 *
 * @returns milliseconds
 */
export const parseTimeSpan = (text: string): number | undefined => {
  const match = TIME_SPAN.exec(text.trim());
  if (match === null) return undefined;
  const [, dayText, firstText, secondText, thirdText, fraction] = match;
  let days = Number(dayText ?? 0);
  let [hours, minutes, seconds] = [Number(firstText), Number(secondText), Number(thirdText ?? 0)];
  if (hours > 23) {
    if (dayText !== undefined || fraction !== undefined) return undefined;
    [days, hours, minutes, seconds] = [hours, minutes, seconds, 0];
  }
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const milliseconds = Math.trunc(Number(`0.${fraction ?? 0}`) * 1000);
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
};
