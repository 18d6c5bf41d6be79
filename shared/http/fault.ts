import type { LogFields } from '../kernel/log.ts';

/**
 * What may be logged of something thrown: its class and the frames. The message stays out, as it can quote a name or an
 * address; it is cut off the stack too, where V8 repeats it over any number of lines.
 */
export const faultFields = (thrown: unknown): LogFields => {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const stack = thrown.stack ?? '';
  const start = stack.indexOf(thrown.message) + thrown.message.length;
  const frames = stack
    .slice(thrown.message === '' ? 0 : start)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  return { error: thrown.constructor.name, stack: frames.slice(0, 12).join(' | ') };
};
