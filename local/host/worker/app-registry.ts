import { Disposable } from './disposable.ts';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  ProgrammingModel,
} from './protocol.ts';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** What the app has registered through `@azure/functions`: one per process, filled while its main module is imported. */
export interface AppRegistry {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  readonly hooks: (name: HookName) => readonly HookCallback[];
  readonly programmingModel: () => ProgrammingModel | undefined;
  readonly registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => Disposable;
  readonly registerHook: (name: string, callback: HookCallback) => Disposable;
  readonly setProgrammingModel: (model: ProgrammingModel) => void;
  /** Ends the start phase: the cloud's worker refuses functions that are registered later. */
  readonly lock: () => void;
}

const HOOK_NAMES: readonly string[] = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'];
/** The host's own rule; route keys, log categories and admin URLs are built from the name. */
const FUNCTION_NAME = /^[a-z][a-z0-9_-]{0,127}$/i;

export const createAppRegistry = (): AppRegistry => {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, HookCallback[]>();
  let model: ProgrammingModel | undefined;
  let locked = false;

  return {
    functions,
    hooks: (name) => hooks.get(name) ?? [],
    programmingModel: () => model,
    registerFunction(metadata, callback) {
      const { name } = metadata;
      if (locked)
        throw new Error(
          `Function "${name}" is registered after the app has started; register it while main is imported.`,
        );
      if (!FUNCTION_NAME.test(name) || name.toLowerCase() === 'host') {
        throw new Error(
          `"${name}" is not a valid function name: a letter, then up to 127 letters, digits, _ or -, and not "host".`,
        );
      }
      // Names are compared without case by the host: routes of the admin API and timer status are keyed by them.
      const key = name.toLowerCase();
      if (functions.has(key)) throw new Error(`Two functions are registered under the name "${name}".`);
      functions.set(key, { metadata, callback });
      return new Disposable(() => {
        if (locked) throw new Error(`Function "${name}" cannot be removed after the app has started.`);
        functions.delete(key);
      });
    },
    registerHook(name, callback) {
      // A RangeError, because the library turns exactly that into its own sentence for unknown hooks.
      if (!HOOK_NAMES.includes(name))
        throw new RangeError(`Unrecognized hook "${name}"; known are ${HOOK_NAMES.join(', ')}.`);
      hooks.set(name, [...(hooks.get(name) ?? []), callback]);
      return new Disposable(() => {
        hooks.set(
          name,
          (hooks.get(name) ?? []).filter((other) => other !== callback),
        );
      });
    },
    setProgrammingModel(next) {
      model = next;
    },
    lock() {
      locked = true;
    },
  };
};
