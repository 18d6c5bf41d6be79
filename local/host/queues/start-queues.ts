import type { ServiceBusClient } from '@azure/service-bus';
import type { Settings } from '../config/app-setting.ts';
import type { QueueFunction } from '../config/function-kinds.ts';
import type { ServiceBusOptions } from '../config/host-json.ts';
import type { HostLog } from '../log.ts';
import type { Invoke } from '../worker/invoke.ts';
import { findConnection, openClient } from './connection.ts';
import { startQueueListener } from './queue-listener.ts';

export interface Queues {
  /** Stops receiving; resolves when what runs has been settled. */
  stop(): Promise<void>;
  /** Closes the connections. */
  close(): Promise<void>;
}

/**
 * Starts a listener per queue function; functions that name the same connection share a client.
 *
 * @throws Error when a connection's settings are missing.
 */
export const startQueues = async (
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

  const listeners = functions.flatMap((queue) => {
    const client = clients.get(queue.connection);
    return client === undefined ? [] : [startQueueListener({ client, queue, options, invoke, log })];
  });
  return {
    async stop() {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
};
