import { expect, it } from 'vitest';
import { noteOptions } from '../../../tests/support/entity-store-contract.ts';
import { makeMemoryBus } from '../../../tests/support/memory-bus.ts';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { makeMemoryTelemetry } from '../telemetry/memory-telemetry.test-data.ts';
import { makeCommit } from './commit.ts';
import { makeEntityStore } from './entity-store.ts';
import { makeRelayOutbox } from './relay.ts';

const message = { queue: 'notifications', body: { notificationId: 'n1' }, id: 'n1' } as const;

const open = async () => {
  const { state: table } = await testTables();
  const queue = makeMemoryBus();
  const memory = makeMemoryTelemetry();
  const { telemetry } = memory;
  let now = 1_800_000_000_000;
  const clock = { now: () => now };
  let isAway = false;
  const bus = {
    send: async (messages: Parameters<typeof queue.send>[0]) => {
      if (isAway) throw new ServiceError('service bus');
      await queue.send(messages);
    },
  };
  const deps = { table, bus, clock, random: systemRandom, log: silentLog, telemetry };
  return {
    ...memory,
    ctx: freshTenant(),
    notes: makeEntityStore(table, noteOptions),
    commit: makeCommit({ ...deps, askForRelay: async () => {} }),
    relay: makeRelayOutbox(deps),
    sent: queue.sent,
    loseQueue: (away: boolean) => {
      isAway = away;
      now += 3_600_000;
    },
  };
};

it('a message bears the place of its commit, also when only the relay sends it', async () => {
  const { ctx, notes, commit, relay, sent, loseQueue, telemetry, span, points } = await open();
  loseQueue(true);
  await telemetry.span('POST /v1/notes', {}, () =>
    commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'Anna' })], [message]),
  );
  expect(sent).toEqual([]);
  loseQueue(false);
  await relay(ctx, { until: Number.POSITIVE_INFINITY });
  const { traceId, spanId } = span('commit').spanContext();
  expect(span('commit').parentSpanContext?.spanId).toBe(span('POST /v1/notes').spanContext().spanId);
  expect(sent).toMatchObject([{ id: 'n1', traceparent: `00-${traceId}-${spanId}-01` }]);
  expect(await points('switchboard.outbox.relayed')).toMatchObject([{ value: 1 }]);
});

it('a commit that is refused says so in its span, and nothing of what it would have written', async () => {
  const { ctx, notes, commit, spans, exported } = await open();
  await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'Anna Berger' })]);
  await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'Anna Berger' })]);
  expect(spans().map(({ attributes }) => attributes['switchboard.failure'])).toEqual([undefined, 'conflict']);
  expect(await exported()).not.toContain('Anna');
});
