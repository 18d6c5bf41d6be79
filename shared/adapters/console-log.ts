import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';
import type { Log, LogLevel } from '../kernel/log.ts';

const ranks: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** One JSON object a line; the Functions host passes it on. Only the allow-listed fields of `LogFields` can be in it. */
export const makeConsoleLog = (options: {
  readonly clock: Clock;
  readonly least: LogLevel;
  readonly write: (line: string) => void;
}): Log => {
  return (level, message, fields) => {
    if (ranks[level] < ranks[options.least]) return;
    options.write(JSON.stringify({ time: toIso(options.clock.now()), level, message, ...fields }));
  };
};
