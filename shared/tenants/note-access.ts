import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { missingPermissions } from './permissions.ts';
import { type Tenant, type TenantStore, tenantEntityId, tenantTransitions } from './tenant.ts';

export interface NoteAccessDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
  /** Days until the data of a tenant without consent are erased; 30 unless told. */
  readonly graceDays?: number;
}

/** What was found out about our access to a tenant: the permissions that it grants, or how it refuses. */
export type AccessFinding =
  | { readonly type: 'granted'; readonly permissions: readonly string[] }
  | ConsentRequired
  | AccessBlocked;

export type NoteAccess = ReturnType<typeof makeNoteAccess>;

const attempts = 5;
const day = 24 * 60 * 60 * 1000;

/**
 * [T3][T6] Keeps what was found: whoever is refused says so, and who is let in again. State and mail are one commit, and
 * only the commit that leaves `active` has a mail: once per loss, however many meet it. Answers the tenant as it is now.
 */
export const makeNoteAccess =
  (deps: NoteAccessDeps) =>
  async (ctx: TenantContext, finding: AccessFinding): Promise<Versioned<Tenant> | undefined> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = await deps.tenants.get(ctx, tenantEntityId);
      if (known === undefined) return undefined;
      const next = afterFinding(known.value, finding);
      if (next === known.value) return known;
      const mail = known.value.state === 'active' ? lossMail(ctx, next, deps) : undefined;
      const done = await deps.commit(
        ctx,
        [deps.tenants.replaced(ctx, known.etag, next), ...(mail === undefined ? [] : [mail.change])],
        mail === undefined ? [] : [mail.message],
      );
      if (done.ok) return { value: next, etag: done.value[0] ?? '' };
    }
    throw new ServiceError('table storage');
  };

/** The same object where the finding says nothing new. */
export const afterFinding = (tenant: Tenant, finding: AccessFinding): Tenant => {
  if (finding.type === 'access-blocked') {
    return tenant.state === 'access-blocked'
      ? tenant
      : moved(tenantTransitions, { ...tenant, blockedBy: finding.code }, 'access-blocked');
  }
  const permissions =
    finding.type === 'granted'
      ? [...finding.permissions].sort()
      : tenant.permissions.filter((permission) => !finding.missingPermissions.includes(permission));
  const complete = finding.type === 'granted' && missingPermissions(permissions).length === 0;
  const state = complete ? 'active' : 'consent-lost';
  if (tenant.state === state && permissions.join() === [...tenant.permissions].sort().join()) return tenant;
  const { blockedBy: _over, ...open } = tenant;
  return moved(tenantTransitions, { ...open, permissions }, state);
};

const lossMail = (
  ctx: TenantContext,
  tenant: Tenant,
  deps: NoteAccessDeps,
): { readonly change: Change; readonly message: Message } | undefined => {
  if (tenant.notificationAddress === undefined || tenant.state === 'active') return undefined;
  const to = { recipient: tenant.notificationAddress, language: tenant.language };
  const organisation = tenant.displayName.slice(0, 256);
  if (tenant.state === 'access-blocked') {
    const code = (tenant.blockedBy ?? 'unknown').replace(/[^\w.:-]/g, '').slice(0, 64) || 'unknown';
    return notificationQueued(ctx, { kind: 'access-blocked', ...to, params: { organisation, code } }, deps);
  }
  const erasedAfter = toIso(deps.clock.now() + (deps.graceDays ?? 30) * day);
  const params = { organisation, erasedAfter, timeZone: tenant.timeZone };
  return notificationQueued(ctx, { kind: 'consent-lost', ...to, params }, deps);
};
