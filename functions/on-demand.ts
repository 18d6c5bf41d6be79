/** Does it at the first call, and again at the next one where that failed. */
export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
};

type Answering = (...args: never[]) => Promise<unknown>;

/**
 * A port whose adapter, and with it the SDK below it, is loaded at its first call: what starts is small.
 */
export const onDemand = <Port extends { readonly [Method in keyof Port]: Answering }>(
  load: () => Promise<Port>,
  methods: readonly (keyof Port & string)[],
): Port => {
  const loaded = once(load);
  const forward =
    (method: keyof Port & string) =>
    async (...args: never[]) =>
      (await loaded())[method](...args);
  return Object.fromEntries(methods.map((method) => [method, forward(method)])) as unknown as Port;
};
