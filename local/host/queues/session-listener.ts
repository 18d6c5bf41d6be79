import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusSessionReceiver } from '@azure/service-bus';
import { processMessages } from './process-messages.ts';
import type { QueueListener, QueueListenerOptions } from './queue-listener.ts';
import { createSettlementQueue } from './settlement-queue.ts';

const AFTER_ERROR_MS = 1000;
/** "No session has messages now" is how an idle queue answers, not a failure. */
const IDLE_CODES = ['ServiceTimeout', 'SessionCannotBeLocked', 'OperationTimeout'];

/**
 * Up to `maxConcurrentSessions` sessions at once, each session's messages in order and one after another. A session is given
 * up after `sessionIdleTimeout` (else `tryTimeout`) without a message, and the next one taken.
 */
export const startSessionListener = (listener: QueueListenerOptions): QueueListener => {
  const { client, queue, options, log } = listener;
  const idleMs = options.sessionIdleTimeout ?? options.clientRetryOptions.tryTimeout;
  const stopped = new AbortController();
  const { signal } = stopped;

  const drainSession = async (session: ServiceBusSessionReceiver): Promise<void> => {
    const settlements = createSettlementQueue(session, queue.queueName, log);
    const batch = queue.many ? options.maxMessageBatchSize : 1;
    while (!signal.aborted) {
      const messages = await session.receiveMessages(batch, { maxWaitTimeInMs: idleMs, abortSignal: signal });
      if (messages.length === 0) return;
      await processMessages(listener, messages, settlements);
    }
  };

  const acceptSessions = async (): Promise<void> => {
    while (!signal.aborted) {
      let session: ServiceBusSessionReceiver | undefined;
      try {
        session = await client.acceptNextSession(queue.queueName, {
          receiveMode: 'peekLock',
          skipParsingBodyAsJson: true,
          maxAutoLockRenewalDurationInMs: options.maxAutoLockRenewalDuration,
          abortSignal: signal,
        });
        await drainSession(session);
      } catch (error) {
        if (signal.aborted) break;
        const code = (error as { code?: unknown }).code;
        if (typeof code !== 'string' || !IDLE_CODES.includes(code)) {
          log.fromHost(
            'Triggers.ServiceBus',
            'error',
            `Receiving sessions of '${queue.queueName}' failed.`,
            error,
          );
          await delay(AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
        }
      } finally {
        await session?.close().catch(() => undefined);
      }
    }
  };
  const workers = Array.from({ length: options.maxConcurrentSessions }, acceptSessions);

  return {
    async stop() {
      stopped.abort();
      await Promise.all(workers);
    },
  };
};
