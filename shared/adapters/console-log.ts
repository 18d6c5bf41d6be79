import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';
import type { Log, LogLevel } from '../kernel/log.ts';
import { silentTelemetry, type Telemetry } from '../kernel/telemetry.ts';
import { traceIdOf } from '../kernel/traceparent.ts';

const ranks: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** One JSON object a line; the Functions host passes it on. Only the allow-listed fields of `LogFields` can be in it. */
export const makeConsoleLog = (options: {
  readonly clock: Clock;
  readonly least: LogLevel;
  readonly write: (line: string) => void;
  readonly telemetry?: Pick<Telemetry, 'traceparent'>;
}): Log => {
  const { telemetry = silentTelemetry } = options;
  return (level, message, fields) => {
    if (ranks[level] < ranks[options.least]) return;
    const place = telemetry.traceparent();
    const trace = place && { traceId: traceIdOf(place) };
    options.write(JSON.stringify({ time: toIso(options.clock.now()), level, message, ...trace, ...fields }));
  };
};
