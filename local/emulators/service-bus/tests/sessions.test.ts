import { expect, test, vi } from 'vitest';
import { mustNext, openBench } from './bench.ts';

const queues = [{ name: 'flows', requiresSession: true, lockDurationMs: 30_000 }, { name: 'plain' }];
const messages = [
  { body: 1, sessionId: 'a' },
  { body: 2, sessionId: 'b' },
  { body: 3, sessionId: 'a' },
];

test('a named session gives its own messages in order', async () => {
  const { client } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  const session = await client.acceptSession('flows', 'a');
  const received = await session.receiveMessages(3, { maxWaitTimeInMs: 150 });
  expect(received.map((message) => [message.body, message.sessionId])).toEqual([
    [1, 'a'],
    [3, 'a'],
  ]);
  for (const message of received) await session.completeMessage(message);
});

test('the next session is the free one whose message is oldest', async () => {
  const { client } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  const first = await client.acceptNextSession('flows');
  const second = await client.acceptNextSession('flows');
  expect([first.sessionId, second.sessionId]).toEqual(['a', 'b']);
});

test('who asks for the next session waits for one, up to its time', async () => {
  const { client, connect } = await openBench(queues);
  const impatient = connect();
  const waiting = client.acceptNextSession('flows');
  await client.createSender('flows').sendMessages({ body: 1, sessionId: 'late' });
  expect((await waiting).sessionId).toBe('late');
  await expect(impatient.acceptNextSession('flows')).rejects.toMatchObject({ code: 'ServiceTimeout' });
});

test('a held session cannot be accepted; closing it frees it and its messages', async () => {
  const { client, connect } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  const session = await client.acceptSession('flows', 'a');
  await mustNext(session);
  const other = connect();
  await expect(other.acceptSession('flows', 'a')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
  await session.close();
  const taken = await other.acceptSession('flows', 'a');
  expect(await mustNext(taken)).toMatchObject({ body: 1, deliveryCount: 1 });
});

test('a broken connection frees the session too', async () => {
  const { client, connect, emulator } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  await mustNext(await client.acceptSession('flows', 'a'));
  emulator.dropConnections();
  await vi.waitFor(async () => expect((await connect().acceptSession('flows', 'a')).sessionId).toBe('a'));
});

test('a session’s lock ends unless renewed, and its messages’ locks with it', async () => {
  const { client, connect, pass } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  const session = await client.acceptSession('flows', 'a', { maxAutoLockRenewalDurationInMs: 0 });
  const message = await mustNext(session);
  pass(20_000);
  await session.renewSessionLock();
  pass(29_999);
  await expect(connect().acceptSession('flows', 'a')).rejects.toMatchObject({
    code: 'SessionCannotBeLocked',
  });
  pass(1);
  const taken = await connect().acceptSession('flows', 'a');
  expect((await mustNext(taken)).messageId).toBe(message.messageId);
  await expect(session.completeMessage(message)).rejects.toMatchObject({ code: 'SessionLockLost' });
});

test('an application keeps a state with the session, also between receivers', async () => {
  const { client } = await openBench(queues);
  const first = await client.acceptSession('flows', 'a');
  expect(await first.getSessionState()).toBeNull();
  await first.setSessionState({ step: 2 });
  await first.close();
  const second = await client.acceptSession('flows', 'a');
  expect(await second.getSessionState()).toEqual({ step: 2 });
  await second.setSessionState(null);
  expect(await second.getSessionState()).toBeNull();
});

test('a deferred message of a session is received in it', async () => {
  const { client } = await openBench(queues);
  await client.createSender('flows').sendMessages(messages);
  const session = await client.acceptSession('flows', 'a');
  const message = await mustNext(session);
  await session.deferMessage(message);
  if (message.sequenceNumber === undefined) throw new Error('a sequence number expected');
  const [deferred] = await session.receiveDeferredMessages(message.sequenceNumber);
  expect(deferred?.body).toBe(1);
  expect((await session.peekMessages(9)).map((peeked) => peeked.body)).toEqual([1, 3]);
});

test('sessions are required where the queue says so, and refused elsewhere', async () => {
  const { client } = await openBench(queues);
  await expect(client.createSender('flows').sendMessages({ body: 1 })).rejects.toThrow(
    /SessionId was not set/,
  );
  const plain = client.createReceiver('flows');
  await expect(plain.receiveMessages(1, { maxWaitTimeInMs: 100 })).rejects.toThrow(/requires sessions/);
  await expect(client.acceptSession('plain', 'a')).rejects.toThrow();
});
