import { createWorkQueue } from '../work-queue.ts';
import { processMessages } from './process-messages.ts';
import type { QueueListener, QueueListenerOptions } from './queue-listener.ts';
import { createSettlementQueue } from './settlement-queue.ts';

/**
 * One message per call, up to `maxConcurrentCalls` at once. `prefetchCount` more are fetched and wait here under their lock:
 * the JavaScript SDK has no prefetch of its own.
 */
export const startSingleListener = (listener: QueueListenerOptions): QueueListener => {
  const { client, queue, options, log } = listener;
  const receiver = client.createReceiver(queue.queueName, {
    receiveMode: 'peekLock',
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: options.maxAutoLockRenewalDuration,
  });
  const settlements = createSettlementQueue(receiver, queue.queueName, log);
  const calls = createWorkQueue({ maxConcurrent: options.maxConcurrentCalls, maxOutstanding: -1 });
  const running = new Set<Promise<unknown>>();
  let stopping = false;

  const subscription = receiver.subscribe(
    {
      processMessage(message) {
        const work = calls.post(async () => {
          // What only waited when the host began to stop goes back at once, instead of after its lock has run out.
          if (stopping) await settlements.abandon(message);
          else await processMessages(listener, [message], settlements);
        });
        running.add(work);
        return work.then(() => void running.delete(work));
      },
      async processError({ error, errorSource }) {
        if (!stopping)
          log.fromHost(
            'Triggers.ServiceBus',
            'error',
            `Receiving from '${queue.queueName}' failed (${errorSource}).`,
            error,
          );
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: options.maxConcurrentCalls + options.prefetchCount },
  );

  return {
    async stop() {
      stopping = true;
      await subscription.close();
      await Promise.all(running);
      await receiver.close();
    },
  };
};
