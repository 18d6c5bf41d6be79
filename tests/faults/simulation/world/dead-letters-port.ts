import type { QueueMessage, Settlement } from '../../../../local/emulators/service-bus/rules/message.ts';
import type { Queue } from '../../../../local/emulators/service-bus/rules/queue.ts';
import { toIso } from '../../../../shared/kernel/clock.ts';
import type { DeadLetter, DeadLetters } from '../../../../shared/kernel/dead-letters.ts';
import type { QueueName } from '../../../../shared/kernel/messages.ts';
import { ServiceError } from '../../../../shared/kernel/service-error.ts';
import type { Worker } from './gate.ts';
import type { World } from './world.ts';

const letterOf = (queue: QueueName, message: QueueMessage): DeadLetter => ({
  queue,
  sequenceNumber: String(message.sequence),
  messageId: message.id,
  reason: message.deadLetter?.reason === 'MaxDeliveryCountExceeded' ? 'too-many-deliveries' : 'other',
  deliveryCount: message.deliveryCount,
  enqueuedAt: toIso(message.enqueuedAt),
  body: JSON.parse(Buffer.from(message.content).toString()),
});

/** As the real one: takes from the front until the wanted one comes, and gives the others back. */
const lockOne = (dead: Queue, sequenceNumber: string): QueueMessage | undefined => {
  const others: QueueMessage[] = [];
  let message = dead.lockNext(null);
  for (; message !== undefined && String(message.sequence) !== sequenceNumber; message = dead.lockNext(null))
    others.push(message);
  for (const { lock } of others) dead.settle(lock?.token ?? '', { kind: 'abandon' });
  return message;
};

/** What the world's queues have given up. */
export const makeDeadLettersPort = ({ gate, queues }: World, worker: Worker): DeadLetters => {
  const call = <T>(operation: string, writes: boolean, perform: () => T) =>
    gate(worker, { port: 'bus', operation: `dead letters ${operation}`, writes }, perform);
  const settle = (dead: Queue, { lock }: QueueMessage, kind: 'complete' | 'abandon') =>
    call(kind, true, () => {
      const settlement: Settlement = { kind };
      if (!dead.settle(lock?.token ?? '', settlement).ok) throw new ServiceError('service bus');
    });
  return {
    acrossTenants: (queue, { after, limit }) =>
      call('peek', false, () =>
        queues
          .of(queue)
          .dead.peek(Number(after ?? -1) + 1, limit, null)
          .map((message) => letterOf(queue, message)),
      ),
    take: (queue, sequenceNumber) =>
      call('take', true, () => {
        const { dead } = queues.of(queue);
        const isThere = dead.peek(Number(sequenceNumber), 1, null)[0]?.sequence === Number(sequenceNumber);
        if (!isThere) return undefined;
        const message = lockOne(dead, sequenceNumber);
        if (message === undefined) return 'held';
        return {
          letter: letterOf(queue, message),
          complete: () => settle(dead, message, 'complete'),
          release: () => settle(dead, message, 'abandon'),
        };
      }),
  };
};
