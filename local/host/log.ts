import { inspect } from 'node:util';
import { type Clock, toIso } from '../../shared/kernel/clock.ts';
import type { HookCallback, LogCategory, LogLevel } from './worker/protocol.ts';

const SEVERITY: Readonly<Record<LogLevel, number>> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

export interface HostLog {
  /** A line of the host itself; `area` completes the category, e.g. `Triggers.Timers`. */
  fromHost(area: string, level: LogLevel, message: string, error?: unknown): void;
  /** A line that belongs to an invocation: the app's (`user`) or about it (`system`). */
  fromFunction(
    functionName: string,
    invocationId: string,
    level: LogLevel,
    category: LogCategory,
    message: string,
    error?: unknown,
  ): void;
}

/**
 * JSON lines, filtered by host.json's `logging.logLevel`: the longest category prefix decides, else `default`. Categories are
 * the cloud's: `Host.*`, `Function.<name>` for the host's lines, `Function.<name>.User` for the app's.
 *
 * @param levels category prefix to least level, as read from host.json (names in lower case).
 */
export const createHostLog = (options: {
  readonly levels: Readonly<Record<string, LogLevel>>;
  readonly clock: Clock;
  readonly write: (line: string) => void;
  readonly logHooks: () => readonly HookCallback[];
}): HostLog => {
  const { levels, clock, write, logHooks } = options;

  const emit = (category: string, level: LogLevel, message: string, more: Record<string, unknown>): void => {
    if (level === 'none' || SEVERITY[level] < SEVERITY[levelFor(levels, category)]) return;
    write(JSON.stringify({ time: toIso(clock.now()), level, category, ...more, message }));
  };

  return {
    fromHost: (area, level, message, error) => emit(`Host.${area}`, level, message, describeError(error)),
    fromFunction(functionName, invocationId, level, category, message, error) {
      // Log hooks see and may change the library's lines, before the filter: so does the worker.
      const line: Record<string, unknown> = { hookData: {}, level, message, category };
      for (const hook of logHooks()) hook(line);
      const name = `Function.${functionName}${category === 'user' ? '.User' : ''}`;
      emit(name, line['level'] as LogLevel, String(line['message']), {
        function: functionName,
        invocationId,
        ...describeError(error),
      });
    },
  };
};

const levelFor = (levels: Readonly<Record<string, LogLevel>>, category: string): LogLevel => {
  let best = levels['default'] ?? 'information';
  let length = -1;
  const wanted = category.toLowerCase();
  for (const [prefix, level] of Object.entries(levels)) {
    const matches = wanted === prefix || wanted.startsWith(`${prefix}.`);
    if (matches && prefix.length > length) [best, length] = [level, prefix.length];
  }
  return best;
};

const describeError = (error: unknown): Record<string, unknown> => {
  if (error === undefined) return {};
  if (error instanceof Error)
    return { exception: { name: error.name, message: error.message, stack: error.stack } };
  return { exception: { name: typeof error, message: inspect(error) } };
};
