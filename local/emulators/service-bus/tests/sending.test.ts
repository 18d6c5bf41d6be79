import { expect, test } from 'vitest';
import { mustNext, next, openBench } from './bench.ts';

test('a message arrives with its body, properties and annotations', async () => {
  const { client, now } = await openBench([{ name: 'orders' }]);
  await client.createSender('orders').sendMessages({
    body: { order: 7 },
    messageId: 'm-7',
    correlationId: 'c-7',
    subject: 'created',
    contentType: 'application/json',
    applicationProperties: { attempt: 1, ratio: 1.5, urgent: true, name: 'Müller' },
  });
  const message = await mustNext(client.createReceiver('orders'));
  expect(message).toMatchObject({
    body: { order: 7 },
    messageId: 'm-7',
    correlationId: 'c-7',
    subject: 'created',
    contentType: 'application/json',
    applicationProperties: { attempt: 1, ratio: 1.5, urgent: true, name: 'Müller' },
    state: 'active',
    enqueuedTimeUtc: new Date(now()),
  });
  expect(message.sequenceNumber?.toNumber()).toBe(1);
});

test('a message without an id is stamped with one', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  await client.createSender('orders').sendMessages({ body: 1 });
  expect((await mustNext(client.createReceiver('orders'))).messageId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a batch arrives as its single messages, in order', async () => {
  const { client, emulator } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  const batch = await sender.createMessageBatch();
  for (const body of ['a', 'b', 'c']) expect(batch.tryAddMessage({ body, messageId: body })).toBe(true);
  await sender.sendMessages(batch);
  const received = await client.createReceiver('orders').receiveMessages(3, { maxWaitTimeInMs: 500 });
  expect(received.map((message) => [message.body, message.messageId])).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'c'],
  ]);
  expect(emulator.counters()).toMatchObject({ messagesSent: 3, messagesDelivered: 3 });
});

test('256 KB is the limit: the batch says so beforehand, a larger message is refused', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  expect((await sender.createMessageBatch()).maxSizeInBytes).toBe(262_144);
  await sender.sendMessages({ body: Buffer.alloc(250_000) });
  await expect(sender.sendMessages({ body: Buffer.alloc(262_144) })).rejects.toMatchObject({
    code: 'MessageSizeExceeded',
  });
  const received = await client.createReceiver('orders').receiveMessages(2, { maxWaitTimeInMs: 300 });
  expect(received.map((message) => message.body.length)).toEqual([250_000]);
});

test('two sends at once, one refused: each gets its own answer', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  await sender.sendMessages({ body: 'first' });
  const answers = await Promise.allSettled([
    sender.sendMessages({ body: Buffer.alloc(270_000) }),
    sender.sendMessages({ body: 'small' }),
    sender.sendMessages({ body: Buffer.alloc(270_000) }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'fulfilled', 'rejected']);
});

test('a message id is accepted once within the window, and again after it', async () => {
  const { client, pass, emulator } = await openBench([
    { name: 'orders', duplicateDetectionWindowMs: 600_000 },
    { name: 'plain' },
  ]);
  const bodies = async (queue: string) => {
    const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
    return (await receiver.receiveMessages(9, { maxWaitTimeInMs: 150 })).map((message) => message.body);
  };
  for (const queue of ['orders', 'plain']) {
    await client.createSender(queue).sendMessages({ body: 1, messageId: 'same' });
    await client.createSender(queue).sendMessages([
      { body: 2, messageId: 'same' },
      { body: 3, messageId: 'other' },
    ]);
  }
  expect(await bodies('orders')).toEqual([1, 3]);
  expect(await bodies('plain')).toEqual([1, 2, 3]);
  pass(599_999);
  await client.createSender('orders').sendMessages({ body: 4, messageId: 'same' });
  pass(1);
  await client.createSender('orders').sendMessages({ body: 5, messageId: 'same' });
  expect(await bodies('orders')).toEqual([5]);
  expect(emulator.counters()).toMatchObject({ duplicates: 2 });
});

test('an expired message vanishes, or goes to the dead-letter queue where the queue says so', async () => {
  const { client, pass, emulator } = await openBench([
    { name: 'forgets' },
    { name: 'keeps', deadLetterOnExpiration: true, defaultTtlMs: 60_000 },
  ]);
  await client.createSender('forgets').sendMessages([{ body: 1, timeToLive: 5_000 }, { body: 2 }]);
  await client.createSender('keeps').sendMessages([
    { body: 1, timeToLive: 90_000 },
    { body: 2, timeToLive: 5_000 },
  ]);
  pass(5_000);
  expect(emulator.admin.peek('forgets').map((message) => message.body)).toEqual([2]);
  expect(emulator.admin.peek('keeps').map((message) => message.body)).toEqual([1]);
  pass(55_000);
  const dead = emulator.admin.peek('keeps/$DeadLetterQueue');
  expect(dead.map((message) => [message.body, message.deadLetterReason])).toEqual([
    [1, 'TTLExpiredException'],
    [2, 'TTLExpiredException'],
  ]);
  expect(await next(client.createReceiver('keeps'))).toBeUndefined();
});
