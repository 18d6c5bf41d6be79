import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_KEY, type HostedApp, MASTER_KEY, startHostedApp } from '../testing/hosted-app.ts';

describe('the admin API', () => {
  let app: HostedApp;
  const admin = (path: string, init: RequestInit = {}, key = MASTER_KEY): Promise<Response> =>
    fetch(`${app.url}/admin/${path}`, { ...init, headers: { 'x-functions-key': key } });

  beforeAll(async () => {
    app = await startHostedApp({ app: 'http-app.ts' });
  });
  afterAll(() => app.kill());

  it('is closed without the master key, except for ping', async () => {
    for (const path of ['host/status', 'functions', 'functions/echo', 'anything']) {
      expect([path, (await admin(path, {}, FUNCTION_KEY)).status]).toEqual([path, 401]);
    }
    expect((await fetch(`${app.url}/admin/host/ping`, { method: 'POST' })).status).toBe(200);
  });

  it('tells that the host runs', async () => {
    expect(await (await admin('host/status')).json()).toMatchObject({
      state: 'Running',
      version: expect.stringMatching(/^4\./),
    });
  });

  it('lists the functions with their bindings and addresses', async () => {
    const list = (await (await admin('functions')).json()) as { name: string }[];
    expect(list).toHaveLength(app.functions.length);
    expect(list).toContainEqual(
      expect.objectContaining({
        name: 'itemsMine',
        invoke_url_template: `${app.url}/api/items/mine`,
        isDisabled: false,
      }),
    );
    const one = (await (await admin('functions/ECHO')).json()) as { config: { bindings: object[] } };
    expect(one.config.bindings).toContainEqual(
      expect.objectContaining({ type: 'httpTrigger', authLevel: 'anonymous' }),
    );
    expect(await (await admin('functions/echo/status')).json()).toEqual({});
    expect((await admin('functions/unknown')).status).toBe(404);
  });

  it('says so where it does not have what the cloud has', async () => {
    for (const [path, method] of [
      ['host/restart', 'POST'],
      ['functions/echo/keys', 'GET'],
      ['functions/echo', 'DELETE'],
    ] as const) {
      const answer = await admin(path, { method });
      expect([path, answer.status]).toEqual([path, 501]);
      expect(await answer.text()).toContain('The embedded host has no');
    }
    const fired = await admin('functions/echo', { method: 'POST', body: '{"input":""}' });
    expect([fired.status, await fired.text()]).toEqual([
      501,
      expect.stringContaining('fires timers by hand'),
    ]);
    expect((await fetch(`${app.url}/runtime/webhooks/x`)).status).toBe(501);
  });
});
