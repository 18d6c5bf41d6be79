import type { Clock } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type DueErasures, eraseAfter } from './due-erasures.ts';
import { missingPermissions } from './permissions.ts';
import { type Tenant, type TenantStore, tenantEntityId, tenantTransitions } from './tenant.ts';
import { wakesOf } from './wakes.ts';

export interface NoteAccessDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  readonly dueErasures: DueErasures;
  /** Days until the data of a tenant without consent are erased. */
  readonly graceDays: number;
}

/** What was found out about our access to a tenant: the permissions that it grants, or how it refuses. */
export type AccessFinding =
  | { readonly type: 'granted'; readonly permissions: readonly string[] }
  | ConsentRequired
  | AccessBlocked;

export type NoteAccess = ReturnType<typeof makeNoteAccess>;

const attempts = 5;

/**
 * [T3][T6] Keeps what was found: whoever is refused says so, and who is let in again. State and mail are one commit, and
 * only the commit that leaves `active`, or sets a day of erasure, has a mail: once per loss, however many meet it. Answers
 * the tenant as it is now.
 */
export const makeNoteAccess =
  (deps: NoteAccessDeps) =>
  async (ctx: TenantContext, finding: AccessFinding): Promise<Versioned<Tenant> | undefined> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await deps.tenants.get(ctx, tenantEntityId);
      if (known === undefined) return undefined;
      const next = afterFinding(known.value, finding, eraseAfter(deps));
      if (next === known.value) return known;
      const due = next.erasedAfter;
      const isNewlyDue = due !== undefined && due !== known.value.erasedAfter;
      if (isNewlyDue) await deps.dueErasures.put(ctx, due);
      const mail = known.value.state === 'active' || isNewlyDue ? lossMail(ctx, next, deps) : undefined;
      const done = await deps.commit(
        ctx,
        [deps.tenants.replaced(ctx, known.etag, next), ...(mail === undefined ? [] : [mail.change])],
        [...(mail === undefined ? [] : [mail.message]), ...wakesOf(known.value, next)],
      );
      if (!done.ok) continue;
      const former = known.value.erasedAfter;
      if (former !== undefined && due === undefined) await deps.dueErasures.remove(ctx, former);
      return { value: next, etag: done.value[0] ?? '' };
    }
    throw new ServiceError('table storage');
  };

/**
 * The same object where the finding says nothing new. Who loses the consent is erased after `erasedAfter`, unless a day is
 * set already: that one stays until the consent is back, also while a policy blocks us.
 */
export const afterFinding = (tenant: Tenant, finding: AccessFinding, erasedAfter: string): Tenant => {
  if (tenant.state === 'erasing') return tenant;
  const permissions = permissionsAfter(tenant, finding);
  const isSame = permissions.join() === [...tenant.permissions].sort().join();
  // Only an administrator of the company ends a departure, not a consent that comes and goes.
  if (tenant.state === 'leaving') return isSame ? tenant : { ...tenant, permissions };
  if (finding.type === 'access-blocked') {
    return tenant.state === 'access-blocked'
      ? tenant
      : moved(tenantTransitions, { ...tenant, blockedBy: finding.code }, 'access-blocked');
  }
  const complete = finding.type === 'granted' && missingPermissions(permissions).length === 0;
  const state = complete ? 'active' : 'consent-lost';
  const { blockedBy: _over, erasedAfter: former, ...open } = tenant;
  if (tenant.state === state && isSame && complete === (former === undefined)) return tenant;
  const due = complete ? {} : { erasedAfter: former ?? erasedAfter };
  return moved(tenantTransitions, { ...open, permissions, ...due }, state);
};

const permissionsAfter = (tenant: Tenant, finding: AccessFinding): string[] => {
  if (finding.type === 'granted') return [...finding.permissions].sort();
  if (finding.type === 'access-blocked') return [...tenant.permissions].sort();
  return tenant.permissions.filter((permission) => !finding.missingPermissions.includes(permission)).sort();
};

const lossMail = (
  ctx: TenantContext,
  tenant: Tenant,
  deps: NoteAccessDeps,
): { readonly change: Change; readonly message: Message } | undefined => {
  if (tenant.notificationAddress === undefined) return undefined;
  const to = { recipient: tenant.notificationAddress, language: tenant.language };
  const organisation = tenant.displayName.slice(0, 256);
  if (tenant.state === 'access-blocked') {
    const code = (tenant.blockedBy ?? 'unknown').replace(/[^\w.:-]/g, '').slice(0, 64) || 'unknown';
    return notificationQueued(ctx, { kind: 'access-blocked', ...to, params: { organisation, code } }, deps);
  }
  if (tenant.state !== 'consent-lost' || tenant.erasedAfter === undefined) return undefined;
  const params = { organisation, erasedAfter: tenant.erasedAfter, timeZone: tenant.timeZone };
  return notificationQueued(ctx, { kind: 'consent-lost', ...to, params }, deps);
};
