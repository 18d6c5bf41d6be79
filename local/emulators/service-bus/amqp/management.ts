import type { Message } from 'rhea';
import type { Broker } from '../broker.ts';
import type { Entity } from '../entities.ts';
import { notImplemented } from './conditions.ts';
import { messageOperations } from './message-operations.ts';
import { nothing, type Operation } from './operation.ts';
import { type Answer, failure } from './peer.ts';
import { scheduleOperations } from './schedule-operations.ts';
import { sessionOperations } from './session-operations.ts';
import { settleOperations } from './settle-operations.ts';

/** Everything that the client asks of `queue/$management`. Rules of subscriptions and batch-delete are not among it. */
const operations: Readonly<Record<string, Operation>> = {
  ...messageOperations,
  ...scheduleOperations,
  ...settleOperations,
  ...sessionOperations,
};

export function manage(broker: Broker, entity: Entity, message: Message): Answer {
  broker.counts.add('managementRequests');
  const name = String(message.application_properties?.['operation']);
  const operation = operations[name];
  if (operation === undefined) return failure(notImplemented(`The operation '${name}'`));
  const result = operation({ broker, entity, body: message.body ?? {} });
  if (!result.ok) return failure(result.error);
  if (result.value === nothing) return { status: 204, description: 'No Content' };
  return { status: 200, description: 'OK', body: result.value };
}
