import { systemRandom } from '../../../shared/kernel/ids.ts';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeCounts } from '../loopback/counts.ts';
import { makeAdmin, type ServiceBusAdmin } from './admin.ts';
import { listen, type TlsIdentity } from './amqp/listener.ts';
import { makeBroker } from './broker.ts';
import type { QueueOptions } from './rules/queue-options.ts';
import { openStore } from './store.ts';

export interface ServiceBusEmulatorOptions extends EmulatorOptions {
  /** The queues that exist; each has its dead-letter queue. */
  readonly queues: readonly QueueOptions[];
  /** PEM. With a token credential the client insists on TLS; with a connection string it speaks in plain text. */
  readonly tls?: TlsIdentity;
}

export interface ServiceBusEmulator extends Emulator {
  /** For `new ServiceBusClient(connectionString)`. */
  readonly connectionString: string;
  readonly admin: ServiceBusAdmin;
  /** Works off at once what is due by the clock; call it after the clock has been moved by hand. */
  tick(): void;
  /** Breaks every connection, as a network failure would. Clients reconnect. */
  dropConnections(): void;
}

const countNames = [
  'messagesSent',
  'duplicates',
  'messagesDelivered',
  'completed',
  'abandoned',
  'deferred',
  'deadLettered',
  'locksRenewed',
  'managementRequests',
  'transfers',
];

/** An AMQP 1.0 broker for the real `@azure/service-bus` client on 127.0.0.1. */
export async function startServiceBusEmulator(
  options: ServiceBusEmulatorOptions,
): Promise<ServiceBusEmulator> {
  const store = openStore(options.stateFile);
  const counts = makeCounts();
  const { clock, queues } = options;
  const broker = makeBroker({ queues, store, clock, counts, newId: systemRandom.id });
  // Stores that the locks of an earlier process have ended.
  broker.tick();
  const listener = await listen(broker, options.port, options.tls);
  let closing: Promise<void> | undefined;
  const shutDown = async (): Promise<void> => {
    broker.stop();
    await listener.close();
    store.close();
  };
  const url = `sb://127.0.0.1:${listener.port}`;
  return {
    name: 'service-bus',
    url,
    connectionString: `Endpoint=${url};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`,
    admin: makeAdmin(broker),
    counters: () => ({ ...Object.fromEntries(countNames.map((name) => [name, 0])), ...counts.all() }),
    resetCounters: () => counts.reset(),
    tick: () => broker.tick(),
    dropConnections: () => listener.dropConnections(),
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}
