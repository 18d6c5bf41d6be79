import { describe, expect, it } from 'vitest';
import type { Route } from '../../shared/http/contract.ts';
import type { OutgoingResponse } from '../../shared/http/exchange.ts';
import type { Principal } from '../../shared/http/principal.ts';
import { noContent } from '../../shared/http/reply.ts';
import { makeRequestLimits } from '../../shared/http/request-limits.ts';
import { makeRequestHandler } from '../../shared/http/route.ts';
import { memoryRecords } from '../../shared/http/testing/bench.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { allRoutes } from '../support/all-routes.ts';

const routes = allRoutes();
const defaultMaxBytes = 256 * 1024;
/** A sixtieth of every figure: of what may be changed, one call a minute. */
const factor = 1 / 60;
const caller: Principal = {
  tenantId: tenantId(systemRandom.id()),
  kind: 'user',
  oid: systemRandom.id(),
  roles: ['Admin', 'PbxAdmin', 'Reader', 'Operator'],
  scopes: ['access_as_user'],
};

/** The route as it is, but for what it does; everything that it reads and reaches is counted. */
const watched = (route: Route, limitFactor: number, principal = caller) => {
  const counts = { reached: 0, read: 0 };
  const clock = { now: () => 1_800_000_000_000 };
  const handle = makeRequestHandler(
    {
      ...route,
      handler: async () => {
        counts.reached += 1;
        return ok(noContent());
      },
    },
    {
      authenticate: async () => ok(principal),
      operatorTenantId: principal.tenantId,
      idempotency: memoryRecords(),
      limits: makeRequestLimits({ clock, factor: limitFactor }),
      clock,
      random: systemRandom,
      log: () => {},
      corsOrigins: [],
      publicUrl: 'https://api.example',
    },
  );
  const ask = (headers: Readonly<Record<string, string>>, bytes: Uint8Array): Promise<OutgoingResponse> => {
    const params = Object.fromEntries(
      [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, sampleOf(name)]),
    );
    return handle({
      method: route.method,
      path: route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
      query: new URLSearchParams(queries[route.operationId] ?? {}),
      params,
      headers: new Headers({ authorization: 'Bearer x', 'if-match': '"x"', ...headers }),
      bytes: async () => {
        counts.read += 1;
        return bytes;
      },
    });
  };
  return { counts, ask };
};

const values: Readonly<Record<string, string>> = {
  queue: 'notifications',
  sequence: '1',
  sequenceNumber: '1',
};
const sampleOf = (name: string): string => values[name] ?? systemRandom.id();
/** Without which a route does not get as far as its body. */
const queries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  discardDeadLetter: { reason: 'obsolete' },
};

describe('every route that there is, those without sign-in too,', () => {
  it.each(routes.map((route) => [route.operationId, route] as const))(
    '%s is answered with 429 beyond its limit, with nothing read and nothing done',
    async (_operationId, route) => {
      const { counts, ask } = watched(route, factor);
      const body = new Uint8Array(2);
      let answer = await ask({ 'x-forwarded-for': '198.51.100.7' }, body);
      for (let n = 0; n < 20 && answer.status !== 429; n++) {
        // Of pages for everybody only a refusal names the limit.
        if (route.access !== 'public') expect(answer.headers['ratelimit-policy']).toMatch(/q=\d+;w=60/);
        answer = await ask({ 'x-forwarded-for': '198.51.100.7' }, body);
      }
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.headers['ratelimit']).toMatch(/r=0/);
      const before = { ...counts };
      await ask({ 'x-forwarded-for': '198.51.100.7' }, body);
      expect(counts).toEqual(before);
    },
  );

  it.each(
    routes
      .filter(({ method }) => method !== 'GET')
      .map((route) => [route.operationId, route.maxBodyBytes ?? defaultMaxBytes, route] as const),
  )('%s takes no body beyond %i bytes, said or not', async (_operationId, most, route) => {
    const { counts, ask } = watched(route, 1);
    const announced = await ask({ 'content-length': String(most + 1) }, new Uint8Array(0));
    expect([announced.status, counts.read]).toEqual([413, 0]);
    const sent = await ask({}, new Uint8Array(most + 1));
    expect(sent.status).toBe(413);
    expect(counts.reached).toBe(0);
    // What the largest of them may cost an instance's memory.
    expect(most).toBeLessThanOrEqual(8 * 1024 * 1024);
  });

  it.each(
    routes.filter(({ method }) => method === 'GET').map((route) => [route.operationId, route] as const),
  )('%s never reads a body', async (_operationId, route) => {
    const { counts, ask } = watched(route, 1);
    await ask({ 'content-length': '1000000' }, new Uint8Array(1_000_000));
    expect(counts.read).toBe(0);
  });
});
