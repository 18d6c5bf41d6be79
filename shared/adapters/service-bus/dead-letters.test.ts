import { ServiceBusClient } from '@azure/service-bus';
import { expect, it, onTestFinished } from 'vitest';
import { startServiceBusEmulator } from '../../../local/emulators/service-bus/server.ts';
import { deadLettersBody, deadLettersContract } from '../../../tests/support/dead-letters-contract.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { makeMessageBus } from './message-bus.ts';

const open = async () => {
  const emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: { now: () => Date.UTC(2026, 10, 20, 8) },
    queues: [
      { name: 'notifications', maxDeliveryCount: 10, duplicateDetectionWindowMs: 3_600_000 },
      { name: 'import-runs' },
    ],
  });
  const client = new ServiceBusClient(emulator.connectionString, { retryOptions: { maxRetries: 0 } });
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  const bus = makeMessageBus(client);
  const receiver = client.createReceiver('notifications');
  /** Sends so many and gives them up. */
  const kill = async (count: number) => {
    const ids = Array.from({ length: count }, (_, n) => `m${n}`);
    await bus.send(
      ids.map((id) => ({
        queue: 'notifications',
        id,
        correlationId: 'c-1',
        body: deadLettersBody,
      })),
    );
    for (let left = count; left > 0; ) {
      for (const message of await receiver.receiveMessages(left, { maxWaitTimeInMs: 1_000 })) {
        await receiver.deadLetterMessage(message, {
          deadLetterReason: 'MaxDeliveryCountExceeded',
          deadLetterErrorDescription: 'given up',
        });
        left--;
      }
    }
  };
  return { emulator, deadLetters: makeDeadLetters(client), kill };
};

deadLettersContract('Service Bus', open);

it('one that is taken from among others leaves none of them locked', async () => {
  const { deadLetters, kill, emulator } = await open();
  await kill(5);
  const all = await deadLetters.acrossTenants('notifications', { limit: 10 });
  const held = await deadLetters.take('notifications', all[2]?.sequenceNumber ?? '');
  if (held === undefined || held === 'held') throw new Error('nothing was taken');
  await held.complete();
  expect(emulator.admin.peek('notifications/$DeadLetterQueue').map(({ locked }) => locked)).toEqual(
    Array.from({ length: 4 }, () => false),
  );
});
