import { afterEach, describe, expect, it } from 'vitest';
import { type HostedApp, type HostedAppOptions, MASTER_KEY, startHostedApp } from '../testing/hosted-app.ts';

describe('host.json and app settings', () => {
  const apps: HostedApp[] = [];
  const start = async (options: Omit<HostedAppOptions, 'app'>): Promise<HostedApp> => {
    const app = await startHostedApp({ app: 'http-app.ts', ...options });
    apps.push(app);
    return app;
  };
  const http = (settings: object): object => ({ extensions: { http: settings } });

  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.kill()));
  });

  it('may set an empty route prefix and custom headers', async () => {
    const app = await start({
      hostJson: http({ routePrefix: '', customHeaders: { 'x-content-type-options': 'nosniff' } }),
    });
    const answer = await fetch(`${app.url}/items/mine`);
    expect([answer.status, answer.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
    expect((await fetch(`${app.url}/api/items/mine`)).status).toBe(404);
  });

  it('limit requests: one runs, one waits, the third gets 429', async () => {
    const app = await start({
      hostJson: http({ maxConcurrentRequests: 1, maxOutstandingRequests: 2, dynamicThrottlesEnabled: true }),
    });
    const first = fetch(`${app.url}/api/slow`);
    await app.line(({ message }) => message === 'slow begins');
    const others = await Promise.all([fetch(`${app.url}/api/slow`), fetch(`${app.url}/api/slow`)]);
    expect((await first).status).toBe(200);
    expect(others.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 429]);
    expect(app.said()).toEqual(['slow begins', 'slow ends', 'slow begins', 'slow ends']);
    expect(app.lines.some(({ message }) => message.includes('dynamicThrottlesEnabled is ignored'))).toBe(
      true,
    );
  });

  it('fail an invocation after functionTimeout', async () => {
    const app = await start({ hostJson: { functionTimeout: '00:00:00.150' } });
    expect((await fetch(`${app.url}/api/slow?ms=3000`)).status).toBe(500);
    const line = await app.line(({ level }) => level === 'error');
    expect(line.exception?.message).toContain("exceeded by function 'Functions.slow'");
  });

  it('answer 504 after the front end’s limit, while the function goes on', async () => {
    const app = await start({ env: { HOST_ANSWER_LIMIT_MS: '100' } });
    expect((await fetch(`${app.url}/api/slow?ms=300`)).status).toBe(504);
    await app.line(({ message }) => message === 'slow ends');
  });

  it('filter the log by category', async () => {
    const app = await start({
      hostJson: {
        logging: {
          logLevel: { default: 'Warning', 'Function.levels': 'Debug', 'Function.levels.User': 'Warning' },
        },
      },
    });
    await fetch(`${app.url}/api/levels`);
    await app.line(({ message }) => message.startsWith('Executed'));
    expect(app.lines.map(({ level, category, message }) => [level, category, message.split(' ')[0]])).toEqual(
      [
        ['information', 'Function.levels', 'Executing'],
        ['warning', 'Function.levels.User', 'w'],
        ['error', 'Function.levels.User', 'e'],
        ['information', 'Function.levels', 'Executed'],
      ],
    );
    expect(new Set(app.lines.map(({ invocationId }) => invocationId)).size).toBe(1);
  });

  it('take a function out of service with AzureWebJobs.<name>.Disabled', async () => {
    const app = await start({ env: { 'AzureWebJobs.echo.Disabled': 'true' } });
    expect((await fetch(`${app.url}/api/echo`)).status).toBe(404);
    const list = await (await fetch(`${app.url}/admin/functions?code=${MASTER_KEY}`)).json();
    expect(list).toContainEqual(expect.objectContaining({ name: 'echo', isDisabled: true }));
  });

  it('stop the start with a sentence when host.json is wrong', async () => {
    await expect(start({ hostJson: { functionTimeout: 'soon' } })).rejects.toThrow(
      'host.json cannot be used. functionTimeout',
    );
    await expect(start({ hostJson: http({ maxConcurrentRequest: 1 }) })).rejects.toThrow(
      'maxConcurrentRequest',
    );
  });
});
