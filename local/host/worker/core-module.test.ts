import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createAppRegistry } from './app-registry.ts';
import { installCoreModule, WORKER_VERSION } from './core-module.ts';

describe('the module @azure/functions-core', () => {
  it('is there for require and import once a host is installed, and serves one host per process', async () => {
    const require = createRequire(import.meta.url);
    const name = '@azure/functions-core';
    expect(() => require(name)).toThrow('Cannot find module');
    const registry = createAppRegistry();
    installCoreModule(registry, () => undefined);
    const core = require(name) as { version: string; registerFunction: unknown; Disposable: unknown };
    expect(core).toMatchObject({ version: WORKER_VERSION, registerFunction: registry.registerFunction });
    expect(core.Disposable).toBeTypeOf('function');
    expect(() => installCoreModule(registry, () => undefined)).toThrow('can serve only one');
  });
});
