import type { ErasureGate } from '../../shared/departures/erasure-gate.ts';
import { isGuid, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import type { QueueRegistry } from './handle.ts';

/**
 * [T6] The same registry, whose functions find nothing to do for a tenant that is being erased: the message is done. Mails
 * still go while the keys are there, so that the last one arrives.
 */
export const withoutErased = (app: QueueRegistry, erasureOf: ErasureGate): QueueRegistry => ({
  serviceBusQueue: (name, options) =>
    app.serviceBusQueue(name, {
      ...options,
      handler: async (message, invocation) => {
        const tenant = tenantOf(message);
        const erasure =
          tenant === undefined ? undefined : await erasureOf(systemContext(tenantId(tenant), name));
        const mayMail = name === 'notifications' && erasure?.state === 'closing';
        if (erasure === undefined || mayMail) await options.handler(message, invocation);
      },
    }),
});

const tenantOf = (message: unknown): string | undefined => {
  const named = typeof message === 'object' && message !== null && 'tenantId' in message;
  return named && typeof message.tenantId === 'string' && isGuid(message.tenantId)
    ? message.tenantId
    : undefined;
};
