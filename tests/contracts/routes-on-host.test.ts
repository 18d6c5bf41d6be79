import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostedApp, startHostedApp } from '../../local/host/testing/hosted-app.ts';

describe('routes on the embedded Functions host', () => {
  let app: HostedApp;
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${app.url}${path}`, { redirect: 'manual', ...init });
  const patch = (body: string, type = 'application/json') =>
    ask('/v1/shares/s1', { method: 'PATCH', body, headers: { 'content-type': type } });

  beforeAll(async () => {
    app = await startHostedApp({
      app: '../../../tests/contracts/fixtures/routes-app.ts',
      hostJson: { extensions: { http: { routePrefix: '' } } },
    });
  });
  afterAll(() => app.kill());

  it('are told apart by method', async () => {
    const read = await ask('/v1/shares/s%20%C3%BC');
    expect(await read.json()).toEqual({ shareId: 's ü' });
    expect(await (await patch('{"name":"ü"}')).json()).toEqual({ shareId: 's1', name: 'ü' });
  });

  it('answer HEAD without a body', async () => {
    const answer = await ask('/v1/shares/s1', { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect(await answer.text()).toBe('');
  });

  it('answer 304 to who has the version', async () => {
    const etag = (await ask('/v1/shares/s1')).headers.get('etag') ?? '';
    expect((await ask('/v1/shares/s1', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('answer OPTIONS for each path', async () => {
    const answer = await ask('/v1/shares/s1', {
      method: 'OPTIONS',
      headers: { origin: 'https://portal.example', 'access-control-request-method': 'PATCH' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, PATCH, OPTIONS');
  });

  it('refuse in problems what does not fit', async () => {
    const broken = await patch('{"name":');
    expect(broken.status).toBe(400);
    expect(broken.headers.get('content-type')).toBe('application/problem+json');
    expect(await broken.json()).toMatchObject({ errors: [{ rule: 'json-syntax', pointer: '' }] });
    expect((await patch('name', 'text/plain')).status).toBe(415);
    expect((await patch(JSON.stringify({ name: 'x'.repeat(1000) }))).status).toBe(413);
    expect((await ask('/v1/shares/s1?a=1&a=2')).status).toBe(400);
  });

  it('explain themselves', async () => {
    const description = await ask('/openapi.json');
    expect(await description.json()).toMatchObject({
      openapi: '3.1.0',
      paths: { '/v1/shares/{shareId}': {} },
    });
    const docs = await ask('/docs', { headers: { 'accept-language': 'en' } });
    expect(docs.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await docs.text()).toContain('PATCH /v1/shares/{shareId}');
    expect((await ask('/problems/stale')).status).toBe(200);
  });
});
