/**
 * A hook's context: the fixed properties can be read and their content changed, but not replaced (the worker throws a
 * TypeError for it); the open ones are the hook's to change.
 */
export const isolatedHookContext = (
  fixed: Readonly<Record<string, unknown>>,
  open: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => {
  const context: Record<string, unknown> = { ...open };
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(context, name, {
      enumerable: true,
      get: () => value,
      set: () => {
        throw new TypeError(`Cannot assign to read only property '${name}'`);
      },
    });
  }
  return context;
};
