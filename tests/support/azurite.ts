import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    tablesConnectionString: string;
  }
}

/** The account that every storage emulator has; its key is published and opens nothing else. */
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

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
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  project.provide(
    'tablesConnectionString',
    `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=${endpoint};`,
  );
  return () => {
    child.stdin?.destroy();
  };
};
