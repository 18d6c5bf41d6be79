import type { InvocationContext, ServiceBusQueueFunctionOptions } from '@azure/functions';
import * as z from 'zod';
import { faultFields } from '../../shared/http/fault.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import type { Log } from '../../shared/kernel/log.ts';
import type { QueueName } from '../../shared/kernel/messages.ts';
import { ServiceError } from '../../shared/kernel/service-error.ts';
import { systemContext, type TenantContext } from '../../shared/kernel/tenant-context.ts';

/** The part of `app` of @azure/functions that is needed: `app` itself fits. */
export interface QueueRegistry {
  serviceBusQueue(name: string, options: ServiceBusQueueFunctionOptions): void;
}

const envelope = z.object({ tenantId: z.guid(), correlationId: z.string().min(1).max(64) });

/** A message that no delivery will ever make sense of. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/**
 * A function on a queue: the body by its schema, the tenant's context, the work. What is thrown brings the message back
 * until the queue dead-letters it. That goes for a malformed one, too: the platform's trigger settles by return or throw
 * alone, and ten quick deliveries are a small price for a dead letter that an operator can look at.
 */
export const onQueue = <Body>(
  app: QueueRegistry,
  queue: QueueName,
  schema: z.ZodType<Body>,
  log: Log,
  work: (ctx: TenantContext, body: Body) => Promise<unknown>,
): void =>
  app.serviceBusQueue(queue, {
    connection: 'ServiceBus',
    queueName: queue,
    handler: async (message: unknown, invocation: InvocationContext) => {
      const deliveryCount = Number(invocation.triggerMetadata?.['deliveryCount'] ?? 1);
      const head = envelope.safeParse(message);
      const body = schema.safeParse(message);
      if (!head.success || !body.success) {
        log('error', 'malformed message', { queue, deliveryCount });
        throw new MalformedMessage(`a message of ${queue} does not parse`);
      }
      const ctx = {
        ...systemContext(tenantId(head.data.tenantId), head.data.correlationId),
        operation: queue,
      };
      const about = { queue, deliveryCount, tenantId: ctx.tenantId, correlationId: ctx.correlationId };
      try {
        await work(ctx, body.data);
        log('debug', 'message done', about);
      } catch (error) {
        // What a service that is away keeps from being done is put off, not lost.
        const level = error instanceof ServiceError ? 'warn' : 'error';
        log(level, 'message failed', { ...about, ...faultFields(error) });
        throw error;
      }
    },
  });
