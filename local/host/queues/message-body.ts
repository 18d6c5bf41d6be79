import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedData } from '../worker/protocol.ts';

/**
 * A message's body as bytes. The receiver is opened with `skipParsingBodyAsJson`, so a data section arrives as it was sent.
 *
 * @throws Error for an AMQP value or sequence that is no text: the cloud's binding cannot convert it either, and such a
 * message ends in the dead-letter queue after its deliveries.
 */
export const bodyBytes = (message: ServiceBusReceivedMessage): Buffer => {
  const body: unknown = message.body;
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body, 'utf8');
  if (body === undefined || body === null) return Buffer.alloc(0);
  throw new Error(
    `Message ${String(message.messageId)} has no binary or text body; its AMQP value or sequence cannot be bound.`,
  );
};

/** The trigger's input: text (the library parses it as JSON if it can, else hands over the text), or bytes if the binding says so. */
export const messageInput = (message: ServiceBusReceivedMessage, binary: boolean): TypedData => {
  const bytes = bodyBytes(message);
  return binary ? { bytes } : { string: bytes.toString('utf8') };
};

export const batchInput = (messages: readonly ServiceBusReceivedMessage[], binary: boolean): TypedData => {
  const bodies = messages.map(bodyBytes);
  return binary
    ? { collectionBytes: { bytes: bodies } }
    : { collectionString: { string: bodies.map((body) => body.toString('utf8')) } };
};
