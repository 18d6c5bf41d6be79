import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAppLog } from '../../local/app-log.ts';
import { startControl } from '../../local/control/server.ts';
import { endpointsOf } from '../../local/endpoints.ts';
import type { Endpoints } from '../../local/scene/api.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts';

export interface RunningStack {
  readonly stack: Stack;
  readonly endpoints: Endpoints;
  /** Last lines of the application's log. */
  log(): string;
  /** Ends the stack; its state stays for a later start. */
  close(): Promise<void>;
}

/** A folder for a stack's state, and the way to forget it. */
export const makeStateDir = () => {
  const path = mkdtempSync(join(tmpdir(), 'switchboard-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** The whole embedded stack on free ports, for tests that cross everything. */
export const openStack = async (
  stateDir: string,
  settings: Readonly<Record<string, string>> = {},
  options: Pick<StackOptions, 'directory'> = {},
): Promise<RunningStack> => {
  const appLog = openAppLog(join(stateDir, 'app.log'), undefined);
  const stack = await startStack({
    stateDir,
    appPort: 0,
    fixedPorts: false,
    ...options,
    settings,
    onProgress: () => {},
    onAppLine: appLog.write,
  });
  const endpoints = endpointsOf(stack);
  const control = await startControl(stack, () => endpoints, 0);
  endpoints['control'] = control.url;
  return {
    stack,
    endpoints,
    log: appLog.tail,
    close: async () => {
      await control.close();
      await stack.close();
    },
  };
};
