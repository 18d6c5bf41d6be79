import { expect, test } from 'vitest';
import { mustNext, openBench } from './bench.ts';

test('the admin lists queues with their counts', async () => {
  const { client, emulator, now } = await openBench([{ name: 'orders' }, { name: 'empty' }]);
  const sender = client.createSender('orders');
  await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  await sender.scheduleMessages({ body: 4 }, new Date(now() + 1_000));
  const receiver = client.createReceiver('orders');
  await receiver.deadLetterMessage(await mustNext(receiver));
  await mustNext(receiver);
  expect(emulator.admin.queues()).toEqual([
    { name: 'orders', active: 2, scheduled: 1, deferred: 0, deadLetter: 1, locked: 1 },
    { name: 'empty', active: 0, scheduled: 0, deferred: 0, deadLetter: 0, locked: 0 },
  ]);
});

test('dead letters can be resubmitted, past duplicate detection and with a fresh count', async () => {
  const { client, emulator } = await openBench([{ name: 'orders', duplicateDetectionWindowMs: 60_000 }]);
  await client.createSender('orders').sendMessages([{ body: 1, messageId: 'x' }, { body: 2 }]);
  const receiver = client.createReceiver('orders');
  await receiver.deadLetterMessage(await mustNext(receiver), {
    deadLetterReason: 'a',
    deadLetterErrorDescription: 'b',
  });
  await receiver.deadLetterMessage(await mustNext(receiver));
  const [first] = emulator.admin.peek('orders/$DeadLetterQueue');
  expect(emulator.admin.resubmitDeadLetters('orders', [first?.sequence ?? 0])).toBe(1);
  const again = await mustNext(receiver);
  expect(again).toMatchObject({ body: 1, messageId: 'x', deliveryCount: 0 });
  expect(again.deadLetterReason).toBeUndefined();
  expect(emulator.admin.resubmitDeadLetters('orders')).toBe(1);
  expect(emulator.admin.queues()[0]).toMatchObject({ deadLetter: 0, active: 2 });
});

test('purge empties a queue, locked messages included', async () => {
  const { client, emulator } = await openBench([{ name: 'orders' }]);
  await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
  const receiver = client.createReceiver('orders');
  const held = await mustNext(receiver);
  expect(emulator.admin.purge('orders')).toBe(2);
  expect(emulator.admin.peek('orders')).toEqual([]);
  await expect(receiver.completeMessage(held)).rejects.toMatchObject({ code: 'MessageLockLost' });
  expect(() => emulator.admin.purge('nothing')).toThrow('no queue named nothing');
});
