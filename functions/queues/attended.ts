import type { Clock } from '../../shared/kernel/clock.ts';
import type { Log } from '../../shared/kernel/log.ts';
import type { MessageBus } from '../../shared/kernel/message-bus.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import { deliveryOf } from './delivery.ts';
import type { QueueRegistry } from './handle.ts';
import { makePostpone } from './postpone.ts';
import { makeTraceDelivery } from './trace-delivery.ts';

export interface AttendDeps {
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
}

/** The registry for consumers whose deliveries are measured, and put off while a service is away. */
export const attended = (app: QueueRegistry, deps: AttendDeps): QueueRegistry => {
  const trace = makeTraceDelivery(deps);
  const postpone = makePostpone(deps);
  return {
    serviceBusQueue: (name, { handler, ...options }) =>
      app.serviceBusQueue(name, {
        ...options,
        handler: (message, invocation) => {
          const delivery = deliveryOf(invocation);
          return trace(options.queueName, message, delivery, () =>
            postpone(options.queueName, message, delivery, async () => handler(message, invocation)),
          );
        },
      }),
  };
};
