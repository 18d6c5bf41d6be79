import { ServiceBusClient } from '@azure/service-bus';
import { makeDeadLetters } from '../../shared/adapters/service-bus/dead-letters.ts';
import { makeMessageBus } from '../../shared/adapters/service-bus/message-bus.ts';
import type { Access } from '../../shared/config/config.ts';
import { queueNames } from '../../shared/kernel/messages.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import type { CredentialFor } from '../services.ts';

/** What is done over Service Bus by ourselves; receiving is the platform's triggers' part. */
export const makeBusServices = (access: Access, credentialFor: CredentialFor, telemetry: Telemetry) => {
  const client =
    access.kind === 'connection-string'
      ? new ServiceBusClient(access.connectionString)
      : new ServiceBusClient(access.address, credentialFor(`https://${access.address}`));
  return {
    bus: makeMessageBus(client, telemetry),
    deadLetters: makeDeadLetters(client),
    check: { run: () => peek(client) },
  };
};

const peek = async (client: ServiceBusClient): Promise<void> => {
  const receiver = client.createReceiver(queueNames[0] ?? '');
  try {
    await receiver.peekMessages(1);
  } finally {
    await receiver.close();
  }
};
