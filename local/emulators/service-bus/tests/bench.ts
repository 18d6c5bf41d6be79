import { ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus';
import { onTestFinished } from 'vitest';
import type { QueueOptions } from '../rules/queue-options.ts';
import { type ServiceBusEmulator, startServiceBusEmulator } from '../server.ts';

export interface Bench {
  readonly emulator: ServiceBusEmulator;
  readonly client: ServiceBusClient;
  /** Another client process, as it were: its own connection. */
  connect(): ServiceBusClient;
  /** Moves the broker's clock and works off what has become due. */
  pass(ms: number): void;
  now(): number;
}

/** A broker with a clock that only the test moves, and the real client; both end with the test. */
export async function openBench(queues: readonly QueueOptions[], stateFile = ':memory:'): Promise<Bench> {
  let now = Date.UTC(2026, 10, 20, 8);
  const emulator = await startServiceBusEmulator({ port: 0, stateFile, clock: { now: () => now }, queues });
  const clients: ServiceBusClient[] = [];
  const connect = (): ServiceBusClient => {
    const client = new ServiceBusClient(emulator.connectionString, {
      retryOptions: { maxRetries: 0, timeoutInMs: 3_000 },
    });
    clients.push(client);
    return client;
  };
  onTestFinished(async () => {
    for (const client of clients) await client.close();
    await emulator.close();
  });
  return {
    emulator,
    client: connect(),
    connect,
    now: () => now,
    pass: (ms) => {
      now += ms;
      emulator.tick();
    },
  };
}

/** The next message, or undefined when none comes: what is deliverable comes within milliseconds. */
export async function next(receiver: Pick<ServiceBusReceiver, 'receiveMessages'>) {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 150 });
  return message;
}

export async function mustNext(receiver: Pick<ServiceBusReceiver, 'receiveMessages'>) {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 3_000 });
  if (message === undefined) throw new Error('no message came');
  return message;
}
