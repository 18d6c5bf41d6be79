import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { faultRoutes, makeFaults } from './faults.ts';
import { type Listening, listen } from './listen.ts';

describe('fault injection', () => {
  const faults = makeFaults((status) => ({ failed: status }));
  let written = 0;
  let server: Listening;

  beforeAll(async () => {
    const app = new Hono();
    app.use(faults.middleware);
    app.post('/things', (context) => {
      written += 1;
      return context.json({ written }, 201, { etag: 'W/"1"' });
    });
    app.get('/_emulator/state', (context) => context.json({}));
    server = await listen(app, 0);
  });
  beforeEach(() => {
    written = 0;
    faults.clear();
  });
  afterAll(() => server.close());
  const post = () => fetch(`${server.url}/things`, { method: 'POST' });

  it('fails before the effect: nothing is done', async () => {
    faults.inject({ status: 503, retryAfter: 'Sun, 06 Nov 2044 08:49:37 GMT' });
    const answer = await post();
    expect([answer.status, answer.headers.get('retry-after'), written]).toEqual([
      503,
      'Sun, 06 Nov 2044 08:49:37 GMT',
      0,
    ]);
    expect(await answer.json()).toEqual({ failed: 503 });
  });

  it('fails after the effect: it is done, but the answer and its headers are lost', async () => {
    faults.inject({ status: 500, when: 'after' });
    const answer = await post();
    expect([answer.status, answer.headers.get('etag'), written]).toEqual([500, null, 1]);
  });

  it('slows without failing', async () => {
    faults.inject({ delayMs: 50 });
    const before = performance.now();
    expect((await post()).status).toBe(201);
    expect(performance.now() - before).toBeGreaterThan(45);
  });

  it('disturbs as many matching requests as it was told, never its own controls', async () => {
    faults.inject({ match: '^GET', status: 500 });
    faults.inject({ match: '^POST /things$', status: 429, times: 2 });
    const statuses = [(await post()).status, (await post()).status, (await post()).status];
    expect(statuses).toEqual([429, 429, 201]);
    expect((await fetch(`${server.url}/_emulator/state`)).status).toBe(200);
  });

  it('refuses a fault that it does not understand', () => {
    expect(() => faults.inject({ status: 200 })).toThrow();
  });

  it('cannot listen on a port that is taken', async () => {
    await expect(listen(new Hono(), Number(new URL(server.url).port))).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('faults over HTTP', () => {
  const faults = makeFaults(() => ({}));
  const routes = faultRoutes({ injectFault: faults.inject, clearFaults: faults.clear });
  const post = (body: string, type = 'application/json') =>
    routes.request('/faults', { method: 'POST', body, headers: { 'content-type': type } });

  it('are injected and cleared', async () => {
    expect((await post('{"status":503,"times":2}')).status).toBe(204);
    expect(faults.left()).toBe(2);
    expect((await routes.request('/faults', { method: 'DELETE' })).status).toBe(204);
    expect(faults.left()).toBe(0);
  });

  it.each([
    ['{"status":200}', undefined],
    ['no JSON', undefined],
    ['{"status":503}', 'text/plain'],
  ])('are refused as %s of type %s', async (body, type) => {
    expect((await post(body, type)).status).toBe(400);
    expect(faults.left()).toBe(0);
  });
});
