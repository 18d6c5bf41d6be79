import rhea from 'rhea';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { QueueMessage } from '../rules/message.ts';
import { type Condition, refused } from './conditions.ts';
import { encodeMessage } from './content.ts';
import { toUuidBytes } from './lock-token.ts';
import { nothing, type Operation } from './operation.ts';
import { clientTime } from './outbound.ts';
import { number, numbers, optionalText } from './values.ts';

/** Deliveries that have ended without success: the one under way does not count. */
const earlierDeliveries = (message: QueueMessage): number =>
  message.lock === null ? message.deliveryCount : message.deliveryCount - 1;

const peek: Operation = ({ broker, entity, body }) => {
  const from = number(body, 'from-sequence-number');
  if (!from.ok) return from;
  const max = number(body, 'message-count');
  if (!max.ok) return max;
  const found = entity.queue.peek(from.value, max.value, optionalText(body, 'session-id'));
  broker.commit(entity);
  if (found.length === 0) return ok(nothing);
  const messages = found.map((message) => ({
    message: encodeMessage(message, { lockedUntil: null, earlierDeliveries: earlierDeliveries(message) }),
  }));
  return ok({ messages });
};

const receiveDeferred: Operation = ({ broker, entity, body }): Result<unknown, Condition> => {
  const sequences = numbers(body, 'sequence-numbers');
  if (!sequences.ok) return sequences;
  const mode = body['receiver-settle-mode'] === 0 ? 'receive-and-delete' : 'peek-lock';
  const received = entity.queue.receiveDeferred(sequences.value, optionalText(body, 'session-id'), mode);
  broker.commit(entity);
  if (!received.ok) return err(refused(received.error));
  broker.counts.add('messagesDelivered', received.value.length);
  const messages = received.value.map((message) => {
    const lock = message.lock;
    const lockedUntil = lock === null || lock.until === Infinity ? null : clientTime(broker, lock.until);
    const encoded = encodeMessage(message, { lockedUntil, earlierDeliveries: message.deliveryCount - 1 });
    const token = lock === null ? {} : { 'lock-token': rhea.types.wrap_uuid(toUuidBytes(lock.token)) };
    return { message: encoded, ...token };
  });
  return ok({ messages });
};

export const messageOperations: Readonly<Record<string, Operation>> = {
  'com.microsoft:peek-message': peek,
  'com.microsoft:receive-by-sequence-number': receiveDeferred,
};
