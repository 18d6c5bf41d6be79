import { describe, expect, it } from 'vitest';
import { err, ok } from '../kernel/result.ts';
import { makeBench, user } from './testing/bench.ts';
import { shareRoute } from './testing/share-route.ts';

const key = { 'idempotency-key': 'key-1' };
const request = { as: user('Admin'), headers: key, body: { displayName: 'A' } };

/** A route that counts its executions; its answers come from `outcomes`, then it succeeds. */
const counted = (
  ...outcomes: readonly Awaited<ReturnType<NonNullable<Parameters<typeof shareRoute>[0]>>>[]
) => {
  const commands: (string | undefined)[] = [];
  const route = shareRoute(async (_, commandId) => {
    commands.push(commandId);
    return outcomes[commands.length - 1] ?? ok(`s${commands.length}`);
  });
  return { ...makeBench(route), commands };
};

describe('a request under an Idempotency-Key', () => {
  it('repeated gives the stored answer and does nothing', async () => {
    const { send, commands } = counted();
    const first = await send(request);
    const second = await send(request);
    expect(second).toMatchObject({
      status: 201,
      json: { id: 's1' },
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(second.headers['etag']).toBe(first.headers['etag']);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(commands).toHaveLength(1);
  });

  it('with another body, another caller or another address is refused', async () => {
    const { send, commands } = counted();
    await send(request);
    const others = [
      { ...request, body: { displayName: 'B' } },
      { ...request, as: { ...request.as, oid: '7d1f0000-0000-4000-8000-000000000002' } },
    ];
    for (const other of others) {
      expect(await send(other)).toMatchObject({
        status: 422,
        json: { type: '/problems/idempotency-key-reused' },
      });
    }
    expect(commands).toHaveLength(1);
  });

  it('of another tenant has nothing to do with it', async () => {
    const { send, commands } = counted();
    await send(request);
    const other = {
      ...request.as,
      tenantId: '99999999-0000-4000-8000-00000000000b' as typeof request.as.tenantId,
    };
    expect((await send({ ...request, as: other })).json).toMatchObject({ id: 's2' });
    expect(new Set(commands).size).toBe(2);
  });

  it('is refused while the first is under way', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { send } = makeBench(
      shareRoute(async () => {
        entered.resolve();
        await release.promise;
        return ok('s1');
      }),
    );
    const first = send(request);
    await entered.promise;
    expect(await send(request)).toMatchObject({
      status: 409,
      json: { type: '/problems/request-in-progress' },
      headers: { 'retry-after': '2' },
    });
    release.resolve();
    expect((await first).status).toBe(201);
  });

  it('may be taken over 60 s after one that never ended, with the same command id', async () => {
    const commands: (string | undefined)[] = [];
    const never = new Promise<never>(() => {});
    const bench = makeBench(
      shareRoute((_, commandId) => {
        commands.push(commandId);
        return commands.length === 1 ? never : Promise.resolve(ok('s1'));
      }),
    );
    void bench.send(request);
    await expect.poll(() => commands.length).toBe(1);
    bench.advance(59_999);
    expect((await bench.send(request)).status).toBe(409);
    bench.advance(1);
    expect((await bench.send(request)).status).toBe(201);
    expect(commands[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(commands[1]).toBe(commands[0]);
  });

  it('that ended in a refusal is refused again', async () => {
    const { send, commands } = counted(err({ type: 'conflict', reason: 'exists' }));
    expect((await send(request)).status).toBe(409);
    expect(await send(request)).toMatchObject({ status: 409, json: { reason: 'exists' } });
    expect(commands).toHaveLength(1);
  });

  it('that was throttled or broke is carried out when repeated', async () => {
    const throttled = counted(err({ type: 'throttled', retryAfterSeconds: 3 }));
    expect(await throttled.send(request)).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect((await throttled.send(request)).status).toBe(201);

    let calls = 0;
    const broken = makeBench(
      shareRoute(async () => {
        calls += 1;
        if (calls === 1) throw new Error('broken');
        return ok('s1');
      }),
    );
    expect((await broken.send(request)).status).toBe(500);
    expect((await broken.send(request)).status).toBe(201);
  });

  it('is forgotten after 24 hours', async () => {
    const { send, commands, advance } = counted();
    await send(request);
    advance(24 * 60 * 60 * 1000);
    expect((await send({ ...request, body: { displayName: 'B' } })).status).toBe(201);
    expect(commands).toHaveLength(2);
  });

  it('that is invalid leaves no trace', async () => {
    const { send, records } = counted();
    expect((await send({ ...request, body: {} })).status).toBe(400);
    expect(records.size()).toBe(0);
    expect((await send(request)).status).toBe(201);
  });

  it.each(['', 'a b', 'schlüssel', 'x'.repeat(256)])('%j is no key', async (bad) => {
    const { send } = counted();
    const response = await send({ ...request, headers: { 'idempotency-key': bad } });
    expect(response.json.errors).toMatchObject([{ pointer: 'header:idempotency-key', rule: 'header-value' }]);
  });

  it('is not needed', async () => {
    const { send, commands } = counted();
    await send({ ...request, headers: {} });
    await send({ ...request, headers: {} });
    expect(commands).toEqual([undefined, undefined]);
  });
});
