import type { FaultEffect } from '../../../../local/emulators/graph/traffic/faults.ts';
import { toDate } from '../../../../shared/kernel/clock.ts';
import { err, ok } from '../../../../shared/kernel/result.ts';
import type { World } from '../world/world.ts';
import { answer, asUsual, ended, type FaultKind } from './fault.ts';

const ports = ['graph'] as const;

const whole = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  answer(
    ok({
      status,
      headers: new Map(Object.entries(headers)),
      body: { error: { code: 'UnknownError', message: '' } },
    }),
  );
const noAnswer = (reason: 'timeout' | 'connection') => answer(err({ type: 'no-answer', reason }));

/** Each kind of Retry-After that was ever seen, by name. */
const waits: Readonly<Record<string, (now: number) => string | undefined>> = {
  seconds: () => '7',
  minutes: () => '180',
  date: (now) => toDate(now + 30_000).toUTCString(),
  'past-date': (now) => toDate(now - 3_600_000).toUTCString(),
  absent: () => undefined,
  zero: () => '0',
  negative: () => '-5',
  huge: () => '99999',
};

const throttledCalls: readonly FaultKind[] = Object.entries(waits).map(([name, wait]) => ({
  name: `graph-429-${name}`,
  ports,
  strike: async (_strike, { timeline }) => {
    const header = wait(timeline.now());
    return whole(429, header === undefined ? {} : { 'retry-after': header });
  },
}));

const failedCalls: readonly FaultKind[] = [500, 502, 503, 504].flatMap((status) => [
  { name: `graph-${status}-before`, ports, strike: async () => whole(status) },
  {
    name: `graph-${status}-after`,
    ports,
    strike: async ({ perform }) => {
      await perform();
      return whole(status);
    },
  },
]);

const unanswered: readonly FaultKind[] = [
  { name: 'graph-refused', ports, strike: async () => noAnswer('connection') },
  { name: 'graph-timeout-before', ports, strike: async () => noAnswer('timeout') },
  {
    name: 'graph-timeout-after',
    ports,
    strike: async ({ perform, wait }) => {
      await perform();
      await wait(50_000);
      return noAnswer('timeout');
    },
  },
  {
    name: 'graph-reset-after',
    ports,
    strike: async ({ perform }) => {
      await perform();
      return noAnswer('connection');
    },
  },
  {
    name: 'graph-lands-late',
    ports,
    strike: async ({ perform, wait }) => {
      void wait(20_000).then(perform);
      return noAnswer('connection');
    },
  },
];

const isBatch = ({ operation }: { readonly operation: string }) => operation === 'POST /$batch';

/** A part of a $batch meets it, the others go their way. */
const part = (
  name: string,
  effect: FaultEffect,
  options: { readonly parts?: number; readonly path?: string } = {},
): FaultKind => ({
  name: `part-${name}`,
  ports,
  meets: isBatch,
  strike: async ({ performed }, { graph, prng }: World) => {
    const { parts = 1, path } = options;
    graph.admin.addFault({
      effect,
      count: parts,
      nth: path === undefined ? prng.between(1, 3) : 1,
      ...(path === undefined ? {} : { match: { path } }),
    });
    const settled = await performed();
    graph.admin.clearFaults();
    return ended(settled);
  },
});

const serverError = (status: 500 | 502 | 503 | 504, when: 'before' | 'after'): FaultEffect => ({
  kind: 'serverError',
  status,
  when,
});

const failedParts: readonly FaultKind[] = [
  part('429-seconds', { kind: 'throttle', retryAfter: { seconds: 5 } }),
  part('429-minutes', { kind: 'throttle', retryAfter: { seconds: 200 } }),
  part('429-date', { kind: 'throttle', retryAfter: { dateInSeconds: 20 } }),
  part('429-past-date', { kind: 'throttle', retryAfter: { dateInSeconds: -20 } }),
  part('429-absent', { kind: 'throttle', retryAfter: 'absent' }),
  part('429-zero', { kind: 'throttle', retryAfter: { seconds: 0 } }),
  part('429-negative', { kind: 'throttle', retryAfter: { seconds: -1 } }),
  part('429-huge', { kind: 'throttle', retryAfter: { seconds: 100_000 } }),
  part('429-after', { kind: 'throttle', retryAfter: { seconds: 5 }, when: 'after' }),
  ...([500, 502, 503, 504] as const).flatMap((status) => [
    part(`${status}-before`, serverError(status, 'before')),
    part(`${status}-after`, serverError(status, 'after')),
  ]),
  part('many-503-before', serverError(503, 'before'), { parts: 8 }),
  part('many-504-after', serverError(504, 'after'), { parts: 8 }),
  part('slow', { kind: 'slow', ms: 40_000 }),
  part('token-expired', { kind: 'tokenExpired' }, { parts: 20 }),
  part('delta-gone', { kind: 'deltaGone' }, { path: 'delta' }),
  {
    name: 'part-missing',
    ports,
    meets: isBatch,
    strike: async ({ performed }) => {
      const settled = await performed();
      return ended('value' in settled ? { value: withoutOnePart(settled.value) } : settled);
    },
  },
  {
    name: 'tokens-expire',
    ports,
    strike: async (_strike, { entra }) => {
      entra.expireTokens();
      return asUsual;
    },
  },
];

const withoutOnePart = (value: unknown): unknown => {
  const exchanged = value as { ok: boolean; value: { body: { responses?: readonly unknown[] } } };
  const { responses } = exchanged.value.body;
  if (!exchanged.ok || responses === undefined) return value;
  return { ok: true, value: { ...exchanged.value, body: { responses: responses.slice(1) } } };
};

export const graphFaults: readonly FaultKind[] = [
  ...throttledCalls,
  ...failedCalls,
  ...unanswered,
  ...failedParts,
];
