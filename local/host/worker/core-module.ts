import { registerHooks } from 'node:module';
import type { AppRegistry } from './app-registry.ts';
import { Disposable } from './disposable.ts';
import type { LogCategory, LogLevel } from './protocol.ts';

const SPECIFIER = '@azure/functions-core';
const CORE_URL = 'embedded-host:functions-core';
/** Where the supplied module finds its content: module source is text, so the object must travel by a global. */
const SLOT = Symbol.for('switchboard.local.functions-core');

export const HOST_VERSION = '4.1041.0';
export const WORKER_VERSION = '3.12.0';

/**
 * Supplies `@azure/functions-core` to this process. `@azure/functions` requires it lazily, once, and keeps it for the life of
 * the process, so there is one host per process and this must run before the app's first import.
 *
 * @throws Error if a host was already installed in this process.
 */
export const installCoreModule = (
  registry: AppRegistry,
  log: (level: LogLevel, category: LogCategory, message: string) => void,
): void => {
  const globals = globalThis as unknown as Record<symbol, unknown>;
  if (globals[SLOT] !== undefined) {
    throw new Error(
      'A Functions host already runs in this process; @azure/functions can serve only one. Start another process.',
    );
  }
  globals[SLOT] = {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    registerFunction: registry.registerFunction,
    registerHook: registry.registerHook,
    setProgrammingModel: registry.setProgrammingModel,
    getProgrammingModel: registry.programmingModel,
    log,
    Disposable,
  };
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === SPECIFIER) return { url: CORE_URL, format: 'commonjs', shortCircuit: true };
      return nextResolve(specifier, context);
    },
    load(url, context, nextLoad) {
      if (url !== CORE_URL) return nextLoad(url, context);
      const source = `module.exports = globalThis[Symbol.for(${JSON.stringify(SLOT.description)})];`;
      return { format: 'commonjs', source, shortCircuit: true };
    },
  });
};
