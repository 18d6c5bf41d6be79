import type { InvocationContext, ServiceBusQueueFunctionOptions } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { makeMemoryTelemetry } from '../../shared/adapters/telemetry/memory-telemetry.test-data.ts';
import type { LogFields } from '../../shared/kernel/log.ts';
import type { MessageBus } from '../../shared/kernel/message-bus.ts';
import { ServiceError } from '../../shared/kernel/service-error.ts';
import { makeMemoryBus } from '../../tests/support/memory-bus.ts';
import { attended } from './attended.ts';
import { pauseMs } from './postpone.ts';

const body = {
  tenantId: '3b7c1e2a-0000-4000-8000-00000000000a',
  correlationId: 'c-1',
  notificationId: '5c7c1e2a-0000-4000-8000-00000000000b',
};
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const start = Date.UTC(2026, 10, 20, 8);

/** One consumer whose work the test decides, over a queue in memory. */
const open = (work: () => Promise<void>, send?: MessageBus['send']) => {
  let now = start;
  const bus = makeMemoryBus();
  const telemetry = makeMemoryTelemetry();
  const logged: { message: string; fields: LogFields | undefined }[] = [];
  let options: ServiceBusQueueFunctionOptions | undefined;
  const app = attended(
    {
      serviceBusQueue: (_name, given) => {
        options = given;
      },
    },
    {
      bus: send === undefined ? bus : { send },
      clock: { now: () => now },
      log: (_level, message, fields) => logged.push({ message, fields }),
      telemetry: telemetry.telemetry,
    },
  );
  app.serviceBusQueue('mails', { connection: 'Bus', queueName: 'notifications', handler: work });
  const deliver = async (metadata: Record<string, unknown> = {}, message: unknown = body) =>
    options?.handler(message, {
      triggerMetadata: { messageId: 'm1', deliveryCount: 1, ...metadata },
    } as unknown as InvocationContext);
  return {
    ...telemetry,
    bus,
    logged,
    deliver,
    options: () => options,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

const away = async () => {
  throw new ServiceError('table storage');
};

describe('a delivery', () => {
  it('is a span of the trace that the message names, with ids only', async () => {
    const { deliver, span, exported } = open(async () => {});
    await deliver({
      applicationProperties: { traceparent },
      enqueuedTimeUtc: new Date(start - 90_000).toISOString(),
    });
    const { parentSpanContext, attributes } = span('process notifications');
    expect(parentSpanContext).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    });
    expect(attributes).toEqual({
      'messaging.system': 'servicebus',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'notifications',
      'messaging.message.id': 'm1',
      'messaging.servicebus.message.delivery_count': 1,
      'switchboard.tenant.id': body.tenantId,
    });
    expect(await exported()).toContain('"sum":90');
  });

  it.each([undefined, 'garbled', `${traceparent}-more`, { a: 1 }, traceparent.replace('00-', 'ff-')])(
    'with the place %o begins a trace of its own',
    async (place) => {
      const { deliver, span } = open(async () => {});
      await deliver({ applicationProperties: { traceparent: place } });
      expect(span('process notifications').parentSpanContext).toBeUndefined();
    },
  );

  it.each([
    { deliveryCount: 'x', messageId: { a: 1 }, enqueuedTimeUtc: 7, applicationProperties: 'x' },
    { applicationProperties: { retry: 'x' } },
    { applicationProperties: null },
  ])('is handled however odd its metadata are: %o', async (metadata) => {
    let done = 0;
    const { deliver } = open(async () => void done++);
    await deliver(metadata);
    expect(done).toBe(1);
  });

  it('[T7] of a malformed message leaves nothing of it in the trace', async () => {
    const { deliver, exported } = open(() => Promise.reject(new Error('Anna Berger')));
    for (const message of [
      'Anna Berger',
      { tenantId: 'Anna', importId: 'Berger', runId: 'anna@x.example' },
    ]) {
      await expect(deliver({}, message)).rejects.toThrow('Anna Berger');
    }
    expect(await exported()).not.toMatch(/anna|berger/i);
  });

  it('keeps the other options of the function', () => {
    expect(open(async () => {}).options()).toMatchObject({ connection: 'Bus', queueName: 'notifications' });
  });

  it('the last one that fails counts as a dead letter', async () => {
    const { deliver, points } = open(() => Promise.reject(new TypeError('x')));
    await expect(deliver({ deliveryCount: 9 })).rejects.toThrow(TypeError);
    expect(await points('switchboard.queue.dead_lettered')).toEqual([]);
    await expect(deliver({ deliveryCount: 10 })).rejects.toThrow(TypeError);
    expect(await points('switchboard.queue.dead_lettered')).toMatchObject([
      { value: 1, attributes: { 'messaging.destination.name': 'notifications' } },
    ]);
  });
});

describe('while a service is away', () => {
  it('the message is sent anew for later, with its correlation and its trace, and this delivery is done', async () => {
    const { deliver, bus, logged, span } = open(away);
    await deliver({ applicationProperties: { traceparent } });
    const spanId = span('process notifications').spanContext().spanId;
    expect(bus.sent).toEqual([
      {
        queue: 'notifications',
        id: 'm1~retry-1',
        correlationId: 'c-1',
        body,
        notBefore: start + 5_000,
        retry: 1,
        traceparent: `00-0af7651916cd43dd8448eb211c80319c-${spanId}-01`,
      },
    ]);
    expect(logged).toMatchObject([
      {
        message: 'message postponed',
        fields: { messageId: 'm1~retry-1', reason: 'table storage', retryAfterMs: 5000 },
      },
    ]);
  });

  it('that goes on for two hours with growing pauses; then the queue’s own deliveries end in the dead letters', async () => {
    const { deliver, bus, pass } = open(away);
    let delivery: Record<string, unknown> = {};
    let waited = 0;
    for (;;) {
      const before = bus.sent.length;
      const failed = await deliver(delivery)?.then(
        () => false,
        () => true,
      );
      if (failed) break;
      const sent = bus.sent[before];
      if (sent === undefined) throw new Error('nothing was sent');
      const pause = (sent.notBefore ?? 0) - start - waited;
      waited += pause;
      pass(pause);
      delivery = { messageId: sent.id, applicationProperties: { retry: sent.retry } };
    }
    expect(bus.sent.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, n) => `m1~retry-${n + 1}`));
    expect(waited / 60_000).toBeGreaterThan(120);
    expect(waited / 60_000).toBeLessThan(150);
    expect([1, 2, 8, 10, 12, 13].map(pauseMs)).toEqual([5e3, 1e4, 640e3, 1800e3, 1800e3, undefined]);
  });

  it('a crash between sending and completing sends the same id again, which the queue drops', async () => {
    const { deliver, bus } = open(away);
    await deliver();
    await deliver({ deliveryCount: 2 });
    expect(bus.sent).toHaveLength(1);
  });

  it('the queue too, what the work threw is thrown on for redelivery', async () => {
    const { deliver } = open(away, () => Promise.reject(new ServiceError('service bus')));
    await expect(deliver()).rejects.toThrow('table storage');
  });

  it('a message without an id, or of no shape of ours, is thrown on as well', async () => {
    const { deliver, bus } = open(away);
    await expect(deliver({ messageId: undefined })).rejects.toThrow(ServiceError);
    await expect(deliver({}, { ...body, deep: {} })).rejects.toThrow(ServiceError);
    expect(bus.sent).toEqual([]);
  });

  it('what is no outage is not put off', async () => {
    const { deliver, bus } = open(() => Promise.reject(new TypeError('a bug')));
    await expect(deliver()).rejects.toThrow(TypeError);
    expect(bus.sent).toEqual([]);
  });
});
