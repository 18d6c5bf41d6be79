import type { Clock } from '../kernel/clock.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Erasure, type ErasureStore, erasureEntityId } from './erasure.ts';

/** How long an instance may go on believing that a tenant is not being erased; part of `quietMs`. */
export const gateMemoryMs = 60_000;
const mostRemembered = 10_000;

/** The erasure under way, to whom it matters: requests, queues and timers leave such a tenant alone. */
export type ErasureGate = (ctx: TenantContext) => Promise<Erasure | undefined>;

/** Costs one read per tenant, instance and minute. That an erasure is under way is never remembered. */
export const makeErasureGate = (deps: {
  readonly erasures: ErasureStore;
  readonly clock: Clock;
}): ErasureGate => {
  const open = new Map<TenantId, number>();
  return async (ctx) => {
    const now = deps.clock.now();
    if ((open.get(ctx.tenantId) ?? 0) > now) return undefined;
    open.delete(ctx.tenantId);
    const found = (await deps.erasures.get(ctx, erasureEntityId))?.value;
    if (found !== undefined) return found;
    if (open.size >= mostRemembered) open.clear();
    open.set(ctx.tenantId, now + gateMemoryMs);
    return undefined;
  };
};
