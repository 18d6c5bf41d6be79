import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { HostLog } from '../log.ts';

type Settler = Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage'>;

export interface SettlementQueue {
  complete(message: ServiceBusReceivedMessage): Promise<void>;
  abandon(message: ServiceBusReceivedMessage): Promise<void>;
}

/**
 * Settles a receiver's messages one at a time. rhea 3.0 merges different settlements of neighbouring deliveries that are
 * under way together into one disposition, so that an abandoned message can end as completed.
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
    last = last.then(settle).catch((error: unknown) => {
      log.fromHost(
        'Triggers.ServiceBus',
        'warning',
        `Message ${String(message.messageId)} of '${queueName}' could not be ${what}; it will be delivered again.`,
        error,
      );
    });
    return last;
  };

  return {
    complete: (message) => enqueue('completed', message, () => receiver.completeMessage(message)),
    abandon: (message) => enqueue('abandoned', message, () => receiver.abandonMessage(message)),
  };
};
