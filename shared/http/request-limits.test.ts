import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { err, ok } from '../kernel/result.ts';
import { defineRoute, type Route } from './contract.ts';
import { makePreflight } from './preflight.ts';
import type { Principal } from './principal.ts';
import { noContent, okReply } from './reply.ts';
import { makeRequestLimits } from './request-limits.ts';
import { makeBench, memoryRecords, operatorTenant, user } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const admin = user('Admin');
const other: Principal = { ...admin, tenantId: operatorTenant };
const body = { displayName: 'Vertrieb' };

const reading = (overrides: Partial<Route> = {}): Route => ({
  ...defineRoute({
    operationId: 'getThing',
    method: 'GET',
    path: '/v1/thing',
    summary: '',
    tag: '',
    access: { roles: ['Admin'] },
    replies: { 200: z.string() },
    errors: [],
    handler: async () => ok(okReply('thing')),
  }),
  ...overrides,
});

const times = async <T>(count: number, act: () => Promise<T>): Promise<T> => {
  let last = await act();
  for (let n = 1; n < count; n++) last = await act();
  return last;
};

describe('the limits of a tenant', () => {
  it('are said with every answer: what holds, what is left', async () => {
    const { headers } = await makeBench(reading()).send({ as: admin });
    expect(headers).toMatchObject({
      'ratelimit-policy': '"tenant";q=600;w=60, "reading";q=300;w=60',
      ratelimit: '"tenant";r=599;t=1, "reading";r=299;t=1',
    });
  });

  it('are said with a refusal too', async () => {
    const { send } = makeBench(reading());
    const forbidden = await send({ as: user('Reader') });
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers['ratelimit']).toContain('"tenant";r=599');
    const unknown = await send();
    expect(unknown.status).toBe(401);
    expect(unknown.headers['ratelimit']).toBe('"address";r=1798;t=1');
  });

  it('end in a 429 that names the limit and the way out', async () => {
    const create = vi.fn(async () => ok('s1'));
    const bench = makeBench(shareRoute(create));
    expect((await times(60, () => bench.send({ as: admin, body }))).status).toBe(201);
    const refused = await bench.send({ as: admin, body, headers: { 'accept-language': 'en' } });
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      'ratelimit-policy': '"tenant";q=600;w=60, "changing";q=60;w=60',
      ratelimit: '"tenant";r=540;t=6, "changing";r=0;t=60',
    });
    expect(refused.json).toMatchObject({
      type: '/problems/throttled',
      policy: 'changing',
      retryAfterSeconds: 1,
      detail:
        'A company can make this change 60 times in 60 seconds. Please repeat after 1 second and send changes one after the other.',
    });
    expect(bench.logged.at(-1)?.fields).toMatchObject({ failure: 'throttled', reason: 'changing' });
    expect(create).toHaveBeenCalledTimes(60);
    bench.advance(1000);
    expect((await bench.send({ as: admin, body })).status).toBe(201);
  });

  it('are nobody else’s', async () => {
    const { send } = makeBench(reading({ limit: { class: 'expensive', perMinute: 1 } }));
    await times(2, () => send({ as: admin }));
    expect((await send({ as: admin })).status).toBe(429);
    expect((await send({ as: other })).status).toBe(200);
  });

  it('are not used up by what they refuse', async () => {
    const { send } = makeBench(reading({ limit: { class: 'expensive' } }));
    const { headers } = await times(100, () => send({ as: admin }));
    expect(headers['ratelimit']).toBe('"tenant";r=590;t=1, "expensive";r=0;t=60');
  });

  it('refuse before anything is read or stored', async () => {
    const bench = makeBench({ ...shareRoute(), limit: { class: 'expensive', perMinute: 1 } });
    const headers = { 'idempotency-key': 'k1' };
    await bench.send({ as: admin, body, headers });
    const kept = bench.records.size();
    const refused = await bench.send({ as: admin, body: '{', headers: { 'idempotency-key': 'k2' } });
    expect(refused.status).toBe(429);
    expect(bench.records.size()).toBe(kept);
  });

  it('count HEAD as the GET that it is', async () => {
    const { send } = makeBench(reading());
    await send({ as: admin, method: 'HEAD' });
    expect((await send({ as: admin })).headers['ratelimit']).toContain('"reading";r=298');
  });

  it('are scaled by the factor of the deployment', async () => {
    const limits = makeRequestLimits({ clock: { now: () => 0 }, factor: 0.1 });
    const { headers } = await makeBench(reading(), { limits }).send({ as: admin });
    expect(headers['ratelimit-policy']).toBe('"tenant";q=60;w=60, "reading";q=30;w=60');
  });

  it('hold over all routes that share them', async () => {
    const limits = makeRequestLimits({ clock: { now: () => 0 }, factor: 1 });
    const [first, second] = ['getA', 'getB'].map((operationId) =>
      makeBench(reading({ operationId }), { limits }),
    );
    await times(300, async () => first?.send({ as: admin }));
    expect((await first?.send({ as: admin }))?.json).toMatchObject({ policy: 'reading' });
    await times(300, async () => second?.send({ as: admin }));
    expect((await second?.send({ as: admin }))?.json).toMatchObject({ policy: 'tenant' });
  });
});

describe('the operator', () => {
  const support = reading({
    access: { roles: ['Admin', 'Operator'] },
    limit: { class: 'expensive', perMinute: 1 },
  });
  const operator: Principal = { ...user('Operator'), tenantId: operatorTenant };

  it('has limits of his own, whatever a tenant has used up', async () => {
    const { send } = makeBench(support);
    await times(700, () => send({ as: other }));
    const answer = await send({ as: operator });
    expect(answer.status).toBe(200);
    expect(answer.headers['ratelimit-policy']).toBe('"operator";q=1200;w=60');
  });

  it('is none in another tenant', async () => {
    const { send } = makeBench(support);
    const answer = await send({ as: user('Operator', 'Admin') });
    expect(answer.headers['ratelimit-policy']).toContain('"tenant"');
  });
});

describe('guessing', () => {
  const from = (address: string) => ({ 'x-forwarded-for': `${address}:4711` });
  const guessed = () => {
    const authenticate = vi.fn(async (token: string | null) =>
      token === 'good'
        ? ok(admin)
        : err({
            type: 'unauthenticated',
            reason: token === 'old' ? 'expired-token' : 'invalid-token',
          } as const),
    );
    const bench = makeBench(reading(), { authenticate });
    const ask = (token: string, address: string) =>
      bench.send({ headers: { authorization: token, ...from(address) } });
    return { ask, authenticate, advance: bench.advance };
  };

  it('of tokens ends in refusals of that address, without looking at the token', async () => {
    const { ask, authenticate, advance } = guessed();
    expect((await times(30, () => ask('bad', '203.0.113.7'))).status).toBe(401);
    const refused = await ask('good', '203.0.113.7');
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ policy: 'failures', retryAfterSeconds: 2 });
    expect(refused.headers['ratelimit']).toBe('"failures";r=0;t=60');
    expect(authenticate).toHaveBeenCalledTimes(30);
    expect((await ask('good', '203.0.113.8')).status).toBe(200);
    advance(2000);
    expect((await ask('good', '203.0.113.7')).status).toBe(200);
  });

  it('is not what a client does that forgets to renew its token', async () => {
    const { ask } = guessed();
    await times(100, () => ask('old', '203.0.113.7'));
    expect((await ask('good', '203.0.113.7')).status).toBe(200);
  });

  it('of share ids counts like that of tokens', async () => {
    const unknown = { type: 'share-unusable', reason: 'unknown' } as const;
    const route: Route = { ...shareRoute(), handler: async () => err(unknown) };
    const { send, advance } = makeBench(route);
    const headers = from('203.0.113.7');
    const guess = (key: string) => send({ as: admin, body, headers: { ...headers, 'idempotency-key': key } });
    let n = 0;
    expect((await times(30, () => guess(`key-${n++}`))).status).toBe(422);
    expect((await guess('another')).json).toMatchObject({ policy: 'failures' });
    advance(60_000);
    expect((await guess('another')).status).toBe(422);
  });

  it('of one who has a network of addresses counts as one', async () => {
    const { ask } = guessed();
    let n = 0;
    await times(30, () => ask('bad', `[2001:db8:1:2::${(++n).toString(16)}]`));
    expect((await ask('good', '[2001:db8:1:2:ffff::1]')).status).toBe(429);
    expect((await ask('good', '[2001:db8:1:3::1]')).status).toBe(200);
  });

  it('is not hidden by an address that the caller makes up', async () => {
    const { ask } = guessed();
    let n = 0;
    await times(30, () => ask('bad', `198.51.100.${++n}, 203.0.113.7`));
    expect((await ask('good', '203.0.113.7')).status).toBe(429);
  });
});

describe('without sign-in', () => {
  const page = reading({ access: 'public' });

  it('pages are limited by address', async () => {
    const { send, advance } = makeBench(page);
    expect((await times(120, () => send())).status).toBe(200);
    expect((await send()).json).toMatchObject({ policy: 'public', retryAfterSeconds: 1 });
    advance(1000);
    expect((await send()).status).toBe(200);
  });

  it('questions of browsers before a call count for the address only', async () => {
    const limits = makeRequestLimits({ clock: { now: () => 0 }, factor: 1 });
    const ask = makePreflight([page], {
      authenticate: () => Promise.reject(new Error('never asked')),
      idempotency: memoryRecords(),
      limits,
      clock: { now: () => 0 },
      random: { id: () => 'id', bytes: (length) => new Uint8Array(length) },
      log: () => {},
      corsOrigins: [],
      publicUrl: 'https://api.example',
    });
    const options = () =>
      ask({
        method: 'OPTIONS',
        path: '/v1/thing',
        query: new URLSearchParams(),
        params: {},
        headers: new Headers(),
        bytes: async () => new Uint8Array(),
      });
    expect((await times(1800, options)).status).toBe(204);
    expect((await options()).status).toBe(429);
  });
});

it('a browser may read the limits', async () => {
  const { send } = makeBench(
    reading({ replies: { 204: z.undefined() }, handler: async () => ok(noContent()) }),
  );
  const { headers } = await send({ as: admin, headers: { origin: 'https://portal.example' } });
  expect(headers['access-control-expose-headers']).toContain('ratelimit, ratelimit-policy');
});
