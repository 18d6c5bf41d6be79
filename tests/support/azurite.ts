import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    tablesConnectionString: string;
    /** Of a second account, as if in another region. */
    otherTablesConnectionString: string;
  }
}

const accounts = ['testaccount1', 'testaccount2'] as const;
/** Of both; it opens nothing but this emulator. */
const key = Buffer.alloc(64, 1).toString('base64');

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(),
      );
    });
  });

/**
 * One Azurite for the whole test run, in memory. It is not waited for here: runs without table tests lose no time, and
 * `testTables` waits. The watcher ends it also when the run itself is killed and no teardown comes.
 */
export default async (project: TestProject): Promise<() => void> => {
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/table/main.js');
  const options = ['--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck', '--silent'];
  const watcher = `
    const { spawn } = require('node:child_process');
    const azurite = spawn(process.execPath, process.argv.slice(1), { stdio: 'ignore' });
    azurite.on('exit', () => process.exit());
    process.stdin.on('close', () => azurite.kill('SIGKILL')).resume();`;
  const child = spawn(
    process.execPath,
    ['-e', watcher, '--', main, '--tableHost', '127.0.0.1', '--tablePort', String(port), ...options],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map((name) => `${name}:${key}`).join(';') },
    },
  );
  const connectionString = (account: string) =>
    `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=http://127.0.0.1:${port}/${account};`;
  const [first, second] = accounts;
  project.provide('tablesConnectionString', connectionString(first));
  project.provide('otherTablesConnectionString', connectionString(second));
  return () => {
    child.stdin?.destroy();
  };
};
