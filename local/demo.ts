import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openAppLog } from './app-log.ts';
import { startControl } from './control/server.ts';
import { endpointsOf } from './endpoints.ts';
import { type Endpoints, until } from './scene/api.ts';
import { tellStory } from './scene/story.ts';
import { startStack } from './stack.ts';

const help = `Tells the whole story over HTTP: a company shares its people, a partner's mailboxes fill, tomorrow's run writes nothing,
a change reaches every mailbox. Uses the stack that runs ("npm start"), else one of its own that it forgets afterwards.

  npm run demo [-- --json] [--own] [--app <main.mjs>]
  --json   the last line is one JSON object with the figures
  --own    a stack of its own even if one runs
  --app    in a stack of its own: the application as it is packaged, instead of its sources
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    own: { type: 'boolean', default: false },
    app: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Running {
  readonly endpoints: Endpoints;
  close(): Promise<void>;
}

const runningStack = async (): Promise<Running | undefined> => {
  if (values.own || values.app !== undefined) return undefined;
  try {
    const file = join(import.meta.dirname, '..', '.local', 'endpoints.json');
    const endpoints = JSON.parse(await readFile(file, 'utf8')) as Endpoints;
    const answer = await fetch(`${endpoints['control']}/endpoints`, { signal: AbortSignal.timeout(1000) });
    return answer.ok ? { endpoints, close: async () => {} } : undefined;
  } catch {
    return undefined;
  }
};

const ownStack = async (): Promise<Running> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'switchboard-demo-'));
  const appLog = openAppLog(join(stateDir, 'app.log'), undefined);
  const stack = await startStack({
    stateDir,
    appPort: 0,
    fixedPorts: false,
    ...(values.app === undefined ? {} : { appModule: resolve(values.app) }),
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

const main = async (): Promise<void> => {
  if (values.help) {
    say(help);
    return;
  }
  const found = await runningStack();
  if (found === undefined) say('No stack is running: starting one for this demonstration …');
  const running = found ?? (await ownStack());
  try {
    await untilQuiet(running.endpoints);
    const result = await tellStory(running.endpoints, say);
    if (values.json) say(JSON.stringify(result));
  } finally {
    await running.close();
  }
};

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
