/** A dead port throws at once; a real one is asynchronous, and its caller may hold other promises by then. */
export const rejecting = <Port extends object>(port: Port): Port => {
  const guarded =
    (call: (...args: readonly unknown[]) => unknown) =>
    (...args: readonly unknown[]) => {
      try {
        return call(...args);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  if (typeof port === 'function') return guarded(port) as Port;
  return new Proxy(port, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' && name !== 'all' && name !== 'acrossTenants'
        ? guarded(value as never)
        : value;
    },
  });
};
