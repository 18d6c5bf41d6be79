import rhea from 'rhea';
import { err, ok } from '../../../../shared/kernel/result.ts';
import type { NewMessage } from '../rules/message.ts';
import { badRequest, notAllowed, refused, tooLarge } from './conditions.ts';
import { readMessage } from './content.ts';
import { maxMessageBytes } from './inbound.ts';
import type { Operation } from './operation.ts';
import { numbers } from './values.ts';

const longArray = 0x81;

const schedule: Operation = ({ broker, entity, body }) => {
  if (entity.isDeadLetter) return err(notAllowed('Messages cannot be sent to a dead-letter queue.'));
  const entries: unknown = body['messages'];
  if (!Array.isArray(entries) || entries.length === 0) return err(badRequest("'messages' must be a list."));
  const messages: NewMessage[] = [];
  for (const entry of entries) {
    const payload: unknown = entry?.message;
    const message = Buffer.isBuffer(payload) ? readMessage(payload, broker.newId) : undefined;
    if (!Buffer.isBuffer(payload) || message === undefined)
      return err(badRequest('An entry is no AMQP message.'));
    if (payload.length > maxMessageBytes) return err(tooLarge(payload.length, maxMessageBytes));
    if (message.dueAt === null) return err(badRequest('x-opt-scheduled-enqueue-time is missing.'));
    messages.push(message);
  }
  const sent = broker.send(entity, messages);
  if (!sent.ok) return err(refused(sent.error));
  return ok({ 'sequence-numbers': rhea.types.wrap_array([...sent.value], longArray, undefined) });
};

const cancel: Operation = ({ broker, entity, body }) => {
  const sequences = numbers(body, 'sequence-numbers');
  if (!sequences.ok) return sequences;
  const cancelled = entity.queue.cancelScheduled(sequences.value);
  broker.commit(entity);
  return cancelled.ok ? ok(undefined) : err(refused(cancelled.error));
};

export const scheduleOperations: Readonly<Record<string, Operation>> = {
  'com.microsoft:schedule-message': schedule,
  'com.microsoft:cancel-scheduled-message': cancel,
};
