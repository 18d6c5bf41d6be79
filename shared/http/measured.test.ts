import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { makeMemoryTelemetry } from '../adapters/telemetry/memory-telemetry.test-data.ts';
import { ok } from '../kernel/result.ts';
import { defineRoute } from './contract.ts';
import type { OutgoingResponse } from './exchange.ts';
import { measured } from './measured.ts';
import { okReply } from './reply.ts';

const route = defineRoute({
  operationId: 'getPerson',
  method: 'GET',
  path: '/v1/people/{name}',
  summary: 'Read a person',
  tag: 'People',
  access: 'public',
  replies: { 200: z.strictObject({}) },
  errors: [],
  handler: async () => ok(okReply({})),
});

const open = (answer: () => Promise<OutgoingResponse>) => {
  const telemetry = makeMemoryTelemetry();
  let now = 1_800_000_000_000;
  const clock = { now: () => (now += 250) };
  const handle = measured(route, { telemetry: telemetry.telemetry, clock }, answer);
  const ask = (path = '/v1/people/x', headers: Record<string, string> = {}, query = '') =>
    handle({
      method: 'GET',
      path,
      query: new URLSearchParams(query),
      params: {},
      headers: new Headers(headers),
      bytes: async () => new Uint8Array(),
    });
  return { ...telemetry, ask };
};

const answered = (status: number) => async () => ({ status, headers: { 'x-correlation-id': 'c-1' } });

it('a request is a span and a figure, named by its route', async () => {
  const { ask, span, points } = open(answered(404));
  expect((await ask()).status).toBe(404);
  expect(span('GET /v1/people/{name}').attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/v1/people/{name}',
    'http.response.status_code': 404,
    'switchboard.operation': 'getPerson',
    'switchboard.correlation.id': 'c-1',
  });
  expect(await points('http.server.request.duration')).toMatchObject([
    {
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/v1/people/{name}',
        'switchboard.status_class': '4xx',
      },
      value: { sum: 0.25 },
    },
  ]);
});

it('a caller’s trace goes on; a garbled one is left and a new one begins', async () => {
  const { ask, spans } = open(answered(200));
  await ask('/', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
  await ask('/', { traceparent: '00-nonsense' });
  expect(spans().map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
    'b7ad6b7169203331',
    undefined,
  ]);
});

it('a fault of ours marks the span, a refusal does not', async () => {
  for (const [status, type] of [
    [403, undefined],
    [503, '503'],
  ] as const) {
    const { ask, spans } = open(answered(status));
    await ask();
    expect(spans()[0]?.attributes['error.type']).toBe(type);
  }
});

it('[T7] nothing of path, query or headers but the trace gets into spans and metrics', async () => {
  const { ask, exported } = open(answered(200));
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (n) => {
      const name = `Zoe${n}Quark`;
      await ask(
        `/v1/people/${name}`,
        { 'user-agent': name, traceparent: name, cookie: name },
        `filter=${name}`,
      );
    }),
    { numRuns: 30 },
  );
  expect(await exported()).not.toContain('Quark');
});
