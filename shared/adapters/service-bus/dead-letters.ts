import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { fromIso, toIso } from '../../kernel/clock.ts';
import type { DeadLetter, DeadLetterReason, DeadLetters, HeldDeadLetter } from '../../kernel/dead-letters.ts';
import type { QueueName } from '../../kernel/messages.ts';
import { busError } from './bus-error.ts';

/** The service has no way to lock one message by its number: what lies before it is locked for a moment, too. */
const lockedTogether = 100;
const mostLocked = 2_000;
const waitMs = 1_000;

export const makeDeadLetters = (client: ServiceBusClient): DeadLetters => ({
  acrossTenants: (queue, { after, limit }) =>
    withReceiver(client, queue, async (receiver) => {
      const found = await peekFrom(receiver, limit, BigInt(after ?? -1) + 1n);
      return found.map((message) => letterOf(queue, message));
    }),
  take: (queue, sequenceNumber) =>
    withReceiver(client, queue, async (receiver) => {
      const [there] = await peekFrom(receiver, 1, BigInt(sequenceNumber));
      if (there === undefined || numberOf(there) !== sequenceNumber) return undefined;
      const message = await lock(receiver, sequenceNumber, await countUpTo(receiver, BigInt(sequenceNumber)));
      return message === undefined ? 'held' : hold(client, queue, message);
    }),
});

const withReceiver = async <T>(
  client: ServiceBusClient,
  queue: QueueName,
  work: (receiver: ServiceBusReceiver) => Promise<T>,
): Promise<T> => {
  const receiver = client.createReceiver(queue, { subQueueType: 'deadLetter' });
  try {
    return await work(receiver);
  } catch (error) {
    throw busError(error);
  } finally {
    await receiver.close();
  }
};

const numberOf = ({ sequenceNumber }: ServiceBusReceivedMessage): string => sequenceNumber?.toString() ?? '';

/** From this number on. Always said: without it the SDK goes on behind the last peek of the whole connection. */
const peekFrom = (receiver: ServiceBusReceiver, limit: number, from: bigint) =>
  receiver.peekMessages(limit, { fromSequenceNumber: int64(from) });

type SequenceNumber = NonNullable<ServiceBusReceivedMessage['sequenceNumber']>;

const largest = 2n ** 63n - 1n;

/** The SDK wants the class of a package that it does not hand out, and uses these two members of it. */
const int64 = (value: bigint): SequenceNumber => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value > largest ? largest : value);
  return { __isLong__: true, toBytesBE: () => [...bytes] } as unknown as SequenceNumber;
};

/** How many dead letters there are up to this number, itself included. */
const countUpTo = async (receiver: ServiceBusReceiver, last: bigint): Promise<number> => {
  let count = 0;
  let from = 0n;
  while (count < mostLocked) {
    const some = await peekFrom(receiver, lockedTogether, from);
    const numbers = some.map((message) => BigInt(numberOf(message)));
    count += numbers.filter((number) => number <= last).length;
    const end = numbers.at(-1);
    if (end === undefined || end >= last) break;
    from = end + 1n;
  }
  return count;
};

/**
 * Takes from the front until the wanted one comes; the others go back. Undefined: it did not come. Asked for no more than
 * there are, the SDK answers at once; otherwise it waits a second for the rest.
 */
const lock = async (
  receiver: ServiceBusReceiver,
  sequenceNumber: string,
  count: number,
): Promise<ServiceBusReceivedMessage | undefined> => {
  const others: ServiceBusReceivedMessage[] = [];
  let wanted: ServiceBusReceivedMessage | undefined;
  try {
    while (wanted === undefined && others.length < count) {
      const most = Math.min(lockedTogether, count - others.length);
      const some = await receiver.receiveMessages(most, { maxWaitTimeInMs: waitMs });
      if (some.length === 0) break;
      for (const message of some) {
        if (numberOf(message) === sequenceNumber) wanted = message;
        else others.push(message);
      }
    }
  } finally {
    // One after the other: the AMQP library merges different settlements of neighbours. A lock that cannot be given back
    // ends by itself.
    for (const message of others) await receiver.abandonMessage(message).catch(() => {});
  }
  return wanted;
};

const hold = (
  client: ServiceBusClient,
  queue: QueueName,
  message: ServiceBusReceivedMessage,
): HeldDeadLetter => ({
  letter: letterOf(queue, message),
  complete: () => withReceiver(client, queue, (receiver) => receiver.completeMessage(message)),
  release: () => withReceiver(client, queue, (receiver) => receiver.abandonMessage(message)),
});

const reasons: Readonly<Record<string, DeadLetterReason>> = {
  MaxDeliveryCountExceeded: 'too-many-deliveries',
  TTLExpiredException: 'expired',
  HeaderSizeExceeded: 'too-large',
};

const letterOf = (queue: QueueName, message: ServiceBusReceivedMessage): DeadLetter => ({
  queue,
  sequenceNumber: numberOf(message),
  messageId: String(message.messageId ?? ''),
  reason: reasons[message.deadLetterReason ?? ''] ?? 'other',
  deliveryCount: message.deliveryCount ?? 0,
  enqueuedAt: toIso(message.enqueuedTimeUtc?.getTime() ?? fromIso('1970-01-01T00:00:00Z')),
  body: message.body,
});
