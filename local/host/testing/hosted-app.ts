import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HostedFunction } from '../host.ts';

export const MASTER_KEY = 'master-key-of-the-tests';
export const FUNCTION_KEY = 'function-key-of-the-tests';

interface LogLine {
  readonly level: string;
  readonly category: string;
  readonly message: string;
  readonly function?: string;
  readonly invocationId?: string;
  readonly exception?: { readonly message: string };
}

/** A fixture app on the real host in a process of its own: what the tests drive. */
export interface HostedApp {
  readonly url: string;
  readonly functions: readonly HostedFunction[];
  readonly lines: readonly LogLine[];
  readonly process: ChildProcess;
  /** Moves the process's clock to an instant and resolves when the timers that came due have run. */
  moveTo(iso: string): Promise<void>;
  /** Runs a timer by hand; rejects with its error. */
  invokeTimer(name: string): Promise<void>;
  /** What the app logged through its context, oldest first. */
  said(): string[];
  /** The first line, now or later, that satisfies `wanted`. */
  line(wanted: (line: LogLine) => boolean): Promise<LogLine>;
  /** Resolves to the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export interface HostedAppOptions {
  /** File name below fixtures/. */
  readonly app: string;
  readonly hostJson?: object;
  readonly env?: Record<string, string>;
  /** The instant at which the process begins; the real one unless given. */
  readonly startAt?: string;
}

/** @throws Error with what the process wrote to stderr when it does not start. */
export const startHostedApp = async (options: HostedAppOptions): Promise<HostedApp> => {
  const folder = mkdtempSync(join(tmpdir(), 'hosted-app-'));
  const hostJson = join(folder, 'host.json');
  writeFileSync(hostJson, JSON.stringify({ version: '2.0', ...options.hostJson }));
  const offset = (iso: string): number => Date.parse(iso) - Date.now();

  const child = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), {
    // vitest's own loader flags are of no use to the child.
    execArgv: [],
    silent: true,
    env: {
      PATH: process.env['PATH'] ?? '',
      APP_PORT: '0',
      APP_MODULE: fileURLToPath(new URL(`../fixtures/${options.app}`, import.meta.url)),
      HOST_JSON: hostJson,
      HOST_MASTER_KEY: MASTER_KEY,
      HOST_FUNCTION_KEY: FUNCTION_KEY,
      ...(options.startAt === undefined ? {} : { HOST_CLOCK_OFFSET_MS: String(offset(options.startAt)) }),
      ...options.env,
    },
  });
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (text) => {
      lines.push(JSON.parse(text) as LogLine);
      for (const look of waiting) look();
    });
  }
  const message = (type: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`The host ended. ${errors}`));
      const onMessage = (value: unknown): void => {
        const record = value as Record<string, unknown>;
        if (record['type'] !== type) return;
        child.off('message', onMessage);
        child.off('exit', onExit);
        resolve(record);
      };
      child.on('message', onMessage);
      child.once('exit', onExit);
    });
  const order = async (value: object): Promise<void> => {
    const done = message('done');
    child.send(value);
    const { error } = await done;
    if (typeof error === 'string') throw new Error(error);
  };
  const exit = once(child, 'exit');
  const ready = await message('ready');

  return {
    url: String(ready['url']),
    functions: ready['functions'] as HostedFunction[],
    lines,
    process: child,
    moveTo: (iso) => order({ type: 'clock', offsetMs: offset(iso) }),
    invokeTimer: (name) => order({ type: 'invoke-timer', name }),
    said: () => lines.filter(({ category }) => category.endsWith('.User')).map((line) => line.message),
    line: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find(wanted);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      if (child.connected) child.send({ type: 'stop' });
      return (await exit)[0] as number | null;
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
};
