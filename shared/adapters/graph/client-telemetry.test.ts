import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { tenantId } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { systemContext } from '../../kernel/tenant-context.ts';
import { makeMemoryTelemetry } from '../telemetry/memory-telemetry.test-data.ts';
import { sendBatch } from './batch.ts';
import { makeGraph } from './client.ts';

const ctx = systemContext(tenantId('11111111-0000-4000-8000-000000000000'), 'correlation-1');

const open = async (status = 200, url?: string) => {
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end('{"responses":[],"name":"Zoe Quark"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const telemetry = makeMemoryTelemetry();
  let now = 0;
  const graph = makeGraph({
    url: url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs: 2_000,
    tokens: { token: async () => ok({ accessToken: 'secret-token', permissions: [] }) },
    clock: { now: () => (now += 100) },
    telemetry: telemetry.telemetry,
  });
  return { ...telemetry, graph };
};

it('a $batch is one call with its number of requests', async () => {
  const { graph, span, points } = await open();
  await sendBatch(graph, ctx, [
    { method: 'GET', url: '/users/zoe.quark@x.example/contacts' },
    { method: 'PATCH', url: '/users/u/contacts/c', body: { displayName: 'Zoe Quark' } },
  ]);
  expect(span('POST /$batch').attributes).toEqual({
    'http.request.method': 'POST',
    'url.template': '/$batch',
    'http.response.status_code': 200,
    'switchboard.requests': 2,
    'switchboard.tenant.id': ctx.tenantId,
  });
  expect(await points('switchboard.graph.requests')).toMatchObject([{ value: 2 }]);
  expect(await points('switchboard.graph.call.duration')).toMatchObject([
    { value: { count: 1, sum: 0.1 }, attributes: { 'url.template': '/$batch', 'switchboard.status': 200 } },
  ]);
});

it('a refusal and a silence mark the span', async () => {
  const refused = await open(429);
  await refused.graph.send(ctx, { method: 'GET', path: '/users' });
  expect(refused.span('GET /users').attributes).toMatchObject({ 'error.type': '429' });
  const silent = await open(200, 'http://127.0.0.1:1');
  await silent.graph.send(ctx, { method: 'GET', path: '/users' });
  expect(silent.span('GET /users').attributes).toMatchObject({ 'error.type': 'connection' });
  expect(await silent.points('switchboard.graph.call.duration')).toMatchObject([
    { attributes: { 'switchboard.status': 'no-answer' } },
  ]);
});

it('[T7] nothing of a person is in spans or metrics, whatever is asked and answered', async () => {
  const { graph, exported } = await open();
  await fc.assert(
    fc.asyncProperty(fc.nat(999), fc.constantFrom('users', 'groups', 'contacts'), async (n, kind) => {
      const name = `zoequark${n}`;
      await graph.send(ctx, { method: 'GET', path: `/${kind}/${name}?$filter=displayName eq '${name}'` });
      await graph.send(ctx, { method: 'POST', path: `/users/${name}/contacts`, body: { displayName: name } });
    }),
    { numRuns: 10 },
  );
  expect(await exported()).not.toMatch(/quark|secret-token/i);
});
