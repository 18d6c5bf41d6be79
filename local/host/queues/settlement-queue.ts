import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { HostLog } from '../log.ts';

type Settler = Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage'>;

export interface SettlementQueue {
  complete(message: ServiceBusReceivedMessage): Promise<void>;
  abandon(message: ServiceBusReceivedMessage): Promise<void>;
}

/** Whether a settlement reached the queue is not told when the connection breaks meanwhile; the SDK then waits a minute. */
const patienceMs = 2_000;

/**
 * Settles a receiver's messages one at a time. rhea 3.0 merges different settlements of neighbouring deliveries that are
 * under way together into one disposition, so that an abandoned message can end as completed. One that is still without
 * an answer after `patienceMs` has long been sent, and holds up no other.
 *
 * A settlement that fails (a lock lost, a broken link) is logged and not thrown: the queue delivers the message again.
 */
export const createSettlementQueue = (
  receiver: Settler,
  queueName: string,
  log: HostLog,
): SettlementQueue => {
  let last: Promise<void> = Promise.resolve();

  const enqueue = (
    what: string,
    message: ServiceBusReceivedMessage,
    settle: () => Promise<void>,
  ): Promise<void> => {
    const turn = last;
    const settled = turn.then(settle).catch((error: unknown) => {
      log.fromHost(
        'Triggers.ServiceBus',
        'warning',
        `Message ${String(message.messageId)} of '${queueName}' could not be ${what}; it will be delivered again.`,
        error,
      );
    });
    last = turn.then(() => atMost(patienceMs, settled));
    return settled;
  };

  return {
    complete: (message) => enqueue('completed', message, () => receiver.completeMessage(message)),
    abandon: (message) => enqueue('abandoned', message, () => receiver.abandonMessage(message)),
  };
};

const atMost = (ms: number, work: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
