import { describe, expect, it, onTestFinished } from 'vitest';
import type { GraphAdmin } from '../../../../local/emulators/graph/admin/graph-admin.ts';
import { openGraphService } from '../../../../local/emulators/graph/graph-service.ts';
import { startGraphEmulator } from '../../../../local/emulators/graph/server.ts';
import { companies } from '../../../../local/seed/companies.ts';
import { type Graph, makeGraph } from '../../../../shared/adapters/graph/client.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import { systemContext } from '../../../../shared/kernel/tenant-context.ts';
import { type Entra, makeEntra, makeEntraTokens } from './entra.ts';
import { makeGraphPort } from './graph-port.ts';

interface Subject {
  readonly graph: Graph;
  readonly admin: GraphAdmin;
  readonly entra: Entra;
}

const clock = { now: () => Date.UTC(2026, 5, 1) };
const ctx = systemContext(tenantId(companies[0]?.tenantId ?? ''), 'contract');
const open = () => {
  const entra = makeEntra(clock);
  const tokens = makeEntraTokens(entra, clock, async (_operation, perform) => perform());
  return { entra, tokens, stack: { clock, stateFile: ':memory:', companies, verifyToken: entra.verify } };
};

const overHttp = async (): Promise<Subject> => {
  const { entra, tokens, stack } = open();
  const emulator = await startGraphEmulator({ ...stack, port: 0 });
  onTestFinished(() => emulator.close());
  const graph = makeGraph({ url: emulator.url, timeoutMs: 5_000, tokens, clock });
  return { graph, admin: emulator.admin, entra };
};

const inProcess = async (): Promise<Subject> => {
  const { entra, tokens, stack } = open();
  const service = openGraphService(stack);
  onTestFinished(() => service.close());
  const graph = makeGraphPort(service, tokens, (_ctx, _call, perform) => perform());
  return { graph, admin: service.admin, entra };
};

describe.each([
  ['the real client over HTTP', overHttp],
  ['the simulation’s port', inProcess],
])('%s', (_, subject) => {
  const someone = '/users?$select=id&$top=1';

  it('answers with status, headers in lower case and the parsed body', async () => {
    const { graph } = await subject();
    const read = await graph.send(ctx, { method: 'GET', path: someone });
    expect(read).toMatchObject({
      ok: true,
      value: { status: 200, body: { value: [{ id: expect.any(String) }] } },
    });
    expect(read.ok && [...read.value.headers.keys()].every((name) => name === name.toLowerCase())).toBe(true);
    const missing = await graph.send(ctx, {
      method: 'GET',
      path: '/users/00000000-0000-4000-8000-000000000000',
    });
    expect(missing).toMatchObject({ ok: true, value: { status: 404, body: { error: {} } } });
  });

  it('carries a $batch, whose parts name immutable ids', async () => {
    const { graph } = await subject();
    const body = { requests: [{ id: '0', method: 'GET', url: someone, headers: {} }] };
    const sent = await graph.send(ctx, { method: 'POST', path: '/$batch', body, requests: 1 });
    expect(sent).toMatchObject({
      ok: true,
      value: { status: 200, body: { responses: [{ id: '0', status: 200 }] } },
    });
  });

  it('asks once more with a new token after a 401', async () => {
    const { graph, admin } = await subject();
    admin.addFault({ effect: { kind: 'tokenExpired' }, count: 1 });
    expect(await graph.send(ctx, { method: 'GET', path: someone })).toMatchObject({
      ok: true,
      value: { status: 200 },
    });
    admin.addFault({ effect: { kind: 'tokenExpired' }, count: 2 });
    expect(await graph.send(ctx, { method: 'GET', path: someone })).toMatchObject({
      ok: true,
      value: { status: 401 },
    });
  });

  it('passes on what Entra refuses, and tells a torn connection from an answer', async () => {
    const { graph, admin, entra } = await subject();
    admin.addFault({ effect: { kind: 'reset', when: 'before' }, count: 1 });
    expect(await graph.send(ctx, { method: 'GET', path: someone })).toEqual({
      ok: false,
      error: { type: 'no-answer', reason: 'connection' },
    });
    entra.decide(ctx.tenantId, 'withdrawn');
    expect(await graph.renew(ctx)).toMatchObject({ ok: false, error: { type: 'consent-required' } });
  });

  it('gives back headers of a refusal', async () => {
    const { graph, admin } = await subject();
    admin.addFault({ effect: { kind: 'throttle', retryAfter: { seconds: 9 } }, count: 1 });
    const sent = await graph.send(ctx, { method: 'GET', path: someone });
    expect(sent.ok && [sent.value.status, sent.value.headers.get('retry-after')]).toEqual([429, '9']);
  });
});
