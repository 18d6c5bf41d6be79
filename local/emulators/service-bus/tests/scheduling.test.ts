import { expect, test } from 'vitest';
import { mustNext, next, openBench } from './bench.ts';

test('a scheduled message comes when it is due, not before', async () => {
  const { client, pass, now, emulator } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  await sender.scheduleMessages({ body: 'by call' }, new Date(now() + 60_000));
  await sender.sendMessages({ body: 'by property', scheduledEnqueueTimeUtc: new Date(now() + 120_000) });
  const receiver = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
  expect(emulator.admin.queues()[0]).toMatchObject({ scheduled: 2, active: 0 });
  pass(59_999);
  expect(await next(receiver)).toBeUndefined();
  pass(1);
  expect((await mustNext(receiver)).body).toBe('by call');
  pass(60_000);
  expect((await mustNext(receiver)).body).toBe('by property');
});

test('a waiting receiver is given the message by the clock alone', async () => {
  const { client, pass, now } = await openBench([{ name: 'orders' }]);
  await client.createSender('orders').scheduleMessages([{ body: 1 }], new Date(now() + 86_400_000));
  const receiver = client.createReceiver('orders');
  const waiting = receiver.receiveMessages(1, { maxWaitTimeInMs: 3_000 });
  await next(client.createReceiver('orders'));
  pass(86_400_000);
  expect((await waiting).map((message) => message.body)).toEqual([1]);
});

test('a scheduled message can be cancelled while it waits, and only then', async () => {
  const { client, pass, now, emulator } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  const due = new Date(now() + 1_000);
  const [first, second] = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], due);
  if (!first || !second) throw new Error('two sequence numbers expected');
  await sender.cancelScheduledMessages(first);
  expect(emulator.admin.peek('orders').map((message) => message.body)).toEqual([2]);
  pass(1_000);
  await expect(sender.cancelScheduledMessages(second)).rejects.toMatchObject({ code: 'MessageNotFound' });
  await expect(sender.cancelScheduledMessages(second.add(97))).rejects.toMatchObject({
    code: 'MessageNotFound',
  });
});

test('peek shows messages in every state and locks none', async () => {
  const { client, now } = await openBench([{ name: 'orders' }]);
  const sender = client.createSender('orders');
  await sender.sendMessages([{ body: 1 }, { body: 2 }]);
  await sender.scheduleMessages({ body: 3 }, new Date(now() + 1_000));
  const receiver = client.createReceiver('orders');
  await mustNext(receiver);
  const peeker = client.createReceiver('orders');
  const [first, second] = await peeker.peekMessages(2);
  expect([first?.body, second?.body]).toEqual([1, 2]);
  if (second?.sequenceNumber === undefined) throw new Error('a sequence number expected');
  expect((await peeker.peekMessages(9)).map((message) => [message.body, message.state])).toEqual([
    [3, 'scheduled'],
  ]);
  expect(await peeker.peekMessages(9)).toEqual([]);
  expect(await peeker.peekMessages(1, { fromSequenceNumber: second.sequenceNumber })).toMatchObject([
    { body: 2 },
  ]);
  expect((await mustNext(receiver)).body).toBe(2);
});
