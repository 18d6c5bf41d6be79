import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedData } from '../worker/protocol.ts';
import { bodyBytes } from './message-body.ts';

/** A message's properties under the names that the cloud's Service Bus extension 5.x gives them. */
const properties = (message: ServiceBusReceivedMessage): Readonly<Record<string, unknown>> => {
  const userProperties = message.applicationProperties ?? {};
  return {
    // The JavaScript SDK passes AMQP's count of earlier deliveries on; the cloud's host (.NET) counts this one too.
    DeliveryCount: (message.deliveryCount ?? 0) + 1,
    DeadLetterSource: message.deadLetterSource,
    LockToken: message.lockToken,
    ExpiresAtUtc: expiry(message.expiresAtUtc),
    ExpiresAt: expiry(message.expiresAtUtc),
    EnqueuedTimeUtc: message.enqueuedTimeUtc,
    EnqueuedTime: message.enqueuedTimeUtc,
    MessageId: message.messageId === undefined ? undefined : String(message.messageId),
    ContentType: message.contentType,
    ReplyTo: message.replyTo,
    SequenceNumber: message.sequenceNumber?.toNumber(),
    To: message.to,
    Subject: message.subject,
    Label: message.subject,
    CorrelationId: message.correlationId === undefined ? undefined : String(message.correlationId),
    ApplicationProperties: userProperties,
    UserProperties: userProperties,
    SessionId: message.sessionId,
    ReplyToSessionId: message.replyToSessionId,
    PartitionKey: message.partitionKey,
  };
};

/** A message without time to live expires, for .NET, at the end of its calendar; JavaScript's would be in the year 31197. */
const expiry = (at: Date | undefined): string | undefined => {
  if (at === undefined) return undefined;
  return at.getUTCFullYear() > 9999 ? '9999-12-31T23:59:59.9999999Z' : at.toISOString();
};

/** Trigger metadata of one message; the library lowers the first letters and parses every string that is JSON. */
export const singleMetadata = (
  message: ServiceBusReceivedMessage,
  binary: boolean,
): Readonly<Record<string, TypedData>> => {
  const data = new Map<string, TypedData>();
  for (const [name, value] of Object.entries(properties(message))) put(data, name, value);
  if (!binary) addBodyProperties(data, bodyBytes(message).toString('utf8'));
  return Object.fromEntries(data);
};

/** Trigger metadata of a batch: each property as an array, `MessageIdArray` and so on. */
export const batchMetadata = (
  messages: readonly ServiceBusReceivedMessage[],
): Readonly<Record<string, TypedData>> => {
  const all = messages.map(properties);
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [`${name}Array`, { json: JSON.stringify(all.map((one) => one[name] ?? null)) }]),
  );
};

const put = (data: Map<string, TypedData>, name: string, value: unknown): void => {
  if (value === undefined || value === null) return;
  data.set(name, typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) });
};

/**
 * The cloud's host mixes the top-level properties of a JSON object into the metadata and lets them win over the message's
 * own: a body with a `messageId` hides the message's. Lists are left out. Code that trusts metadata must meet this here.
 */
const addBodyProperties = (data: Map<string, TypedData>, text: string): void => {
  const body = parseObject(text);
  for (const [name, value] of Object.entries(body ?? {})) {
    if (value === null || Array.isArray(value)) continue;
    const same = [...data.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
    put(data, same ?? name, typeof value === 'object' ? value : dotNetText(value));
  }
};

/** Scalars become text as .NET writes them: `true` is "True", which the library then cannot parse. */
const dotNetText = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const parseObject = (text: string): Record<string, unknown> | undefined => {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};
