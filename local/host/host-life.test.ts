import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { type HostedApp, startHostedApp } from './testing/hosted-app.ts';

describe('the host process', () => {
  let app: HostedApp | undefined;
  const start = async (env: Record<string, string> = {}): Promise<HostedApp> => {
    app = await startHostedApp({ app: 'http-app.ts', env });
    return app;
  };
  const slow = async (host: HostedApp, ms: number): Promise<Response> => {
    const answer = fetch(`${host.url}/api/slow?ms=${ms}`);
    await host.line(({ message }) => message === 'slow begins');
    return answer;
  };
  /** Begins a request and resolves once the function runs, to the promise of its answer. */
  const begin = async (host: HostedApp, ms: number): Promise<{ answer: Promise<number | string> }> => {
    const answer = slow(host, ms).then(({ status }) => status, String);
    await host.line(({ message }) => message === 'slow begins');
    return { answer };
  };

  afterEach(async () => {
    if (app?.process.exitCode === null) app.process.kill('SIGKILL');
  });

  it('lets a running request finish on SIGTERM, takes no new one, and ends with 0', async () => {
    const host = await start();
    const { answer } = await begin(host, 300);
    host.process.kill('SIGTERM');
    await host.line(({ message }) => message.startsWith('Stopping'));
    await expect(fetch(`${host.url}/api/echo`)).rejects.toThrow();
    expect(await answer).toBe(200);
    expect(await host.stop()).toBe(0);
  });

  it('cuts what does not finish within the limit', async () => {
    const host = await start({ HOST_DRAIN_MS: '100' });
    const { answer } = await begin(host, 20_000);
    expect(await host.stop()).toBe(0);
    expect(await answer).toContain('fetch failed');
    expect(host.lines.some(({ message }) => message.includes('1 invocations did not finish'))).toBe(true);
  });

  it('ends when its parent disconnects', async () => {
    const host = await start();
    const exit = once(host.process, 'exit');
    host.process.disconnect();
    expect((await exit)[0]).toBe(0);
  });

  it('moves the time of the app, and only the time', async () => {
    const host = await start();
    const clock = async (): Promise<string> => (await fetch(`${host.url}/api/clock`)).text();
    await host.moveTo('2030-05-06T07:08:00Z');
    expect((await clock()).slice(0, 16)).toBe('2030-05-06T07:08');
    await host.moveTo('2025-01-01T00:00:00Z');
    expect((await clock()).slice(0, 16)).toBe('2025-01-01T00:00');
    expect((await fetch(`${host.url}/api/slow?ms=20`)).status).toBe(200);
  });
});
