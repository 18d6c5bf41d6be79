import type { ServiceBusClient } from '@azure/service-bus';
import type { Settings } from '../config/app-setting.ts';
import type { QueueFunction } from '../config/function-kinds.ts';
import type { ServiceBusOptions } from '../config/host-json.ts';
import type { HostLog } from '../log.ts';
import type { Invoke } from '../worker/invoke.ts';
import { findConnection, openClient } from './connection.ts';
import { type QueueListener, startQueueListener } from './queue-listener.ts';

export interface Queues {
  /** Begins to receive. */
  start(): void;
  /** Stops receiving; resolves when what runs has been settled. */
  stop(): Promise<void>;
  /** Closes the connections. */
  close(): Promise<void>;
}

/**
 * Opens the connections of all queue functions, to be given a listener each; functions that name the same connection share a client.
 *
 * @throws Error when a connection's settings are missing.
 */
export const prepareQueues = async (
  functions: readonly QueueFunction[],
  host: {
    readonly settings: Settings;
    readonly options: ServiceBusOptions;
    readonly invoke: Invoke;
    readonly log: HostLog;
  },
): Promise<Queues> => {
  const { settings, options, invoke, log } = host;
  const connections = new Map(
    functions.map(({ connection }) => [connection, findConnection(connection, settings)]),
  );
  const clients = new Map<string, ServiceBusClient>();
  for (const [name, connection] of connections) clients.set(name, await openClient(connection, options));

  const listeners: QueueListener[] = [];
  return {
    start() {
      for (const queue of functions) {
        const client = clients.get(queue.connection);
        if (client !== undefined) listeners.push(startQueueListener({ client, queue, options, invoke, log }));
      }
    },
    async stop() {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
};
