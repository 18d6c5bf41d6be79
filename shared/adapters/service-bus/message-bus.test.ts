import { ServiceBusClient } from '@azure/service-bus';
import { expect, it, onTestFinished } from 'vitest';
import { deliveryOf } from '../../../functions/queues/delivery.ts';
import { startServiceBusEmulator } from '../../../local/emulators/service-bus/server.ts';
import { singleMetadata } from '../../../local/host/queues/trigger-metadata.ts';
import type { Envelope } from '../../kernel/message-bus.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { readTraceparent } from '../../kernel/traceparent.ts';
import { makeMemoryTelemetry } from '../telemetry/memory-telemetry.test-data.ts';
import { makeMessageBus } from './message-bus.ts';

const body = {
  tenantId: '3b7c1e2a-0000-4000-8000-00000000000a',
  correlationId: 'c-1',
  notificationId: 'n-1',
};
const envelope = (more: Partial<Envelope> = {}): Envelope => ({
  queue: 'notifications',
  id: 'm1',
  correlationId: 'c-1',
  body,
  ...more,
});
const traceparent = readTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
if (traceparent === undefined) throw new Error('not a traceparent');

const open = async () => {
  const emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: { now: () => Date.UTC(2026, 10, 20, 8) },
    queues: [{ name: 'notifications', duplicateDetectionWindowMs: 3_600_000 }],
  });
  const client = new ServiceBusClient(emulator.connectionString, {
    retryOptions: { maxRetries: 0, timeoutInMs: 1_000 },
  });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  const telemetry = makeMemoryTelemetry();
  const received = async () => {
    const receiver = client.createReceiver('notifications', {
      receiveMode: 'receiveAndDelete',
      // As the Functions host does.
      skipParsingBodyAsJson: true,
    });
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000 });
    if (message === undefined) throw new Error('no message came');
    return message;
  };
  return { ...telemetry, emulator, bus: makeMessageBus(client, telemetry.telemetry), received };
};

/** As the Functions library hands a trigger's metadata on: names begin small, what is JSON is read. */
const asTrigger = (metadata: ReturnType<typeof singleMetadata>) =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, data]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      data.json === undefined || data.json === null ? data.string : JSON.parse(data.json),
    ]),
  );

it('the place in the trace and the number of the retry come out of the queue as they went in', async () => {
  const { bus, received } = await open();
  await bus.send([envelope({ traceparent, retry: 3 })]);
  const message = await received();
  expect(message.applicationProperties?.['Diagnostic-Id']).toBe(traceparent);
  expect(deliveryOf({ triggerMetadata: asTrigger(singleMetadata(message, false)) })).toEqual({
    messageId: 'm1',
    count: 1,
    enqueuedAt: Date.UTC(2026, 10, 20, 8),
    traceparent,
    retry: 3,
  });
});

it('a message without them has none', async () => {
  const { bus, received } = await open();
  await bus.send([envelope()]);
  expect(deliveryOf({ triggerMetadata: asTrigger(singleMetadata(await received(), false)) })).toMatchObject({
    retry: 0,
  });
});

it('sending is a span, with the queue and the number of messages', async () => {
  const { bus, span, emulator } = await open();
  await bus.send([envelope(), envelope({ id: 'm2' }), envelope({ id: 'm2' })]);
  expect(span('send notifications').attributes).toEqual({
    'messaging.system': 'servicebus',
    'messaging.operation.type': 'send',
    'messaging.destination.name': 'notifications',
    'messaging.batch.message_count': 3,
  });
  expect(emulator.admin.queues()).toMatchObject([{ active: 2 }]);
});

it('a queue that is away is a service that is away', async () => {
  const { bus, emulator, span } = await open();
  await emulator.close();
  await expect(bus.send([envelope()])).rejects.toThrow(ServiceError);
  expect(span('send notifications').attributes['error.type']).toBeDefined();
});
