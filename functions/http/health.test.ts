import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeBench } from '../../shared/http/testing/bench.ts';
import { type Check, healthRoutes } from './health.ts';

const open = (checks: Readonly<Record<string, Check>>) => {
  let now = 1_800_000_000_000;
  const [route] = healthRoutes({ checks, clock: { now: () => now } });
  if (route === undefined) throw new Error('no route');
  const advance = (ms: number) => {
    now += ms;
  };
  return { ...makeBench(route), advance };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('anyone may ask whether all can be used', async () => {
  const { send } = open({ tables: async () => 1, vault: async () => 2 });
  expect(await send()).toMatchObject({
    status: 200,
    json: { status: 'healthy', checks: { tables: 'healthy', vault: 'healthy' } },
  });
});

it('what cannot be used is named, and nothing of why', async () => {
  const { send } = open({
    tables: async () => 1,
    vault: () => Promise.reject(new Error('https://vault.internal refused')),
    bus: () => {
      throw new Error('at once');
    },
  });
  const answer = await send();
  expect(answer.status).toBe(503);
  expect(answer.json).toEqual({
    status: 'unhealthy',
    checks: { tables: 'healthy', vault: 'unhealthy', bus: 'unhealthy' },
  });
});

it('what does not answer within five seconds cannot be used', async () => {
  const { send } = open({ bus: () => new Promise(() => {}) });
  const answer = send();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await answer).toMatchObject({ status: 503, json: { checks: { bus: 'unhealthy' } } });
});

it('asking often is no load: what was found is told for five seconds, to all who ask at once', async () => {
  let asked = 0;
  const { send, advance } = open({
    tables: async () => {
      asked++;
      if (asked === 1) throw new Error('down');
    },
  });
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  advance(5_000);
  await send();
  expect(asked).toBe(1);
  advance(1);
  expect((await send()).status).toBe(200);
  expect(asked).toBe(2);
});
