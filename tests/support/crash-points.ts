/** Thrown where the process is said to die; from then on every port call dies as well, until `revive`. */
class Crash extends Error {
  override readonly name = 'Crash';
}

type Callable = (...args: readonly unknown[]) => unknown;

/**
 * Counts the calls of wrapped ports and dies at the n-th: before it (nothing has happened) or after it (it has happened,
 * nobody knows). Nothing that the code does after its death reaches a port.
 */
export const makeCrashPoints = () => {
  let calls = 0;
  let armed: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
  let dead = false;

  const guarded =
    (call: Callable): Callable =>
    (...args) => {
      calls++;
      const hit = armed?.at === calls ? armed.when : undefined;
      if (dead || hit === 'before') {
        dead = true;
        throw new Crash();
      }
      const result = call(...args);
      if (hit === undefined) return result;
      dead = true;
      if (!(result instanceof Promise)) throw new Crash();
      return result.then(() => {
        throw new Crash();
      });
    };

  return {
    /** A port that is one function, or an object of them. Calls of its synchronous `except` do not count. */
    wrap: <Port extends object>(port: Port, except: readonly (keyof Port)[] = []): Port => {
      if (typeof port === 'function') return guarded(port) as unknown as Port;
      return new Proxy(port, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          const call = value.bind(target) as Callable;
          return except.includes(name as keyof Port) ? call : guarded(call);
        },
      });
    },
    arm: (at: number, when: 'before' | 'after') => {
      calls = 0;
      dead = false;
      armed = { at, when };
    },
    revive: () => {
      dead = false;
      armed = undefined;
    },
    /** Whether the armed point was reached. */
    died: () => dead,
  };
};
