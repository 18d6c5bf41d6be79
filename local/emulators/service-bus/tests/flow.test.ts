import { expect, test, vi } from 'vitest';
import { mustNext, next, openBench } from './bench.ts';

test('several receivers share the messages fairly', async () => {
  const { connect, client, emulator } = await openBench([{ name: 'orders' }]);
  const counts = [0, 0, 0];
  for (const index of counts.keys()) {
    connect()
      .createReceiver('orders')
      .subscribe(
        {
          processMessage: async () => {
            counts[index] = (counts[index] ?? 0) + 1;
          },
          processError: async () => undefined,
        },
        { maxConcurrentCalls: 5 },
      );
  }
  const sender = client.createSender('orders');
  // All three are there once each has had one.
  await vi.waitFor(async () => {
    await sender.sendMessages({ body: 'warm up' });
    expect(Math.min(...counts)).toBeGreaterThan(0);
  }, 5_000);
  counts.fill(0);
  await sender.sendMessages(Array.from({ length: 300 }, (_, index) => ({ body: index })));
  await vi.waitFor(() => expect(emulator.admin.queues()[0]).toMatchObject({ active: 0 }), 5_000);
  for (const count of counts) expect(count).toBeGreaterThan(50);
});

test('a receiver gets no more than it gave credit for', async () => {
  const { client, emulator } = await openBench([{ name: 'orders' }]);
  await client
    .createSender('orders')
    .sendMessages(Array.from({ length: 20 }, (_, index) => ({ body: index })));
  const receiver = client.createReceiver('orders');
  expect(await receiver.receiveMessages(7, { maxWaitTimeInMs: 500 })).toHaveLength(7);
  expect(emulator.admin.queues()[0]).toMatchObject({ active: 20, locked: 7 });
});

test('credit that was not used is taken back: nothing gets lost between two calls', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  const receiver = client.createReceiver('orders');
  expect(await next(receiver)).toBeUndefined();
  await client.createSender('orders').sendMessages({ body: 1 });
  expect((await mustNext(receiver)).body).toBe(1);
});

test('1,000 messages go through 32 concurrent handlers within seconds', async () => {
  const { client, emulator } = await openBench([{ name: 'orders' }]);
  const receiver = client.createReceiver('orders');
  const seen = new Set<unknown>();
  receiver.subscribe(
    {
      processMessage: async (message) => {
        seen.add(message.body);
        await receiver.completeMessage(message);
      },
      processError: async () => undefined,
    },
    { autoCompleteMessages: false, maxConcurrentCalls: 32 },
  );
  const sender = client.createSender('orders');
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => sender.sendMessages({ body: index })));
  await vi.waitFor(() => expect(emulator.counters()['completed']).toBe(1_000), 8_000);
  expect(seen.size).toBe(1_000);
}, 15_000);

test('more unsettled messages than one AMQP session buffers do not stop the queue', async () => {
  const { client, emulator } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  const bodies = Array.from({ length: 2_500 }, (_, index) => ({ body: index }));
  for (let from = 0; from < bodies.length; from += 500)
    await sender.sendMessages(bodies.slice(from, from + 500));
  const receiver = client.createReceiver('orders');
  let settled = 0;
  for (let round = 0; round < 3; round += 1) {
    const batch = await receiver.receiveMessages(1_000, { maxWaitTimeInMs: 500 });
    for (const message of batch) await receiver.completeMessage(message);
    settled += batch.length;
  }
  expect(settled).toBe(2_500);
  expect(emulator.admin.queues()[0]).toMatchObject({ active: 0 });
}, 15_000);
