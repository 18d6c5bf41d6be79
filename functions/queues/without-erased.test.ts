import type { ServiceBusQueueFunctionOptions } from '@azure/functions';
import { expect, it } from 'vitest';
import type { Erasure, ErasurePhase } from '../../shared/departures/erasure.ts';
import { type QueueName, queueNames } from '../../shared/kernel/messages.ts';
import { withoutErased } from './without-erased.ts';

const tenant = '3b7c1e2a-0000-4000-8000-00000000000a';

const deliver = async (queue: QueueName, phase: ErasurePhase | undefined, message: unknown) => {
  const handled: unknown[] = [];
  const registered: ServiceBusQueueFunctionOptions[] = [];
  const registry = withoutErased(
    { serviceBusQueue: (_name, options) => void registered.push(options) },
    async ({ tenantId }) =>
      phase === undefined || tenantId !== tenant ? undefined : ({ state: phase } as Erasure),
  );
  registry.serviceBusQueue(queue, {
    connection: 'ServiceBus',
    queueName: queue,
    handler: async (body) => void handled.push(body),
  });
  await registered[0]?.handler(message, {} as never);
  return handled.length;
};

it.each(queueNames)('[T6] a message of %s reaches its function while nobody is erased', async (queue) => {
  expect(await deliver(queue, undefined, { tenantId: tenant })).toBe(1);
});

it.each(queueNames)('[T6] a message of %s is done once the keys are destroyed', async (queue) => {
  expect(await deliver(queue, 'removing', { tenantId: tenant.toUpperCase() })).toBe(0);
  expect(await deliver(queue, 'removing', { tenantId: tenant.replace('3b', '4c') })).toBe(1);
});

it('[T6] mails and what waits to be sent still go while the erasure closes, and no work does', async () => {
  expect(await deliver('notifications', 'closing', { tenantId: tenant })).toBe(1);
  expect(await deliver('outbox-relay', 'closing', { tenantId: tenant })).toBe(1);
  expect(await deliver('mailbox-blocks', 'closing', { tenantId: tenant })).toBe(0);
});

it.each(['text', undefined, { tenantId: 7 }, { tenantId: 'x' }])(
  'what names no tenant is left to the function to refuse: %o',
  async (message) => {
    expect(await deliver('import-runs', 'removing', message)).toBe(1);
  },
);
