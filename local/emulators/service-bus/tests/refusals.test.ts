import rhea, { type Message } from 'rhea';
import { expect, onTestFinished, test } from 'vitest';
import { openBench } from './bench.ts';

/** A client without manners: plain rhea, which asks for what the SDK never would. */
async function connectPlainly(url: string) {
  const { hostname, port } = new URL(url);
  const container = rhea.create_container();
  container.on('disconnected', () => undefined);
  const connection = container.connect({
    host: hostname,
    port: Number(port),
    username: 'x',
    reconnect: false,
  });
  onTestFinished(() => connection.close());
  let requests = 0;
  const request = (address: string, message: Partial<Message>): Promise<Message> =>
    new Promise((resolve, reject) => {
      requests += 1;
      const replyTo = `answers-${requests}`;
      const receiver = connection.open_receiver({ name: replyTo, source: address, target: replyTo });
      const sender = connection.open_sender({ target: address });
      receiver.on('message', ({ message: answer }) => resolve(answer as Message));
      receiver.on('receiver_error', () => reject(receiver.error as Error));
      sender.on('sender_error', () => reject(sender.error as Error));
      sender.once('sendable', () =>
        sender.send({ body: null, message_id: 'r', reply_to: replyTo, ...message }),
      );
    });
  return { request };
}

const token = (name: string) => ({
  body: 'SharedAccessSignature sr=x',
  application_properties: { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name },
});

test('an unknown queue is not found, for senders and receivers', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  const notFound = { code: 'MessagingEntityNotFound' };
  await expect(client.createSender('nothing').sendMessages({ body: 1 })).rejects.toMatchObject(notFound);
  await expect(client.createReceiver('nothing').receiveMessages(1)).rejects.toMatchObject(notFound);
  await expect(client.createReceiver('nothing').peekMessages(1)).rejects.toMatchObject(notFound);
});

test('queue names are compared without case', async () => {
  const { client, emulator } = await openBench([{ name: 'Orders' }]);
  await client.createSender('oRDERS').sendMessages({ body: 1 });
  expect(emulator.admin.queues()).toMatchObject([{ name: 'Orders', active: 1 }]);
});

test('nothing can be sent to a dead-letter queue', async () => {
  const { client } = await openBench([{ name: 'orders' }]);
  await expect(client.createSender('orders/$DeadLetterQueue').sendMessages({ body: 1 })).rejects.toThrow();
});

test('without a token nobody attaches', async () => {
  const { emulator } = await openBench([{ name: 'orders' }]);
  const { request } = await connectPlainly(emulator.url);
  await expect(request('orders/$management', {})).rejects.toMatchObject({
    condition: 'amqp:unauthorized-access',
  });
});

test('a token that is none is refused, and so is an operation that $cbs does not know', async () => {
  const { emulator } = await openBench([{ name: 'orders' }]);
  const { request } = await connectPlainly(emulator.url);
  const refused = await request('$cbs', { ...token(`${emulator.url}/orders`), body: 'password' });
  expect(refused.application_properties).toMatchObject({ 'status-code': 401 });
  const unknown = await request('$cbs', { application_properties: { operation: 'delete-token' } });
  expect(unknown.application_properties).toMatchObject({ 'status-code': 501 });
});

test('an operation that does not exist is answered as not implemented', async () => {
  const { emulator } = await openBench([{ name: 'orders' }]);
  const { request } = await connectPlainly(emulator.url);
  const granted = await request('$cbs', token(`${emulator.url}/orders`));
  expect(granted.application_properties).toMatchObject({ 'status-code': 202 });
  const answer = await request('orders/$management', {
    application_properties: { operation: 'com.microsoft:batch-delete-messages' },
  });
  expect(answer.correlation_id).toBe('r');
  expect(answer.application_properties).toMatchObject({
    statusCode: 501,
    errorCondition: 'amqp:not-implemented',
  });
});
