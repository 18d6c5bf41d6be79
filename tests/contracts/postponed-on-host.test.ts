import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ServiceBusEmulator,
  startServiceBusEmulator,
} from '../../local/emulators/service-bus/server.ts';
import { type HostedApp, startHostedApp } from '../../local/host/testing/hosted-app.ts';
import { makeMessageBus } from '../../shared/adapters/service-bus/message-bus.ts';

let emulator: ServiceBusEmulator;
let client: ServiceBusClient;
let app: HostedApp;
let offset = 0;

beforeAll(async () => {
  emulator = await startServiceBusEmulator({
    port: 0,
    stateFile: ':memory:',
    clock: { now: () => Date.now() + offset },
    queues: [{ name: 'notifications', maxDeliveryCount: 3, duplicateDetectionWindowMs: 3_600_000 }],
  });
  client = new ServiceBusClient(emulator.connectionString);
  app = await startHostedApp({
    app: '../../../tests/contracts/fixtures/away-app.ts',
    env: { Bus: emulator.connectionString },
  });
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await client?.close();
  await emulator?.close();
});

const counts = () => emulator.admin.queues()[0];
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const handled = () => app.said().flatMap((text) => (text.startsWith('{"retry"') ? [JSON.parse(text)] : []));

it('on the host, over AMQP: while storage is away a message waits in the queue instead of using up its deliveries', async () => {
  const body = {
    tenantId: '3b7c1e2a-0000-4000-8000-00000000000a',
    correlationId: 'c-1',
    notificationId: 'n-1',
  };
  await makeMessageBus(client).send([{ queue: 'notifications', id: 'm1', correlationId: 'c-1', body }]);
  for (const pause of [5_000, 10_000]) {
    await until(() => counts()?.scheduled === 1 && counts()?.active === 0);
    // A little more than the pause: the application's clock is the real one.
    offset += pause + 1_000;
    emulator.tick();
  }
  await until(() => handled().length === 3 && counts()?.active === 0);
  expect(handled()).toEqual([
    { retry: 0, messageId: 'm1', count: 1, message: body },
    { retry: 1, messageId: 'm1~retry-1', count: 1, message: body },
    { retry: 2, messageId: 'm1~retry-2', count: 1, message: body },
  ]);
  expect(counts()).toMatchObject({ active: 0, scheduled: 0, deadLetter: 0 });
});
