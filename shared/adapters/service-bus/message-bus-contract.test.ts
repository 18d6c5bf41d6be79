import { type RetryOptions, ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { onTestFinished } from 'vitest';
import { startServiceBusEmulator } from '../../../local/emulators/service-bus/server.ts';
import {
  type BusMisfortune,
  type BusSubject,
  brokenBusContract,
  messageBusContract,
} from '../../../tests/support/message-bus-contract.ts';
import { openTornWire } from '../../../tests/support/torn-wire.ts';
import type { QueueName } from '../../kernel/messages.ts';
import { makeMessageBus } from './message-bus.ts';

const queues: readonly QueueName[] = ['notifications', 'import-runs'];

const open = async (misfortune?: BusMisfortune): Promise<BusSubject> => {
  let now = Date.UTC(2026, 10, 20, 8);
  const emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: { now: () => now },
    queues: queues.map((name) => ({ name, duplicateDetectionWindowMs: 3_600_000 })),
  });
  const wire = await openTornWire(Number(new URL(emulator.url).port));
  // Told at once what the wire does; otherwise the client tries again by itself.
  const retryOptions: RetryOptions = misfortune === undefined ? {} : { maxRetries: 0, timeoutInMs: 2_000 };
  const sending = new ServiceBusClient(emulator.connectionString.replace(/:\d+;/, `:${wire.port};`), {
    retryOptions,
  });
  const receiving = new ServiceBusClient(emulator.connectionString);
  onTestFinished(async () => {
    await Promise.all([sending.close(), receiving.close()]);
    await emulator.close();
  });
  if (misfortune === 'away') wire.refuse(1);
  if (misfortune === 'answer-lost') wire.tear({ on: /"correlationId":"c-1"/, how: 'after' });
  return {
    bus: makeMessageBus(sending),
    take: async (queue) => {
      const receiver = receiving.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
      const taken: ServiceBusReceivedMessage[] = [];
      for (let more = true; more; ) {
        const some = await receiver.receiveMessages(500, { maxWaitTimeInMs: 200 });
        taken.push(...some);
        more = some.length > 0;
      }
      await receiver.close();
      return taken.map(({ messageId, body }) => ({ id: String(messageId), body }));
    },
    now: () => now,
    pass: async (ms) => {
      now += ms;
      emulator.tick();
    },
  };
};

messageBusContract('Service Bus', () => open());
brokenBusContract('Service Bus', open);
