import type { ErasureGate } from '../../shared/departures/erasure-gate.ts';
import { isGuid, tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import type { QueueRegistry } from './handle.ts';

const untilTheKeysGo: ReadonlySet<string> = new Set(['notifications', 'outbox-relay']);

/**
 * [T6] The same registry, whose functions find nothing to do for a tenant that is being erased: the message is done. While
 * the keys are there, what was promised is still sent, so that the last mail arrives.
 */
export const withoutErased = (app: QueueRegistry, erasureOf: ErasureGate): QueueRegistry => ({
  serviceBusQueue: (name, options) =>
    app.serviceBusQueue(name, {
      ...options,
      handler: async (message, invocation) => {
        const tenant = tenantOf(message);
        const erasure =
          tenant === undefined ? undefined : await erasureOf(systemContext(tenantId(tenant), name));
        const isLast = erasure?.state === 'closing' && untilTheKeysGo.has(name);
        if (erasure === undefined || isLast) await options.handler(message, invocation);
      },
    }),
});

const tenantOf = (message: unknown): string | undefined => {
  const named = typeof message === 'object' && message !== null && 'tenantId' in message;
  return named && typeof message.tenantId === 'string' && isGuid(message.tenantId)
    ? message.tenantId
    : undefined;
};
