import { describe, expect, it } from 'vitest';
import { mailboxOwner, testEmulator } from './test-emulator.ts';
import { noLimits } from './traffic/limits.ts';

const owner = mailboxOwner();
const contacts = `/users/${owner.id}/contacts`;

describe('limits', () => {
  it('end a mailbox’s requests of one app until the window is over', async () => {
    const { call, clock } = await testEmulator({
      limits: { mailboxRequests: { most: 2, windowMs: 600_000 } },
    });
    await call('GET', contacts);
    clock.advance(60_000);
    await call('GET', contacts);
    const refused = await call('GET', contacts);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '540']);
    expect((await call('GET', `/users/${mailboxOwner(1).id}/contacts`)).status).toBe(200);
    clock.advance(540_000);
    expect((await call('GET', contacts)).status).toBe(200);
  });

  it('end a mailbox’s upload', async () => {
    const { call } = await testEmulator({ limits: { mailboxUploadBytes: { most: 50, windowMs: 300_000 } } });
    expect((await call('POST', contacts, { givenName: 'A' })).status).toBe(201);
    expect((await call('POST', contacts, { givenName: 'A'.repeat(40) })).status).toBe(429);
  });

  it('count resource units in the directory, fewer with $select', async () => {
    const { call } = await testEmulator({ limits: { directoryUnits: { most: 5, windowMs: 10_000 } } });
    expect((await call('GET', '/users')).headers.get('x-ms-resource-unit')).toBe('2');
    expect((await call('GET', '/users?$select=id')).headers.get('x-ms-resource-unit')).toBe('1');
    await call('GET', '/users');
    expect((await call('GET', '/users')).status).toBe(429);
  });

  it('hold a mailbox to four requests at once', async () => {
    const { call, emulator, admin, company } = await testEmulator({ latencyMs: 50 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => call('GET', contacts)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 200, 200, 200, 429, 429,
    ]);
    expect(emulator.counters()).toMatchObject({ mostConcurrentInAMailbox: 4, throttled: 2 });
    expect(admin.concurrencyByMailbox()).toEqual({ [`${company.tenantId}/${owner.id}`]: 4 });
  });

  it('can all be switched off', async () => {
    const { call } = await testEmulator({ latencyMs: 5, limits: noLimits });
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('GET', contacts)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('faults', () => {
  it.each([
    [{ seconds: 7 }, '7'],
    [{ seconds: 0 }, '0'],
    [{ dateInSeconds: 30 }, 'Mon, 01 Jun 2026 00:00:30 GMT'],
    ['absent', null],
  ] as const)('throttle with Retry-After %j', async (retryAfter, header) => {
    const { call, admin } = await testEmulator();
    admin.addFault({ effect: { kind: 'throttle', retryAfter }, count: 1 });
    const refused = await call('GET', contacts);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, header]);
    expect((await call('GET', contacts)).status).toBe(200);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('answer 503 %s the effect', async (when, created) => {
    const { call, admin, emulator } = await testEmulator();
    admin.addFault({ match: { method: 'POST' }, effect: { kind: 'serverError', status: 503, when } });
    expect((await call('POST', contacts, { givenName: 'A' })).status).toBe(503);
    expect(emulator.counters()['contactCreates']).toBe(created);
  });

  it('throttle what has happened all the same', async () => {
    const { call, admin, emulator } = await testEmulator();
    admin.addFault({ effect: { kind: 'throttle', retryAfter: 'absent', when: 'after' } });
    expect((await call('POST', contacts, { givenName: 'A' })).status).toBe(429);
    expect(emulator.counters()).toMatchObject({ contactCreates: 1, throttled: 1 });
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('reset the connection %s the effect', async (when, created) => {
    const { call, admin, emulator } = await testEmulator();
    admin.addFault({ effect: { kind: 'reset', when } });
    await expect(call('POST', contacts, { givenName: 'A' })).rejects.toThrow('fetch failed');
    expect(emulator.counters()['contactCreates']).toBe(created);
  });

  it('strike single parts of a batch, chosen by mailbox, path and occurrence', async () => {
    const { call, admin } = await testEmulator();
    admin.addFault({
      match: { mailbox: owner.id, path: '/contacts$' },
      nth: 2,
      count: 1,
      effect: { kind: 'serverError', status: 504, when: 'after' },
    });
    const part = (id: string, user: string) => ({ id, method: 'GET', url: `/users/${user}/contacts` });
    const requests = [
      part('1', owner.id),
      part('2', mailboxOwner(1).id),
      part('3', owner.id),
      part('4', owner.id),
    ];
    const { json } = await call('POST', '/$batch', { requests });
    const statuses = Object.fromEntries(
      json.responses.map((answer: { id: string; status: number }) => [answer.id, answer.status]),
    );
    expect(statuses).toEqual({ 1: 200, 2: 200, 3: 504, 4: 200 });
  });

  it('let a token expire, a delta end and a call be slow', async () => {
    const { call, admin } = await testEmulator();
    admin.addFault({ effect: { kind: 'tokenExpired' }, count: 1 });
    expect((await call('GET', contacts)).status).toBe(401);
    admin.addFault({ effect: { kind: 'deltaGone' }, count: 1 });
    expect((await call('GET', contacts)).status).toBe(200);
    expect((await call('GET', `${contacts}/delta`)).status).toBe(410);
    admin.addFault({ effect: { kind: 'slow', ms: 1 }, count: 1 });
    expect((await call('GET', contacts)).status).toBe(200);
    expect(admin.faults().map(({ hits }) => hits)).toEqual([1, 1, 1]);
  });

  it('drawn by chance are the same for the same seed', async () => {
    const { call, admin } = await testEmulator();
    const statuses = async (): Promise<readonly number[]> => {
      admin.clearFaults();
      admin.addFault({
        probability: 0.5,
        seed: 42,
        effect: {
          kind: 'anyOf',
          effects: [{ kind: 'tokenExpired' }, { kind: 'serverError', status: 500, when: 'before' }],
        },
      });
      const answers: number[] = [];
      for (let turn = 0; turn < 20; turn += 1) answers.push((await call('GET', contacts)).status);
      return answers;
    };
    const once = await statuses();
    expect(new Set(once)).toEqual(new Set([200, 401, 500]));
    expect(await statuses()).toEqual(once);
  });
});
