import type { Clock } from '../../shared/kernel/clock.ts';
import { type QueueName, queues } from '../../shared/kernel/messages.ts';
import type { SpanAttributes, Telemetry } from '../../shared/kernel/telemetry.ts';
import type { Delivery } from './delivery.ts';

/**
 * One delivery as a span of the trace that the message names, or of a new one, with its age and its end as figures.
 */
export const makeTraceDelivery =
  ({ telemetry, clock }: { readonly telemetry: Telemetry; readonly clock: Clock }) =>
  <T>(queue: string, message: unknown, delivery: Delivery, work: () => Promise<T>): Promise<T> => {
    const about = { 'messaging.destination.name': queue };
    const { enqueuedAt } = delivery;
    if (enqueuedAt !== undefined) {
      telemetry.record('switchboard.queue.message.age', (clock.now() - enqueuedAt) / 1000, about);
    }
    const attributes: SpanAttributes = {
      ...about,
      ...idsOf(message),
      'messaging.system': 'servicebus',
      'messaging.operation.type': 'process',
      'messaging.message.id': delivery.messageId,
      'messaging.servicebus.message.delivery_count': delivery.count,
      ...(delivery.retry === 0 ? {} : { 'switchboard.retry': delivery.retry }),
    };
    const options = { kind: 'consumer', parent: delivery.traceparent, attributes } as const;
    return telemetry.span(`process ${queue}`, options, async () => {
      try {
        return await work();
      } catch (error) {
        if (delivery.count >= mostDeliveries(queue)) {
          telemetry.record('switchboard.queue.dead_lettered', 1, about);
        }
        throw error;
      }
    });
  };

const mostDeliveries = (queue: string): number =>
  Object.hasOwn(queues, queue) ? queues[queue as QueueName].maxDeliveryCount : Number.POSITIVE_INFINITY;

const named = {
  tenantId: 'switchboard.tenant.id',
  correlationId: 'switchboard.correlation.id',
  sourceId: 'switchboard.source.id',
  importId: 'switchboard.import.id',
  runId: 'switchboard.run.id',
} as const;

/** Hex digits in groups, as all ids of ours are: the message has not been checked yet. */
const id = /^[0-9a-f]{6,}(-[0-9a-f]{2,})*$/i;

const idsOf = (message: unknown): SpanAttributes => {
  if (typeof message !== 'object' || message === null) return {};
  const found: Record<string, string | number> = {};
  for (const [name, attribute] of Object.entries(named)) {
    const value: unknown = Reflect.get(message, name);
    if (typeof value === 'string' && id.test(value)) found[attribute] = value;
  }
  const block: unknown = Reflect.get(message, 'number');
  if (typeof block === 'number') found['switchboard.block'] = block;
  return found;
};
