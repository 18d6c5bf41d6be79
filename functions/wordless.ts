import { faultFields } from '../shared/http/fault.ts';
import type { Log } from '../shared/kernel/log.ts';
import type { QueueRegistry } from './queues/handle.ts';
import type { TimerRegistry } from './timers/due-imports.ts';

/** What is left of an error when its words are taken away. */
class WorkFailed extends Error {
  override readonly name = 'WorkFailed';
}

/**
 * The platform logs the message of what a function throws, and a message can quote a name or an address. Beyond this
 * registry only the class of it is known; where it was thrown stands in our own log, a queue's beside its delivery.
 */
export const wordless = (app: QueueRegistry & TimerRegistry, log: Log): QueueRegistry & TimerRegistry => {
  const contained =
    <Args extends readonly unknown[]>(work: (...args: Args) => unknown, note: (error: unknown) => void) =>
    async (...args: Args): Promise<unknown> => {
      try {
        return await work(...args);
      } catch (error) {
        note(error);
        throw new WorkFailed(String(faultFields(error).error));
      }
    };
  return {
    serviceBusQueue: (name, { handler, ...options }) =>
      app.serviceBusQueue(name, { ...options, handler: contained(handler, () => {}) }),
    timer: (name, { handler, ...options }) => {
      const note = (error: unknown) =>
        log('error', 'timer failed', { operation: name, ...faultFields(error) });
      app.timer(name, { ...options, handler: contained(handler, note) });
    },
  };
};
