import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TableServiceClient } from '@azure/data-tables';
import { freePort } from '../../free-port.ts';
import type { Emulator } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { accountKeys, accounts, connectionStringOf, urlOf } from './accounts.ts';

export interface TablesOptions {
  readonly port: number;
  /** A folder, or ':memory:'. */
  readonly stateDir: string;
  /** Created where they are missing, as the infrastructure does it in the cloud. */
  readonly tables: readonly string[];
}

export interface TablesEmulator extends Emulator {
  /** Of the home account. */
  readonly connectionString: string;
}

const require = createRequire(import.meta.url);
const preload = fileURLToPath(new URL('azurite-preload.ts', import.meta.url));

/** Microsoft's own Azurite as a child process, with an account for each of two regions [T4]. Its access log is what `counters` counts: one line a call. */
export const startTables = async (options: TablesOptions): Promise<TablesEmulator> => {
  const port = options.port === 0 ? await freePort(0) : options.port;
  const inMemory = options.stateDir === ':memory:';
  if (!inMemory) mkdirSync(options.stateDir, { recursive: true });
  const child = fork(
    require.resolve('azurite/dist/src/table/main.js'),
    [
      ...(inMemory ? ['--inMemoryPersistence'] : ['--location', options.stateDir]),
      '--tableHost',
      '127.0.0.1',
      '--tablePort',
      String(port),
      '--disableTelemetry',
      '--skipApiVersionCheck',
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: ['--import', preload],
      detached: true,
      env: { ...process.env, AZURITE_ACCOUNTS: accountKeys },
    },
  );
  const counts = makeCounts();
  await listening(child, (line) => count(counts.add, line));
  for (const account of accounts) await createTables(connectionStringOf(port, account), options.tables);
  counts.reset();
  return {
    name: 'tables',
    url: urlOf(port, accounts[0]),
    connectionString: connectionStringOf(port, accounts[0]),
    counters: counts.all,
    resetCounters: counts.reset,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.send('shutdown');
      const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
      child.disconnect();
      await exited;
      clearTimeout(killer);
    },
  };
};

const createTables = async (connectionString: string, names: readonly string[]): Promise<void> => {
  const service = TableServiceClient.fromConnectionString(connectionString, {
    allowInsecureConnection: true,
  });
  for (const name of names) await service.createTable(name);
};

/** `127.0.0.1 - - [date] "GET /devstoreaccount1/… HTTP/1.1" 200 -` */
const accessLine = /"(GET|POST|PUT|MERGE|PATCH|DELETE) \S+ HTTP\/1\.1" \d{3}/;

const count = (add: (name: string) => void, line: string): void => {
  const method = accessLine.exec(line)?.[1];
  if (method === undefined) return;
  add('operations');
  add(method === 'GET' ? 'reads' : 'writes');
};

const listening = (child: ChildProcess, onLine: (line: string) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const said: string[] = [];
    const read = (stream: NodeJS.ReadableStream | null) => {
      if (stream === null) return;
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 20) said.push(line);
        if (line.includes('successfully started')) resolve();
        onLine(line);
      });
    };
    read(child.stdout);
    read(child.stderr);
    child.once('exit', () => reject(new Error(`Azurite ended: ${said.join(' ')}`)));
  });
