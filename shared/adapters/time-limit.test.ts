import { createServer, type Socket } from 'node:net';
import { TableClient } from '@azure/data-tables';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ServiceError } from '../kernel/service-error.ts';
import { makeCredential } from './credential.ts';
import { makeKeyWrapper } from './key-vault/data-keys.ts';
import { makeSecrets } from './key-vault/secrets.ts';
import { readRow } from './tables/rows.ts';
import { timeLimit } from './time-limit.ts';

/** Takes connections and says so much, then nothing more. */
const startSilent = async (says: string) => {
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on('error', () => {})
      .on('data', () => {
        asked += 1;
        socket.write(says);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
};

const half = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"value"';
const ms = 60;

const table = (url: string, maxRetries: number) =>
  TableClient.fromConnectionString(
    `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${btoa('key')};TableEndpoint=${url}/a;`,
    'state',
    {
      allowInsecureConnection: true,
      retryOptions: { maxRetries, retryDelayInMs: 1 },
      additionalPolicies: [timeLimit(ms)],
    },
  );
const vault = (vaultUrl: string, maxRetries: number) => ({
  vaultUrl,
  credential: makeCredential({ insecureLoopback: true }, vaultUrl),
  insecureLoopback: true,
  maxRetries,
  timeoutMs: ms,
});

const calls: readonly (readonly [string, (url: string, maxRetries: number) => Promise<unknown>])[] = [
  ['a row is read', (url, retries) => readRow(table(url, retries), 'p', 'k')],
  ['a secret is read', (url, retries) => makeSecrets(vault(url, retries)).get('smtp')],
  [
    'a key is unwrapped',
    (url, retries) =>
      makeKeyWrapper({ ...vault(url, retries), keyName: 'k' }).unwrap(new Uint8Array(8), 'k/1'),
  ],
];

describe.each(calls)('a service that does not answer when %s', (_, call) => {
  it.each([
    ['a word', ''],
    ['its second half', half],
  ])('with %s is away, after the time allowed', async (_what, says) => {
    const { url, asked } = await startSilent(says);
    await expect(call(url, 0)).rejects.toThrow(ServiceError);
    expect(asked()).toBe(1);
  });

  it('is asked again as often as the client may', async () => {
    const { url, asked } = await startSilent('');
    await expect(call(url, 1)).rejects.toThrow(ServiceError);
    expect(asked()).toBe(2);
  });
});

describe.each(calls)('a service that wants to be left alone for long when %s', (_, call) => {
  it.each(['86400', 'Fri, 01 Jan 2100 00:00:00 GMT'])('(%s) is away now', async (retryAfter) => {
    const { url, asked } = await startSilent(
      `HTTP/1.1 429 Too Many\r\nRetry-After: ${retryAfter}\r\nContent-Length: 0\r\n\r\n`,
    );
    await expect(call(url, 3)).rejects.toThrow(ServiceError);
    expect(asked()).toBe(1);
  });
});

it('a transaction that gets no answer fails in time, with its end unknown', async () => {
  const { url } = await startSilent('');
  const client = table(url, 0);
  await expect(
    client.submitTransaction([['create', { partitionKey: 'p', rowKey: 'k' }]]),
  ).rejects.toMatchObject({ name: 'RestError', code: 'ETIMEDOUT', statusCode: undefined });
});

it('who ends his own request has it ended, and is told so', async () => {
  const { url } = await startSilent('');
  const ending = AbortSignal.timeout(10);
  await expect(table(url, 0).getEntity('p', 'k', { abortSignal: ending })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
