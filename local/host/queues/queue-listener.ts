import type { ServiceBusClient } from '@azure/service-bus';
import type { QueueFunction } from '../config/function-kinds.ts';
import type { ServiceBusOptions } from '../config/host-json.ts';
import type { HostLog } from '../log.ts';
import type { Invoke } from '../worker/invoke.ts';
import { startBatchListener } from './batch-listener.ts';
import { startSessionListener } from './session-listener.ts';
import { startSingleListener } from './single-listener.ts';

export interface QueueListener {
  /** Asks for no more messages; what runs is finished and settled. Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export interface QueueListenerOptions {
  readonly client: ServiceBusClient;
  readonly queue: QueueFunction;
  readonly options: ServiceBusOptions;
  readonly invoke: Invoke;
  readonly log: HostLog;
}

/** Receives for a queue trigger: single messages, batches (`cardinality: 'many'`) or sessions. */
export const startQueueListener = (options: QueueListenerOptions): QueueListener => {
  if (options.queue.sessions) return startSessionListener(options);
  return options.queue.many ? startBatchListener(options) : startSingleListener(options);
};
