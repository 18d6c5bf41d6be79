import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import type { Message } from '../kernel/messages.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import type { DueErasures } from '../tenants/due-erasures.ts';
import type { NoteAccess } from '../tenants/note-access.ts';
import type { Organisations } from '../tenants/organisation.ts';
import { type Tenant, type TenantStore, tenantEntityId, tenantTransitions } from '../tenants/tenant.ts';
import { type Erasure, type ErasureStore, erasureMessage } from './erasure.ts';
import { gateMemoryMs } from './erasure-gate.ts';

/** Between the last moment at which something may begin and the end of the keys: afterwards nobody writes any more. */
export const quietMs = longestInvocationMs + gateMemoryMs + 4 * 60_000;

/** [L12] What a company still owes, as rows and messages for the commit that begins its erasure. */
export type CloseBilling = (
  ctx: TenantContext,
) => Promise<{ readonly changes: readonly Change[]; readonly messages: readonly Message[] }>;

export interface BeginErasureDeps {
  readonly tenants: TenantStore;
  readonly erasures: ErasureStore;
  readonly notifications: NotificationStore;
  readonly dueErasures: DueErasures;
  readonly organisations: Organisations;
  readonly noteAccess: NoteAccess;
  readonly closeBilling: CloseBilling;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * [T6] Begins an erasure, if it still is to be: state and date are asked of the tenant itself, and of a withdrawn consent
 * Entra a last time. An entry that nobody stands for goes. Lost races and doubts end without a trace: the entry stays,
 * and the next firing of the timer looks again.
 */
export const makeBeginErasure =
  (deps: BeginErasureDeps) =>
  async (ctx: TenantContext, dueAt: string): Promise<void> => {
    const known = await deps.tenants.get(ctx, tenantEntityId);
    if (known?.value.erasedAfter !== dueAt) {
      await deps.dueErasures.remove(ctx, dueAt);
      return;
    }
    if (fromIso(dueAt) > deps.clock.now()) return;
    const tenant = known.value.state === 'leaving' ? known : await afterLastLook(ctx, deps);
    if (tenant?.value.erasedAfter !== dueAt) return;
    const { state } = tenant.value;
    if (state !== 'leaving' && state !== 'consent-lost') return;

    const erasure = begun(tenant.value, deps);
    const value = moved(tenantTransitions, tenant.value, 'erasing');
    const mail = farewell(ctx, value, deps);
    const owed = await deps.closeBilling(ctx);
    const done = await deps.commit(
      ctx,
      [
        deps.tenants.replaced(ctx, tenant.etag, value),
        deps.erasures.inserted(ctx, erasure),
        ...owed.changes,
        ...(mail === undefined ? [] : [mail.change]),
      ],
      [erasureMessage(ctx, erasure), ...owed.messages, ...(mail === undefined ? [] : [mail.message])],
    );
    if (!done.ok) return;
    const { tenantId, correlationId } = ctx;
    deps.log('warn', 'erasure begun', { tenantId, correlationId, reason: erasure.cause });
  };

/** What cannot be undone is not done on hearsay: where Entra does not answer, it waits. */
const afterLastLook = async (
  ctx: TenantContext,
  { organisations, noteAccess }: BeginErasureDeps,
): Promise<Versioned<Tenant> | undefined> => {
  const granted = await organisations.grantedPermissions(ctx);
  if (granted.ok) return noteAccess(ctx, { type: 'granted', permissions: granted.value });
  if (granted.error.type === 'unavailable') throw new ServiceError(granted.error.service);
  return noteAccess(ctx, granted.error);
};

const begun = (tenant: Tenant, { clock, random }: BeginErasureDeps): Erasure => {
  const now = clock.now();
  return {
    id: random.id(),
    state: 'closing',
    cause: tenant.departure === undefined ? 'consent-withdrawn' : 'requested',
    domain: tenant.defaultDomain,
    region: tenant.region,
    ...tenant.departure,
    erasedAfter: tenant.erasedAfter ?? toIso(now),
    begunAt: toIso(now),
    notBefore: toIso(now + quietMs),
    step: 0,
    keys: [],
    counts: {},
  };
};

/** Sent before the keys go, because the address goes with them: nobody's address is kept to report the end. */
const farewell = (ctx: TenantContext, tenant: Tenant, deps: BeginErasureDeps) => {
  const { notificationAddress, language, displayName } = tenant;
  if (notificationAddress === undefined) return undefined;
  const params = { organisation: displayName.slice(0, 256) };
  const request = { kind: 'erasure-begun', recipient: notificationAddress, language, params } as const;
  return notificationQueued(ctx, request, deps);
};
