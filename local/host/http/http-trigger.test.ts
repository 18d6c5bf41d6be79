import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_KEY, type HostedApp, MASTER_KEY, startHostedApp } from '../testing/hosted-app.ts';

interface Echo {
  readonly function: string;
  readonly method: string;
  readonly url: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly trace: { readonly traceParent: string };
}

describe('an HTTP trigger', () => {
  let app: HostedApp;
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${app.url}${path}`, init);
  const echo = async (path: string, init?: RequestInit): Promise<Echo> =>
    (await (await get(path, init)).json()) as Echo;

  beforeAll(async () => {
    app = await startHostedApp({ app: 'http-app.ts', env: { FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1000' } });
  });
  afterAll(() => app.kill());

  it('is reached below the default prefix "api", by its name unless it has a route', async () => {
    expect((await echo('/api/echo')).function).toBe('echo');
    expect(app.functions.find(({ name }) => name === 'itemsMine')).toEqual({
      name: 'itemsMine',
      trigger: 'http',
      route: 'api/items/mine',
    });
  });

  it('is given method, address, query, headers and body', async () => {
    const seen = await echo('/api/echo?a=1&b=%C3%BC', {
      method: 'POST',
      body: '{"n":1}',
      headers: { 'x-one': 'eins', 'content-type': 'application/json' },
    });
    expect(seen).toMatchObject({
      method: 'POST',
      url: `${app.url}/api/echo?a=1&b=%C3%BC`,
      query: { a: '1', b: 'ü' },
      body: '{"n":1}',
    });
    expect(seen.headers).toMatchObject({ 'x-one': 'eins', 'content-type': 'application/json' });
  });

  it('is told who called, after whatever the caller says of that, as the cloud’s front end does', async () => {
    const forwarded = async (headers: Record<string, string>) =>
      (await echo('/api/echo', { headers })).headers['x-forwarded-for'];
    expect(await forwarded({})).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await forwarded({ 'x-forwarded-for': '203.0.113.7' })).toMatch(
      /^203\.0\.113\.7, 127\.0\.0\.1:\d+$/,
    );
  });

  it('gets a repeated query parameter as one value joined by commas, as the cloud passes it', async () => {
    expect((await echo('/api/echo?a=1&A=2&b=3')).query).toEqual({ a: '1,2', b: '3' });
  });

  it('keeps every byte of a binary body', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const answer = await get('/api/bytes', { method: 'POST', body: bytes });
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([...bytes].reverse());
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('is chosen by the most specific route: literal, then constrained, then free parameter', async () => {
    const guid = '6f9619ff-8b86-d011-b42d-00c04fc964ff';
    expect((await echo('/api/items/mine')).function).toBe('itemsMine');
    expect(await echo(`/api/items/${guid}`)).toMatchObject({ function: 'itemsByGuid', params: { id: guid } });
    expect(await echo('/api/items/a%2Fb')).toMatchObject({ function: 'itemsByParam', params: { id: 'a/b' } });
    expect((await echo('/api/items/x', { method: 'DELETE' })).function).toBe('itemsDelete');
  });

  it('takes optional and catch-all parameters', async () => {
    expect((await echo('/api/pages/7')).params).toEqual({ n: '7' });
    expect((await echo('/api/pages/7/top')).params).toEqual({ n: '7', part: 'top' });
    expect((await echo('/api/files/a/b/c.txt')).params).toEqual({ rest: 'a/b/c.txt' });
    expect((await get('/api/pages/seven')).status).toBe(404);
  });

  it('matches routes without regard to case', async () => {
    expect((await echo('/API/Items/MINE')).function).toBe('itemsMine');
  });

  it('answers 404 without body for an unknown path, and also for a method that is not registered', async () => {
    for (const [path, method] of [
      ['/api/unknown', 'GET'],
      ['/echo', 'GET'],
      ['/api/echo', 'PATCH'],
      ['/api/cookies', 'HEAD'],
    ] as const) {
      const answer = await get(path, { method });
      expect([path, method, answer.status, await answer.text()]).toEqual([path, method, 404, '']);
    }
  });

  it('answers HEAD where HEAD is registered', async () => {
    const answer = await get('/api/headed', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('x-here')]).toEqual([200, 'yes']);
  });

  it('sets cookies with their attributes, each in its own header', async () => {
    const answer = await get('/api/cookies');
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual([
      'a=1; max-age=60; path=/; secure; samesite=Strict; httponly',
      'b=x%20y; expires=Fri, 01 Jan 2027 00:00:00 GMT; path=/b',
    ]);
  });

  it('answers 204 when the function returns nothing, and drops a body that 204 cannot have', async () => {
    for (const path of ['/api/nothing', '/api/empty']) {
      const answer = await get(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 204, '']);
    }
  });

  it('answers 500 without a word of the error when the function throws, and logs it', async () => {
    const answer = await get('/api/throws');
    expect([answer.status, await answer.text()]).toEqual([500, '']);
    const line = await app.line((one) => one.function === 'throws' && one.level === 'error');
    expect(line.exception?.message).toBe('broken on purpose');
  });

  it('passes the caller’s trace on, and begins one where there is none', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect((await echo('/api/echo', { headers: { traceparent } })).trace.traceParent).toBe(traceparent);
    expect((await echo('/api/echo', { headers: { traceparent: 'rubbish' } })).trace.traceParent).toMatch(
      /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
    );
  });

  it('of level "function" wants the function or master key, by header or ?code=, else 401 without body', async () => {
    const status = async (path: string, key?: string): Promise<number> =>
      (await get(path, key === undefined ? {} : { headers: { 'x-functions-key': key } })).status;
    expect(await status('/api/keyed')).toBe(401);
    expect(await status('/api/keyed', 'wrong')).toBe(401);
    expect(await status('/api/keyed', FUNCTION_KEY)).toBe(200);
    expect(await status('/api/keyed', MASTER_KEY)).toBe(200);
    expect(await status(`/api/keyed?code=${FUNCTION_KEY}`)).toBe(200);
    expect(await (await get('/api/keyed')).text()).toBe('');
  });

  it('of level "admin" wants the master key', async () => {
    expect((await get(`/api/master?code=${FUNCTION_KEY}`)).status).toBe(401);
    expect((await get(`/api/master?code=${MASTER_KEY}`)).status).toBe(200);
  });

  it('answers 413 to a body above the limit, with a known length and without', async () => {
    const post = (headers: Record<string, string>, size: number): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const request = httpRequest(`${app.url}/api/bytes`, { method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        // The host closes the connection while the client still writes: only the answer counts.
        request.on('error', reject);
        request.end(Buffer.alloc(size));
      });
    expect(await post({}, 1000)).toBe(200);
    expect(await post({}, 1001)).toBe(413);
    expect(await post({ 'transfer-encoding': 'chunked' }, 1001)).toBe(413);
  });

  it('leaves the home page to the host', async () => {
    const answer = await get('/');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});
