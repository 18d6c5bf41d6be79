import type { makeEraseTenant } from '../../shared/departures/erase-tenant.ts';
import { erasureBody } from '../../shared/departures/erasure.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** [T6] Begins the erasure of a tenant whose grace period has ended, or goes on with it. */
export const registerTenantErasures = (
  app: QueueRegistry,
  deps: { readonly eraseTenant: ReturnType<typeof makeEraseTenant>; readonly log: Log },
): void => onQueue(app, 'tenant-erasures', erasureBody, deps.log, deps.eraseTenant);
