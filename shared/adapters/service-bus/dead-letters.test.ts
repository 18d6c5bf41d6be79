import { ServiceBusClient } from '@azure/service-bus';
import { expect, it, onTestFinished } from 'vitest';
import { startServiceBusEmulator } from '../../../local/emulators/service-bus/server.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { makeMessageBus } from './message-bus.ts';

const tenantId = '3b7c1e2a-0000-4000-8000-00000000000a';

const open = async () => {
  const emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: { now: () => Date.UTC(2026, 10, 20, 8) },
    queues: [{ name: 'notifications', maxDeliveryCount: 10, duplicateDetectionWindowMs: 3_600_000 }],
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
        body: { tenantId, correlationId: 'c-1' },
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

it('lists what a queue has given up in pages, and takes nothing', async () => {
  const { deadLetters, kill, emulator } = await open();
  expect(await deadLetters.acrossTenants('notifications', { limit: 5 })).toEqual([]);
  expect(await deadLetters.acrossTenants('notifications', { limit: 5, after: '7' })).toEqual([]);
  await kill(5);
  const first = await deadLetters.acrossTenants('notifications', { limit: 3 });
  expect(first).toHaveLength(3);
  expect(first[0]).toMatchObject({
    queue: 'notifications',
    messageId: 'm0',
    reason: 'too-many-deliveries',
    enqueuedAt: '2026-11-20T08:00:00.000Z',
    body: { tenantId },
  });
  const rest = await deadLetters.acrossTenants('notifications', {
    limit: 3,
    after: first[2]?.sequenceNumber ?? '',
  });
  expect(rest.map(({ messageId }) => messageId)).toEqual(['m3', 'm4']);
  expect(emulator.admin.queues()).toMatchObject([{ deadLetter: 5 }]);
});

it('takes the one that is meant from the middle, holds it against others, and leaves those beside it alone', async () => {
  const { deadLetters, kill, emulator } = await open();
  await kill(5);
  const all = await deadLetters.acrossTenants('notifications', { limit: 10 });
  const wanted = all[2]?.sequenceNumber ?? '';
  const held = await deadLetters.take('notifications', wanted);
  if (held === undefined || held === 'held') throw new Error('nothing was taken');
  expect(held.letter.messageId).toBe('m2');
  expect(await deadLetters.take('notifications', wanted)).toBe('held');
  await held.complete();
  expect(await deadLetters.take('notifications', wanted)).toBeUndefined();
  const left = await deadLetters.acrossTenants('notifications', { limit: 10 });
  expect(left.map(({ messageId }) => messageId)).toEqual(['m0', 'm1', 'm3', 'm4']);
  expect(emulator.admin.peek('notifications/$DeadLetterQueue').map(({ locked }) => locked)).toEqual(
    Array.from({ length: 4 }, () => false),
  );
});

it('a dead letter that was given back can be taken again, however often', async () => {
  const { deadLetters, kill } = await open();
  await kill(2);
  const [, second] = await deadLetters.acrossTenants('notifications', { limit: 2 });
  for (let round = 0; round < 12; round++) {
    const held = await deadLetters.take('notifications', second?.sequenceNumber ?? '');
    if (held === undefined || held === 'held') throw new Error(`nothing was taken in round ${round}`);
    await held.release();
  }
});

it('a number that no dead letter has is nobody’s', async () => {
  const { deadLetters, kill } = await open();
  expect(await deadLetters.take('notifications', '1')).toBeUndefined();
  await kill(1);
  for (const number of ['9223372036854775807', '9999999999999999999']) {
    expect(await deadLetters.take('notifications', number)).toBeUndefined();
  }
});
