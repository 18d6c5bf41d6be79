import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { expect, test } from 'vitest';
import { mustNext, next, openBench } from './bench.ts';

const queues = [{ name: 'orders', maxDeliveryCount: 3 }];

test('complete removes the message', async () => {
  const { client, emulator, pass } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  const receiver = client.createReceiver('orders');
  await receiver.completeMessage(await mustNext(receiver));
  pass(3_600_000);
  expect(await next(receiver)).toBeUndefined();
  expect(emulator.counters()).toMatchObject({ completed: 1 });
});

test('receive-and-delete removes the message with its delivery', async () => {
  const { client, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  const receiver = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
  expect((await mustNext(receiver)).body).toBe(1);
  expect(emulator.admin.queues()[0]).toMatchObject({ active: 0, locked: 0 });
});

test('abandon gives the message back at once, changed as asked, and counts the delivery', async () => {
  const { client, emulator } = await openBench(queues);
  await client
    .createSender('orders')
    .sendMessages({ body: 1, applicationProperties: { kept: 'yes', tries: 0 } });
  const receiver = client.createReceiver('orders');
  const first = await mustNext(receiver);
  expect(emulator.admin.peek('orders')[0]).toMatchObject({ deliveryCount: 1, locked: true });
  await receiver.abandonMessage(first, { tries: 1 });
  const second = await mustNext(receiver);
  expect(second.applicationProperties).toEqual({ kept: 'yes', tries: 1 });
  expect(emulator.admin.peek('orders')[0]).toMatchObject({ deliveryCount: 2 });
  // On the wire AMQP counts the earlier deliveries only, as the service does.
  expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
});

test('a message that comes back too often is dead-lettered', async () => {
  const { client, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1 });
  const receiver = client.createReceiver('orders');
  for (let delivery = 1; delivery <= 3; delivery += 1)
    await receiver.abandonMessage(await mustNext(receiver));
  expect(await next(receiver)).toBeUndefined();
  const dead = await mustNext(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
  expect(dead).toMatchObject({
    body: 1,
    deadLetterReason: 'MaxDeliveryCountExceeded',
    deadLetterErrorDescription: 'Message could not be consumed after 3 delivery attempts.',
    deadLetterSource: 'orders',
  });
  expect(emulator.counters()).toMatchObject({ abandoned: 3, deadLettered: 1 });
});

test('dead-letter keeps reason, description and changed properties', async () => {
  const { client } = await openBench(queues);
  await client.createSender('orders').sendMessages({ body: 1, applicationProperties: { a: 1 } });
  const receiver = client.createReceiver('orders');
  const options = { deadLetterReason: 'Malformed', deadLetterErrorDescription: 'no body', step: 'parse' };
  await receiver.deadLetterMessage(await mustNext(receiver), options);
  const deadLetters = client.createReceiver('orders', { subQueueType: 'deadLetter' });
  const dead = await mustNext(deadLetters);
  expect(dead).toMatchObject({ deadLetterReason: 'Malformed', deadLetterErrorDescription: 'no body' });
  expect(dead.applicationProperties).toMatchObject({ a: 1, step: 'parse' });
  await expect(deadLetters.deadLetterMessage(dead)).rejects.toThrow(/cannot be dead-lettered again/);
});

test('a deferred message comes only by its number, and can be settled then', async () => {
  const { client, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
  const receiver = client.createReceiver('orders');
  const message = await mustNext(receiver);
  await receiver.deferMessage(message, { later: true });
  expect((await mustNext(receiver)).body).toBe(2);
  expect(emulator.admin.queues()[0]).toMatchObject({ deferred: 1 });
  const number = message.sequenceNumber;
  if (number === undefined) throw new Error('a sequence number expected');
  const [deferred] = await receiver.receiveDeferredMessages(number);
  expect(deferred).toMatchObject({ body: 1, state: 'deferred', applicationProperties: { later: true } });
  await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  await receiver.completeMessage(deferred as ServiceBusReceivedMessage);
  expect(emulator.admin.queues()[0]).toMatchObject({ deferred: 0, active: 1 });
});

test('a message can be settled after its receiver was closed', async () => {
  const { client, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  const receiver = client.createReceiver('orders');
  const [a, b, c] = await receiver.receiveMessages(3, { maxWaitTimeInMs: 500 });
  if (!a || !b || !c) throw new Error('three messages expected');
  await receiver.close();
  const other = client.createReceiver('orders');
  await other.completeMessage(a);
  await other.abandonMessage(b, { back: true });
  await other.deadLetterMessage(c, { deadLetterReason: 'late', deadLetterErrorDescription: 'closed' });
  expect(emulator.admin.peek('orders')).toMatchObject([{ body: 2, applicationProperties: { back: true } }]);
  expect(emulator.admin.peek('orders/$DeadLetterQueue')).toMatchObject([
    { body: 3, deadLetterReason: 'late' },
  ]);
});

test('neighbouring messages settled differently one after the other end differently', async () => {
  const { client, emulator } = await openBench(queues);
  await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  const receiver = client.createReceiver('orders');
  const [a, b, c] = await receiver.receiveMessages(3, { maxWaitTimeInMs: 500 });
  if (!a || !b || !c) throw new Error('three messages expected');
  await receiver.completeMessage(a);
  await receiver.deadLetterMessage(b);
  await receiver.abandonMessage(c);
  expect(emulator.admin.queues()[0]).toMatchObject({ active: 1, deadLetter: 1 });
});
