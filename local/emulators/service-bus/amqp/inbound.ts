import type { Delivery, Receiver } from 'rhea';
import type { Broker } from '../broker.ts';
import type { Entity } from '../entities.ts';
import type { NewMessage } from '../rules/message.ts';
import { badRequest, type Condition, refused, tooLarge } from './conditions.ts';
import { readMessage } from './content.ts';
import { accepted, rejected } from './outcomes.ts';
import { decode, senderParts, settle } from './rhea-parts.ts';

/** Standard tier, for a message and for a batch as a whole. */
export const maxMessageBytes = 256 * 1024;
const batchFormat = 0x80013700;

/** A client's sending link: what arrives is stored, then accepted. */
export function attachInbound(broker: Broker, entity: Entity, link: Receiver): void {
  senderParts(link).local.attach.max_message_size = maxMessageBytes;
  link.on('message', ({ message, delivery }: { message?: unknown; delivery?: Delivery }) => {
    if (delivery === undefined) return;
    broker.counts.add('transfers');
    const refusal = accept(broker, entity, message as Buffer, delivery.format);
    settle(delivery, refusal === undefined ? accepted() : rejected(refusal));
  });
}

function accept(broker: Broker, entity: Entity, payload: Buffer, format: number): Condition | undefined {
  if (payload.length > maxMessageBytes) return tooLarge(payload.length, maxMessageBytes);
  const messages =
    format === batchFormat ? readBatch(payload, broker.newId) : [readMessage(payload, broker.newId)];
  if (!messages.every((message) => message !== undefined))
    return badRequest('The transfer is no AMQP message.');
  const sent = broker.send(entity, messages);
  return sent.ok ? undefined : refused(sent.error);
}

/** A batch is one transfer whose data sections are encoded messages; all are stored or none. */
function readBatch(payload: Buffer, newId: () => string): readonly (NewMessage | undefined)[] {
  const body: unknown = decode(payload)?.body;
  const isData = typeof body === 'object' && body !== null && 'content' in body;
  if (!isData) return [undefined];
  const parts: readonly unknown[] = Array.isArray(body.content) ? body.content : [body.content];
  return parts.map((part) => (Buffer.isBuffer(part) ? readMessage(part, newId) : undefined));
}
