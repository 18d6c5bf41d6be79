import type fc from 'fast-check';

type Callable = (...args: readonly unknown[]) => unknown;

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/**
 * Ports whose answers come when the scheduler says so: between any two calls of one worker any calls of others may happen.
 * What is iterated over is told item by item. What answers at once, as the making of a change does, stays as it is.
 */
export const makeInterleaving = (schedule: fc.Scheduler) => {
  async function* oneByOne(all: AsyncIterable<unknown>, name: string) {
    await schedule.schedule(Promise.resolve(), name);
    for await (const each of all) {
      yield each;
      await schedule.schedule(Promise.resolve(), name);
    }
  }
  const scheduled =
    (call: Callable, name: string): Callable =>
    (...args) => {
      const answer = call(...args);
      if (isIterable(answer)) return oneByOne(answer, name);
      return answer instanceof Promise ? schedule.schedule(answer, name) : answer;
    };

  return <Port extends object>(port: Port): Port => {
    if (typeof port === 'function') return scheduled(port, 'call') as unknown as Port;
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? scheduled(value.bind(target) as Callable, String(name)) : value;
      },
    });
  };
};
