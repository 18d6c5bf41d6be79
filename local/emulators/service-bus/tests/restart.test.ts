import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { expect, onTestFinished, test } from 'vitest';
import { mustNext, openBench } from './bench.ts';

const queues = [
  { name: 'orders', maxDeliveryCount: 2, duplicateDetectionWindowMs: 600_000 },
  { name: 'flows', requiresSession: true },
];

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-bus-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'state.sqlite');
}

/** A broker in a process of its own, to be killed without a chance to tidy up. */
async function startProcess(file: string): Promise<{ connectionString: string; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'broker-process.ts'),
    file,
    JSON.stringify(queues),
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const connectionString = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.stderr.on('data', (data: Buffer) => reject(new Error(data.toString())));
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    connectionString,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('kill -9 loses nothing that was answered: messages, schedules, dead letters, counts, ids, session states', async () => {
  const file = stateFile();
  const broker = await startProcess(file);
  const client = new ServiceBusClient(broker.connectionString, {
    retryOptions: { maxRetries: 0, timeoutInMs: 1_000 },
  });
  const sender = client.createSender('orders');
  await sender.sendMessages([
    { body: 'kept', messageId: 'kept' },
    { body: 'held' },
    { body: 'done' },
    { body: 'bad' },
  ]);
  await sender.scheduleMessages({ body: 'later' }, new Date(Date.UTC(2100, 0)));
  const receiver = client.createReceiver('orders');
  const [kept, held, done, bad] = await receiver.receiveMessages(4, { maxWaitTimeInMs: 2_000 });
  if (!kept || !held || !done || !bad) throw new Error('four messages expected');
  await receiver.completeMessage(done);
  await receiver.deadLetterMessage(bad, { deadLetterReason: 'bad', deadLetterErrorDescription: 'very' });
  await receiver.abandonMessage(held);
  const heldAgain = await mustNext(receiver);
  expect(heldAgain.body).toBe('held');
  const session = await client.acceptSession('flows', 'a');
  await session.setSessionState('half way');
  await broker.kill();
  await client.close().catch(() => undefined);

  const { emulator, client: next } = await openBench(queues, file);
  // 'held' was in its second and last delivery when the broker died.
  expect(
    emulator.admin.peek('orders').map((message) => [message.body, message.state, message.locked]),
  ).toEqual([
    ['kept', 'active', false],
    ['later', 'scheduled', false],
  ]);
  expect(
    emulator.admin.peek('orders/$DeadLetterQueue').map((message) => [message.body, message.deadLetterReason]),
  ).toEqual([
    ['held', 'MaxDeliveryCountExceeded'],
    ['bad', 'bad'],
  ]);
  expect(emulator.admin.peek('orders')[0]).toMatchObject({ deliveryCount: 1 });
  const again = await mustNext(next.createReceiver('orders'));
  expect(again).toMatchObject({ body: 'kept', messageId: 'kept', deliveryCount: 1 });
  expect(await (await next.acceptSession('flows', 'a')).getSessionState()).toBe('half way');
});

test('sequence numbers and seen ids go on after a restart', async () => {
  const file = stateFile();
  const first = await openBench(queues, file);
  await first.client.createSender('orders').sendMessages([
    { body: 1, messageId: 'a' },
    { body: 2, messageId: 'b' },
  ]);
  first.emulator.admin.purge('orders');
  await first.client.close();
  await first.emulator.close();
  const second = await openBench(queues, file);
  await second.client.createSender('orders').sendMessages([
    { body: 3, messageId: 'a' },
    { body: 4, messageId: 'c' },
  ]);
  expect(second.emulator.admin.peek('orders')).toMatchObject([{ body: 4, sequence: 4 }]);
});
