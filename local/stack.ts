import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { rootOf } from './emulators/app-stores/stack-app.ts';
import { ensureCredentials } from './emulators/stack-credentials.ts';
import type { FromEmulators, ServiceName, StackPlan, ToEmulators } from './emulators/stack-protocol.ts';
import { freePort } from './free-port.ts';
import { type NoDirectory, type SeededDirectory, startSeededDirectory } from './ldap/seeded-directory.ts';
import { readClockOffset, writeClockOffset } from './stack-clock.ts';
import { appSettings, emulatedServices, readStackSettings, type StartedService } from './stack-settings.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

export interface StackOptions {
  readonly stateDir: string;
  /** Preferred; others are taken where these are in use. 0 takes any. */
  readonly appPort: number;
  readonly fixedPorts: boolean;
  /** Main module of the application; its bundle can stand in. */
  readonly appModule?: string;
  /** With the company's Active Directory, where slapd is installed. */
  readonly directory?: boolean;
  /** Over everything else. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress: (line: string) => void;
  readonly onAppLine: (line: string) => void;
}

export interface Stack {
  readonly appUrl: string;
  readonly masterKey: () => string;
  readonly services: ReadonlyMap<ServiceName, StartedService>;
  readonly clientId: string;
  /** Absent where it was not asked for. */
  readonly directory?: SeededDirectory | NoDirectory;
  readonly settings: Readonly<Record<string, string>>;
  counters(reset: boolean): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  /** Moves the time of every process of the stack; due timers and messages are worked off. */
  advanceClock(ms: number): Promise<{ readonly offsetMs: number }>;
  invokeTimer(name: string): Promise<void>;
  /** Kills the application without warning. */
  killApp(): Promise<void>;
  startApp(): Promise<void>;
  /** Kills every process without warning, as a power cut would. */
  killAll(): Promise<void>;
  readonly app: () => Child | undefined;
  close(): Promise<void>;
}

const preferred = {
  entra: 7081,
  graph: 7082,
  keyVault: 7083,
  mail: 7084,
  dynamics: 7085,
  appStores: 7086,
  smtp: 2525,
  serviceBus: 5672,
  tables: 10002,
} as const;
const ldapsPort = 6360;

const startAttempts = 3;

/**
 * Starts emulators and application and answers once both are ready. A port that was free when it was looked for may be
 * taken when it is used: where any will do, others are tried.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (options.fixedPorts || attempt === startAttempts) throw error;
    }
  }
};

const startOnce = async (options: StackOptions): Promise<Stack> => {
  const { stateDir, onProgress } = options;
  mkdirSync(stateDir, { recursive: true });
  const file = readStackSettings(root);
  const values = { ...file.values, ...options.settings };
  const clientId = values['SWITCHBOARD_ENTRA_CLIENT_ID'] ?? '';
  const services = emulatedServices(values);
  const port = (wanted: number) => freePort(options.fixedPorts ? wanted : 0);
  const appPort = await port(options.appPort);
  const publicUrl = `http://127.0.0.1:${appPort}`;
  const ports: Record<string, number> = {};
  for (const [name, wanted] of Object.entries(preferred)) ports[name] = await port(wanted);

  const credentialsFile = join(stateDir, 'credentials.json');
  const credentials = ensureCredentials(credentialsFile);
  let offsetMs = readClockOffset(stateDir);
  const plan: StackPlan = {
    stateDir,
    credentialsFile,
    clockOffsetMs: offsetMs,
    services,
    ports: ports as StackPlan['ports'],
    publicUrl,
    clientId,
  };
  const planFile = join(stateDir, 'plan.json');
  writeFileSync(planFile, JSON.stringify(plan));

  const started = new Map<ServiceName, StartedService>();
  const waiting = new Map<number, (value: unknown) => void>();
  let nextId = 1;
  const emulatorsReady = Promise.withResolvers<void>();
  const emulators = startChild({
    module: join(root, 'local/emulators/main.ts'),
    args: [planFile],
    onLine: (line) => onProgress(`emulators: ${line}`),
    onMessage: (raw) => {
      const message = raw as FromEmulators;
      switch (message.type) {
        case 'started': {
          const { name, url, connectionString } = message;
          if (services.includes(name)) {
            started.set(name, connectionString === undefined ? { url } : { url, connectionString });
          }
          onProgress(`${name} emulator at ${url}`);
          return;
        }
        case 'ready':
          emulatorsReady.resolve();
          return;
        case 'answer':
          waiting.get(message.id)?.(message.value);
          waiting.delete(message.id);
      }
    },
  });
  void emulators.exited.then((code) => emulatorsReady.reject(new Error(`the emulators ended (${code})`)));
  await emulatorsReady.promise;

  type Asked =
    | { readonly type: 'clock'; readonly offsetMs: number }
    | { readonly type: 'counters'; readonly reset: boolean };
  const ask = (message: Asked): Promise<unknown> =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      emulators.process.send({ ...message, id } satisfies ToEmulators);
    });

  const settings = {
    ...appSettings(values, started, publicUrl, ports['smtp'] ?? 0, rootOf(credentials.stores)),
    ...options.settings,
  };
  let app: Child | undefined;
  let masterKey = '';
  const orders: { resolve: () => void; reject: (error: Error) => void }[] = [];

  const startApp = async () => {
    const ready = Promise.withResolvers<void>();
    const child = startChild({
      module: join(root, 'local/host/main.ts'),
      env: {
        ...settings,
        APP_PORT: String(appPort),
        HOST_STATE_FILE: join(stateDir, 'host.sqlite'),
        HOST_CLOCK_OFFSET_MS: String(offsetMs),
        // Ctrl-C is not a scale-in: work that is cut off goes on after the next start.
        HOST_DRAIN_MS: '2000',
        ...(options.appModule === undefined ? {} : { APP_MODULE: options.appModule }),
      },
      onLine: options.onAppLine,
      onMessage: (raw) => {
        const message = raw as {
          readonly type: string;
          readonly masterKey?: string;
          readonly error?: string;
        };
        if (message.type === 'ready') {
          masterKey = message.masterKey ?? '';
          ready.resolve();
        } else if (message.type === 'done') {
          const order = orders.shift();
          if (message.error === undefined) order?.resolve();
          else order?.reject(new Error(message.error));
        }
      },
    });
    void child.exited.then((code) => {
      ready.reject(new Error(`the application ended (${code}); its last lines are above`));
      for (const order of orders.splice(0)) order.reject(new Error('the application ended'));
    });
    app = child;
    await ready.promise;
  };
  /** Orders are answered in turn. */
  const order = (message: Readonly<Record<string, unknown>>): Promise<void> =>
    new Promise((resolve, reject) => {
      if (app === undefined) return reject(new Error('the application does not run'));
      orders.push({ resolve, reject });
      app.process.send(message);
    });

  const directory = options.directory
    ? await startSeededDirectory(stateDir, await port(ldapsPort))
    : undefined;
  const stopDirectory = async () => {
    if (directory !== undefined && 'stop' in directory) await directory.stop();
  };
  onProgress('starting the application');
  await startApp().catch(async (error: unknown) => {
    await Promise.all([emulators.stop(), stopDirectory()]);
    throw error;
  });

  return {
    appUrl: publicUrl,
    masterKey: () => masterKey,
    services: started,
    clientId,
    ...(directory === undefined ? {} : { directory }),
    settings,
    counters: async (reset) =>
      (await ask({ type: 'counters', reset })) as Awaited<ReturnType<Stack['counters']>>,
    advanceClock: async (ms) => {
      offsetMs += ms;
      writeClockOffset(stateDir, offsetMs);
      await ask({ type: 'clock', offsetMs });
      if (app !== undefined) await order({ type: 'clock', offsetMs });
      return { offsetMs };
    },
    invokeTimer: (name) => order({ type: 'invoke-timer', name }),
    killApp: async () => {
      app?.process.kill('SIGKILL');
      await app?.exited;
      app = undefined;
    },
    startApp,
    killAll: async () => {
      app?.process.kill('SIGKILL');
      emulators.process.kill('SIGKILL');
      await Promise.all([app?.exited, emulators.exited, stopDirectory()]);
    },
    app: () => app,
    close: async () => {
      await app?.stop();
      await Promise.all([emulators.stop(), stopDirectory()]);
    },
  };
};
