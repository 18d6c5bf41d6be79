import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { toDate } from '../../kernel/clock.ts';
import type { Envelope, MessageBus } from '../../kernel/message-bus.ts';
import type { QueueName } from '../../kernel/messages.ts';
import { silentTelemetry, type Telemetry } from '../../kernel/telemetry.ts';
import { busError } from './bus-error.ts';

/** Sends in batches, one sender a queue, kept open. Bodies are JSON objects: the Functions library parses them back. */
export const makeMessageBus = (
  client: ServiceBusClient,
  telemetry: Telemetry = silentTelemetry,
): MessageBus => {
  const senders = new Map<QueueName, ServiceBusSender>();
  const senderOf = (queue: QueueName): ServiceBusSender => {
    const known = senders.get(queue);
    if (known !== undefined) return known;
    const sender = client.createSender(queue);
    senders.set(queue, sender);
    return sender;
  };

  const sendTo = async (queue: QueueName, messages: readonly Envelope[]) => {
    const sender = senderOf(queue);
    let batch = await sender.createMessageBatch();
    for (const message of messages.map(toWire)) {
      if (batch.tryAddMessage(message)) continue;
      await sender.sendMessages(batch);
      batch = await sender.createMessageBatch();
      if (!batch.tryAddMessage(message)) throw new Error(`a message to ${queue} is too large`);
    }
    if (batch.count > 0) await sender.sendMessages(batch);
  };

  return {
    send: async (messages) => {
      const byQueue = Map.groupBy(messages, (message) => message.queue);
      try {
        for (const [queue, some] of byQueue) {
          const attributes = {
            'messaging.system': 'servicebus',
            'messaging.operation.type': 'send',
            'messaging.destination.name': queue,
            'messaging.batch.message_count': some.length,
          };
          await telemetry.span(`send ${queue}`, { kind: 'producer', attributes }, () => sendTo(queue, some));
        }
      } catch (error) {
        throw busError(error);
      }
    },
  };
};

const toWire = (message: Envelope): ServiceBusMessage => ({
  body: message.body,
  contentType: 'application/json',
  messageId: message.id,
  correlationId: message.correlationId,
  applicationProperties: {
    // The second name is the one that the Functions host reads.
    ...(message.traceparent === undefined
      ? {}
      : { traceparent: message.traceparent, 'Diagnostic-Id': message.traceparent }),
    ...(message.retry === undefined ? {} : { retry: message.retry }),
  },
  ...(message.notBefore === undefined ? {} : { scheduledEnqueueTimeUtc: toDate(message.notBefore) }),
});
