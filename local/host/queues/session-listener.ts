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
  const stopping = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined));
  });

  const drainSession = async (session: ServiceBusSessionReceiver): Promise<void> => {
    const settlements = createSettlementQueue(session, queue.queueName, log);
    const batch = queue.many ? options.maxMessageBatchSize : 1;
    while (!signal.aborted) {
      const messages = await session.receiveMessages(batch, { maxWaitTimeInMs: idleMs, abortSignal: signal });
      if (messages.length === 0) return;
      await processMessages(listener, messages, settlements);
    }
  };

  /** Undefined once the host stops: the SDK does not end a waiting accept by signal, only by closing its client. */
  const acceptSession = async (): Promise<ServiceBusSessionReceiver | undefined> => {
    const accepted = client.acceptNextSession(queue.queueName, {
      receiveMode: 'peekLock',
      skipParsingBodyAsJson: true,
      maxAutoLockRenewalDurationInMs: options.maxAutoLockRenewalDuration,
      abortSignal: signal,
    });
    const session = await Promise.race([accepted, stopping]);
    if (session !== undefined) return session;
    accepted.then(
      (late) => late.close(),
      () => undefined,
    );
    return undefined;
  };

  const workSessions = async (): Promise<void> => {
    while (!signal.aborted) {
      let session: ServiceBusSessionReceiver | undefined;
      try {
        session = await acceptSession();
        if (session !== undefined) await drainSession(session);
      } catch (error) {
        if (signal.aborted || isIdle(error)) continue;
        log.fromHost(
          'Triggers.ServiceBus',
          'error',
          `Receiving sessions of '${queue.queueName}' failed.`,
          error,
        );
        await delay(AFTER_ERROR_MS, undefined, { signal }).catch(() => undefined);
      } finally {
        await session?.close().catch(() => undefined);
      }
    }
  };
  const workers = Array.from({ length: options.maxConcurrentSessions }, workSessions);

  return {
    async stop() {
      stopped.abort();
      await Promise.all(workers);
    },
  };
};

const isIdle = (error: unknown): boolean => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && IDLE_CODES.includes(code);
};
