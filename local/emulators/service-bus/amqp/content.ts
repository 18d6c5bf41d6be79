import rhea from 'rhea';
import type { NewMessage, QueueMessage } from '../rules/message.ts';
import { decode } from './rhea-parts.ts';
import { encodeSection, join, section, split } from './sections.ts';

/**
 * Reads what a client sends. Undefined for bytes that are no message. The content keeps the sender's bytes; a message
 * without an id is stamped with one, because clients and duplicate detection rely on it.
 */
export function readMessage(payload: Uint8Array, newId: () => string): NewMessage | undefined {
  const message = decode(payload);
  if (message === undefined) return undefined;
  const id = message.message_id ?? newId();
  const { body: _body, application_properties: _properties, ...properties } = message;
  const kept = split(payload).filter((part) => part.code >= section.messageAnnotations);
  const stamped = {
    code: section.properties,
    bytes: encodeSection(section.properties, { ...properties, message_id: id }),
  };
  const scheduled: unknown = message.message_annotations?.['x-opt-scheduled-enqueue-time'];
  return {
    id: Buffer.isBuffer(id) ? id.toString('hex') : String(id),
    sessionId: message.group_id ?? null,
    content: message.message_id === undefined ? join(kept, [stamped]) : join(kept, []),
    dueAt: scheduled === undefined || scheduled === null ? null : Number(scheduled),
    ttlMs: message.ttl ?? null,
  };
}

/** The content with application properties set, as abandon, defer and dead-letter allow. */
export function withProperties(content: Uint8Array, changes: Readonly<Record<string, unknown>>): Uint8Array {
  if (Object.keys(changes).length === 0) return content;
  const properties = { ...decode(content)?.application_properties, ...changes };
  const code = section.applicationProperties;
  return join(split(content), [{ code, bytes: encodeSection(code, { application_properties: properties }) }]);
}

const states = { active: 0, deferred: 1, scheduled: 2 } as const;

export interface Envelope {
  /** Epoch ms by the client's clock; null when the message is not locked for it. */
  readonly lockedUntil: number | null;
  /** On the wire the delivery under way does not count: 0 on the first, as the service writes it. */
  readonly earlierDeliveries: number;
}

/** The message as a receiver gets it: the sender's bytes with the broker's header and annotations. */
export function encodeMessage(message: QueueMessage, envelope: Envelope): Buffer {
  const { wrap_int, wrap_long, wrap_timestamp } = rhea.types;
  const content = withProperties(message.content, {
    ...(message.deadLetter?.reason == null ? {} : { DeadLetterReason: message.deadLetter.reason }),
    ...(message.deadLetter?.description == null
      ? {}
      : { DeadLetterErrorDescription: message.deadLetter.description }),
  });
  const sections = split(content);
  const sent = sections.find((part) => part.code === section.messageAnnotations);
  const head = {
    durable: true,
    ...(message.ttlMs === null ? {} : { ttl: Math.min(message.ttlMs, 0xffffffff) }),
    delivery_count: envelope.earlierDeliveries,
    message_annotations: {
      ...(sent === undefined ? {} : decode(sent.bytes)?.message_annotations),
      'x-opt-sequence-number': wrap_long(message.sequence),
      'x-opt-enqueued-time': wrap_timestamp(message.enqueuedAt),
      'x-opt-message-state': wrap_int(states[message.state]),
      ...(envelope.lockedUntil === null
        ? {}
        : { 'x-opt-locked-until': wrap_timestamp(envelope.lockedUntil) }),
      ...(message.deadLetter === null ? {} : { 'x-opt-deadletter-source': message.deadLetter.source }),
    },
  };
  const encoded = split(rhea.message.encode(head));
  return join(
    sections,
    encoded.filter((part) => part.code === section.header || part.code === section.messageAnnotations),
  );
}
