import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openAppLog } from './app-log.ts';
import { startControl } from './control/server.ts';
import { endpointsOf } from './endpoints.ts';
import { findRunningStack } from './running-stack.ts';
import { type Endpoints, until } from './scene/api.ts';
import { startStack } from './stack.ts';

interface DemoStack {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

interface DemoStackOptions {
  /** A stack of its own even if one runs. */
  readonly own: boolean;
  /** In a stack of its own: the application as it is packaged, instead of its sources. */
  readonly app?: string | undefined;
  /** In a stack of its own: with the company's Active Directory, where slapd is installed. */
  readonly directory?: boolean;
  readonly say: (line: string) => void;
}

/** The stack that "npm start" runs, once its opening scene is over; else one of its own, forgotten at its close. */
const openDemoStack = async (options: DemoStackOptions): Promise<DemoStack> => {
  const found = options.own || options.app !== undefined ? undefined : await runningStack();
  if (found === undefined) options.say('Starting a stack for this demonstration …');
  const stack = found ?? (await ownStack(options));
  await untilQuiet(stack.endpoints);
  return stack;
};

const runningStack = async (): Promise<DemoStack | undefined> => {
  const endpoints = await findRunningStack(join(import.meta.dirname, '..', '.local'));
  return endpoints && { endpoints, close: async () => {} };
};

const ownStack = async ({ app, directory = false }: DemoStackOptions): Promise<DemoStack> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'switchboard-demo-'));
  const appLog = openAppLog(join(stateDir, 'app.log'), undefined);
  const stack = await startStack({
    stateDir,
    appPort: 0,
    fixedPorts: false,
    directory,
    ...(app === undefined ? {} : { appModule: resolve(app) }),
    onProgress: () => {},
    onAppLine: appLog.write,
  }).catch((error: unknown) => {
    process.stderr.write(`${appLog.tail()}\n`);
    throw error;
  });
  const endpoints = endpointsOf(stack);
  const control = await startControl(stack, () => endpoints, 0);
  endpoints['control'] = control.url;
  return {
    endpoints,
    close: async () => {
      await control.close();
      await stack.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
};

/** The opening scene of a stack that has just started must not mix its requests with ours. */
const untilQuiet = async (endpoints: Endpoints): Promise<void> => {
  const scene = async () => {
    const answer = await fetch(`${endpoints['control']}/scene`);
    return ((await answer.json()) as { readonly playing: boolean }).playing;
  };
  await until(scene, (playing) => !playing);
};

/** A demonstration of the command line, or its help; what goes wrong is told at the end, and is the exit code. */
export const playDemo = async (
  { help, ...options }: Omit<DemoStackOptions, 'say'> & { readonly help: string | undefined },
  tell: (endpoints: Endpoints, say: (line: string) => void) => Promise<void>,
): Promise<void> => {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (help !== undefined) {
    say(help);
    return;
  }
  try {
    const { endpoints, close } = await openDemoStack({ ...options, say });
    try {
      await tell(endpoints, say);
    } finally {
      await close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
};
