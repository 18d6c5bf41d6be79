import { settlementMessage } from '../billing/settlement-message.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import {
  type Conflict,
  conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Stale,
  stale,
} from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type DueErasures, eraseAfter } from '../tenants/due-erasures.ts';
import { type Tenant, type TenantStore, tenantEntityId, tenantTransitions } from '../tenants/tenant.ts';

export interface RequestDepartureDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly dueErasures: DueErasures;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  /** Days in which the departure can be undone. */
  readonly graceDays: number;
}

/**
 * [T6] The company leaves: from now on nothing is imported and no partner reads its shares; everything is erased once the
 * grace period has ended. `domain` is the company's own, typed as confirmation. A day that a lost consent has set stays.
 */
export const makeRequestDeparture =
  (deps: RequestDepartureDeps) =>
  async (
    ctx: TenantContext,
    allowed: (etag: string) => boolean,
    domain: string,
  ): Promise<Result<Tenant, NotFound | Stale | Invalid | Conflict>> => {
    const known = await deps.tenants.get(ctx, tenantEntityId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    if (known.value.state === 'erasing') return err(conflict('tenant-erasing'));
    if (known.value.state === 'leaving') return err(conflict('tenant-leaving'));
    if (domain.trim().toLowerCase() !== known.value.defaultDomain.toLowerCase()) {
      return err(invalid({ pointer: '/domain', rule: 'own-domain' }));
    }
    const { blockedBy: _blocked, erasedAfter = eraseAfter(deps), ...open } = known.value;
    const departure = { requestedBy: requesterOf(ctx), requestedAt: toIso(deps.clock.now()) };
    const value = moved(tenantTransitions, { ...open, erasedAfter, departure }, 'leaving');
    const mail = confirmation(ctx, value, erasedAfter, deps);
    await deps.dueErasures.put(ctx, erasedAfter);
    const done = await deps.commit(
      ctx,
      [deps.tenants.replaced(ctx, known.etag, value), ...(mail === undefined ? [] : [mail.change])],
      [
        // Subscriptions end, and what is owed is put on a statement.
        settlementMessage(ctx.tenantId, departure.requestedAt),
        ...(mail === undefined ? [] : [mail.message]),
      ],
    );
    return done.ok ? ok(value) : err(stale);
  };

const requesterOf = ({ actor }: TenantContext): string => ('oid' in actor ? actor.oid : actor.kind);

const confirmation = (
  ctx: TenantContext,
  { notificationAddress, language, displayName, timeZone }: Tenant,
  erasedAfter: string,
  deps: RequestDepartureDeps,
) => {
  if (notificationAddress === undefined) return undefined;
  const params = { organisation: displayName.slice(0, 256), erasedAfter, timeZone };
  const request = { kind: 'departure-requested', recipient: notificationAddress, language, params } as const;
  return notificationQueued(ctx, request, deps);
};
