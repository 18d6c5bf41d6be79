import { setTimeout as delay } from 'node:timers/promises';
import { processMessages } from './process-messages.ts';
import type { QueueListener, QueueListenerOptions } from './queue-listener.ts';
import { createSettlementQueue } from './settlement-queue.ts';

const POLL_MS = 5000;
const AFTER_ERROR_MS = 1000;

/**
 * Batches of up to `maxMessageBatchSize`, one batch at a time: what is there is taken, a batch never waits to fill. Locks are
 * not renewed, as in the cloud: a batch must be done within the queue's lock duration.
 */
export const startBatchListener = (listener: QueueListenerOptions): QueueListener => {
  const { client, queue, options, log } = listener;
  const receiver = client.createReceiver(queue.queueName, {
    receiveMode: 'peekLock',
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: 0,
  });
  const settlements = createSettlementQueue(receiver, queue.queueName, log);
  const stopped = new AbortController();

  const receiveBatches = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const messages = await receiver.receiveMessages(options.maxMessageBatchSize, {
          maxWaitTimeInMs: POLL_MS,
          abortSignal: stopped.signal,
        });
        if (messages.length > 0) await processMessages(listener, messages, settlements);
      } catch (error) {
        if (stopped.signal.aborted) return;
        log.fromHost('Triggers.ServiceBus', 'error', `Receiving from '${queue.queueName}' failed.`, error);
        await delay(AFTER_ERROR_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  };
  const loop = receiveBatches();

  return {
    async stop() {
      stopped.abort();
      await loop;
      await receiver.close();
    },
  };
};
