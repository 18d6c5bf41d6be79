import * as z from 'zod';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Log } from '../../shared/kernel/log.ts';
import type { Envelope, MessageBus } from '../../shared/kernel/message-bus.ts';
import { renamed } from '../../shared/kernel/message-ids.ts';
import { type QueueName, queueNames } from '../../shared/kernel/messages.ts';
import { ServiceError } from '../../shared/kernel/service-error.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import type { Delivery } from './delivery.ts';

/** 5, 10, 20 … seconds, half an hour at most; a little more than two hours in all. */
const firstPauseMs = 5_000;
const longestPauseMs = 30 * 60_000;
const maxRetries = 12;

/** Epoch ms to wait before the retry of this number, from 1; undefined: it is not tried again. */
export const pauseMs = (retry: number): number | undefined =>
  retry > maxRetries ? undefined : Math.min(longestPauseMs, firstPauseMs * 2 ** (retry - 1));

const bodySchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export interface PostponeDeps {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
}

/**
 * Work that fails because a service is away is put off: the message is sent anew with a growing pause, and this delivery
 * counts as done. Thrown errors would come back at once and use up the queue's ten deliveries within seconds. A crash
 * between the two sends it again under the same id, which the queue drops. Where the queue itself is away, or patience has
 * ended, it is thrown on.
 */
export const makePostpone =
  (deps: PostponeDeps) =>
  async <T>(
    queue: string,
    message: unknown,
    delivery: Delivery,
    work: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const again = laterOne(deps, queue, message, delivery);
      if (again === undefined) throw error;
      await deps.bus.send([again]).catch(() => {
        throw error;
      });
      const { id: messageId, correlationId, notBefore = 0 } = again;
      const retryAfterMs = notBefore - deps.clock.now();
      deps.log('warn', 'message postponed', {
        queue,
        messageId,
        correlationId,
        reason: error.service,
        retryAfterMs,
      });
      deps.telemetry.record('switchboard.queue.postponed', 1, { 'messaging.destination.name': queue });
      return undefined;
    }
  };

const isQueue = (name: string): name is QueueName => (queueNames as readonly string[]).includes(name);

const laterOne = (
  { clock, telemetry }: PostponeDeps,
  queue: string,
  message: unknown,
  { messageId, retry, traceparent: sentFrom }: Delivery,
): Envelope | undefined => {
  const body = bodySchema.safeParse(message);
  const pause = pauseMs(retry + 1);
  if (!isQueue(queue) || messageId === undefined || !body.success || pause === undefined) return undefined;
  const traceparent = telemetry.traceparent() ?? sentFrom;
  return {
    queue,
    id: renamed(messageId, 'retry', retry + 1),
    correlationId: String(body.data['correlationId']),
    body: body.data,
    notBefore: clock.now() + pause,
    retry: retry + 1,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
};
