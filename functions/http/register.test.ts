import { type HttpFunctionOptions, HttpRequest, InvocationContext } from '@azure/functions';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineRoute } from '../../shared/http/contract.ts';
import { okReply } from '../../shared/http/reply.ts';
import { makeRequestLimits } from '../../shared/http/request-limits.ts';
import type { PipelineDeps } from '../../shared/http/route.ts';
import { memoryRecords } from '../../shared/http/testing/bench.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { registerRoutes } from './register.ts';

const deps: PipelineDeps = {
  authenticate: async () => err({ type: 'unauthenticated', reason: 'missing-token' }),
  idempotency: memoryRecords(),
  limits: makeRequestLimits({ clock: systemClock, factor: 1 }),
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  corsOrigins: ['https://portal.example'],
  publicUrl: 'https://api.example',
};

const echo = (method: 'GET' | 'PUT', operationId = `${method.toLowerCase()}Thing`) =>
  defineRoute({
    operationId,
    method,
    path: '/v1/things/{thingId}',
    summary: '',
    tag: '',
    access: 'public',
    query: z.strictObject({ a: z.string().optional() }),
    ...(method === 'PUT' && { body: z.unknown() }),
    replies: { 200: z.unknown() },
    errors: [],
    handler: async ({ params, query, body }) => ok(okReply({ params, query, body })),
  });

const registered = (...routes: Parameters<typeof registerRoutes>[1]) => {
  const functions = new Map<string, HttpFunctionOptions>();
  registerRoutes({ http: (name, options) => void functions.set(name, options) }, routes, deps);
  const call = async (name: string, request: ConstructorParameters<typeof HttpRequest>[0]) => {
    const handler = functions.get(name)?.handler;
    if (handler === undefined) throw new Error(`no function ${name}`);
    const answer = await handler(new HttpRequest(request), new InvocationContext());
    return answer ?? {};
  };
  return { functions, call };
};

it('registers a function per route, below no prefix, open to all: tokens decide', () => {
  const { functions } = registered(echo('GET'), echo('PUT'));
  expect([...functions.keys()]).toEqual(['getThing', 'putThing', 'preflight', 'elsewhere']);
  expect(functions.get('getThing')).toMatchObject({
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    route: 'v1/things/{thingId}',
  });
  expect(functions.get('putThing')?.methods).toEqual(['PUT']);
});

it('hands a request of the host to the pipeline and its answer back', async () => {
  const { call } = registered(echo('PUT'));
  const answer = await call('putThing', {
    method: 'PUT',
    url: 'https://api.example/v1/things/t1?a=%C3%BC',
    params: { thingId: 't1' },
    headers: { 'content-type': 'application/json' },
    body: { string: '{"n":1}' },
  });
  expect(answer.status).toBe(200);
  expect('body' in answer && typeof answer.body === 'string' && JSON.parse(answer.body)).toEqual({
    params: { thingId: 't1' },
    query: { a: 'ü' },
    body: { n: 1 },
  });
});

it('sees a query parameter that is given twice, which the host joins', async () => {
  const { call } = registered(echo('GET'));
  const url = 'https://api.example/v1/things/t1?a=1&a=2';
  const answer = await call('getThing', {
    method: 'GET',
    url,
    params: { thingId: 't1' },
    query: { a: '1,2' },
  });
  expect(answer.status).toBe(400);
});

it('answers OPTIONS with the methods of a path, and lets a configured origin use them', async () => {
  const { call } = registered(echo('GET'), echo('PUT'));
  const ask = (path: string, origin: string) =>
    call('preflight', { method: 'OPTIONS', url: `https://api.example${path}`, headers: { origin } });
  expect(await ask('/v1/things/t1', 'https://portal.example')).toMatchObject({
    status: 204,
    headers: {
      allow: 'GET, HEAD, PUT, OPTIONS',
      'access-control-allow-origin': 'https://portal.example',
      'access-control-allow-methods': 'GET, HEAD, PUT, OPTIONS',
    },
  });
  const stranger = await ask('/v1/things/t1', 'https://evil.example');
  expect(Object.keys(stranger.headers ?? {}).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect((await ask('/v1/nothing', 'https://portal.example')).status).toBe(404);
});

it('answers another method with those that there are, and another path with where to look', async () => {
  const { call } = registered(echo('GET'), echo('PUT'));
  const ask = async (method: 'GET' | 'HEAD' | 'DELETE', path: string) => {
    const headers = { 'accept-language': 'en' };
    const answer = await call('elsewhere', { method, url: `https://api.example${path}`, headers });
    const body = 'body' in answer && typeof answer.body === 'string' ? answer.body : '';
    return { ...answer, body, told: body === '' ? undefined : JSON.parse(body) };
  };
  expect(await ask('DELETE', '/v1/things/anna')).toMatchObject({
    status: 405,
    headers: { allow: 'GET, HEAD, PUT, OPTIONS' },
    told: {
      type: '/problems/method-not-allowed',
      instance: '/v1/things/{thingId}',
      allowed: ['GET', 'HEAD', 'PUT', 'OPTIONS'],
    },
  });
  const lost = await ask('GET', '/v1/thing/anna');
  expect(lost).toMatchObject({ status: 404, told: { type: '/problems/unknown-address' } });
  expect(lost.body).not.toContain('anna');
  expect(await ask('HEAD', '/v1/thing')).toMatchObject({ status: 404, body: '' });
});

it('leads from the root to the description', async () => {
  const { call } = registered(echo('GET'));
  expect(await call('elsewhere', { method: 'GET', url: 'https://api.example/' })).toMatchObject({
    status: 302,
    headers: { location: 'https://api.example/docs' },
  });
});

it('refuses to start with contracts that collide', () => {
  expect(() => registered(echo('GET', 'same'), echo('PUT', 'Same'))).toThrow('operationId twice: same');
  const renamed = { ...echo('GET', 'other'), path: '/v1/Things/{id}' };
  expect(() => registered(echo('GET'), renamed)).toThrow('route twice: GET /v1/things/{}');
});

it.each([
  ['operationId is no function name', { operationId: 'get thing' }],
  ['path is reserved by the host', { path: '/admin/{thingId}' }],
  ['path is malformed', { path: 'v1/{thingId}' }],
  ['placeholder twice', { path: '/v1/{thingId}/{thingId}' }],
  ['params and placeholders differ', { params: z.strictObject({ other: z.string() }) }],
  ['idempotency needs a tenant', { idempotent: true as const }],
  ['no reply', { replies: {} }],
])('refuses to start where %s', (fault, change) => {
  expect(() => registered({ ...echo('GET'), ...change })).toThrow(`: ${fault}`);
});
