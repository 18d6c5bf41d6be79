import { expect, test, vi } from 'vitest';
import { mustNext, next, openBench } from './bench.ts';

const queues = [{ name: 'orders', lockDurationMs: 30_000 }];

test('a locked message is nobody else’s until its lock expires, then the first settlement is refused', async () => {
  const { client, connect, pass } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  const first = client.createReceiver('orders');
  const second = connect().createReceiver('orders');
  const held = await mustNext(first);
  expect(await next(second)).toBeUndefined();
  pass(29_999);
  expect(await next(second)).toBeUndefined();
  pass(1);
  const again = await mustNext(second);
  expect(again).toMatchObject({ messageId: held.messageId, deliveryCount: 1 });
  await expect(first.completeMessage(held)).rejects.toMatchObject({ code: 'MessageLockLost' });
  await second.completeMessage(again);
});

test('a renewed lock lasts for its duration from then on; a lost one cannot be renewed', async () => {
  const { client, pass, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  const receiver = client.createReceiver('orders');
  const message = await mustNext(receiver);
  pass(20_000);
  const until = await receiver.renewMessageLock(message);
  // Told in the client's own time, because the client renews by it.
  expect(Math.abs(until.getTime() - Date.now() - 30_000)).toBeLessThan(5_000);
  pass(29_999);
  expect(emulator.admin.queues()[0]).toMatchObject({ locked: 1 });
  pass(1);
  expect(emulator.admin.queues()[0]).toMatchObject({ locked: 0, active: 1 });
  await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
});

test('the client renews the lock by itself while its handler works', async () => {
  const { client, emulator } = await openBench([{ name: 'orders', lockDurationMs: 1_100 }]);
  await client.createSender('orders').sendMessages({ body: 1 });
  const receiver = client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 60_000 });
  receiver.subscribe(
    {
      processMessage: () =>
        vi.waitFor(() => expect(emulator.counters()['locksRenewed']).toBeGreaterThan(0), 3_000),
      processError: async () => undefined,
    },
    { autoCompleteMessages: true },
  );
  await vi.waitFor(() => expect(emulator.counters()['completed']).toBe(1), 3_000);
});

test('what a client held when its connection broke comes back when the lock expires', async () => {
  const { client, connect, pass, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  await mustNext(client.createReceiver('orders'));
  emulator.dropConnections();
  expect(emulator.admin.queues()[0]).toMatchObject({ locked: 1 });
  pass(30_000);
  const other = connect().createReceiver('orders');
  expect(await mustNext(other)).toMatchObject({ body: 1, deliveryCount: 1 });
});

test('a subscribed receiver goes on after the connection broke', async () => {
  const { client, connect, emulator } = await openBench(queues);
  const got: unknown[] = [];
  const receiver = client.createReceiver('orders');
  receiver.subscribe({
    processMessage: async (message) => void got.push(message.body),
    processError: async () => undefined,
  });
  await connect().createSender('orders').sendMessages({ body: 'before' });
  await vi.waitFor(() => expect(got).toEqual(['before']), 3_000);
  await vi.waitFor(() => expect(emulator.counters()['completed']).toBe(1));
  emulator.dropConnections();
  await connect().createSender('orders').sendMessages({ body: 'after' });
  await vi.waitFor(() => expect(got).toEqual(['before', 'after']), 10_000);
});
