import { toIso } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { eraseAfter } from './due-erasures.ts';
import { afterFinding, type NoteAccessDeps } from './note-access.ts';
import type { Organisation } from './organisation.ts';
import { missingPermissions } from './permissions.ts';
import { type Region, type Tenant, tenantEntityId } from './tenant.ts';
import type { TenantRegions } from './tenant-regions.ts';
import { defaultTimeZone } from './time-zone.ts';
import { wakesOf } from './wakes.ts';

export interface ConfirmedTenant {
  readonly organisation: Organisation;
  readonly permissions: readonly string[];
  readonly region: Region;
  readonly timeZone?: string | undefined;
}

export interface SetUpTenantDeps extends NoteAccessDeps {
  readonly tenantRegions: Pick<TenantRegions, 'settle'>;
  /** Whether what is left of an earlier time is being erased just now: until that has ended, nothing new begins. */
  readonly isBeingErased: (ctx: TenantContext) => Promise<boolean>;
}

export type SetUpTenant = ReturnType<typeof makeSetUpTenant>;

const attempts = 5;

/**
 * [T2] Creates the record of a tenant that has consented, or renews it: what the company chose itself (time zone,
 * language, address) stays, what Entra says of it is taken over.
 */
export const makeSetUpTenant =
  (deps: SetUpTenantDeps) =>
  async (
    ctx: TenantContext,
    confirmed: ConfirmedTenant,
  ): Promise<
    Result<{ readonly tenant: Tenant; readonly first: boolean }, { readonly type: 'being-erased' }>
  > => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await deps.isBeingErased(ctx)) return err({ type: 'being-erased' });
      const known = await deps.tenants.get(ctx, tenantEntityId);
      const tenant =
        known === undefined
          ? created(ctx, { ...confirmed, region: await settled(ctx, confirmed, deps) }, deps)
          : renewed(known.value, confirmed, deps);
      const change =
        known === undefined
          ? deps.tenants.inserted(ctx, tenant)
          : deps.tenants.replaced(ctx, known.etag, tenant);
      const due = tenant.erasedAfter;
      if (due !== undefined && due !== known?.value.erasedAfter) await deps.dueErasures.put(ctx, due);
      const mail = welcome(ctx, known, tenant, deps);
      const done = await deps.commit(ctx, mail === undefined ? [change] : [change, mail.change], [
        ...(mail === undefined ? [] : [mail.message]),
        ...wakesOf(known?.value, tenant),
      ]);
      if (!done.ok) continue;
      const former = known?.value.erasedAfter;
      if (former !== undefined && due === undefined) await deps.dueErasures.remove(ctx, former);
      return ok({ tenant, first: known === undefined });
    }
    throw new ServiceError('table storage');
  };

/** [T4] Before the first row: whatever a later link says, the tenant stays where this puts it. */
const settled = (ctx: TenantContext, { region }: ConfirmedTenant, deps: SetUpTenantDeps): Promise<Region> =>
  deps.tenantRegions.settle(ctx, region);

const created = (ctx: TenantContext, confirmed: ConfirmedTenant, deps: NoteAccessDeps): Tenant => {
  const { displayName, defaultDomain, countryCode, preferredLanguage } = confirmed.organisation;
  const complete = missingPermissions(confirmed.permissions).length === 0;
  return {
    tenantId: ctx.tenantId,
    displayName,
    defaultDomain,
    countryCode,
    language: preferredLanguage,
    timeZone: confirmed.timeZone ?? defaultTimeZone,
    region: confirmed.region,
    state: complete ? 'active' : 'consent-lost',
    ...(complete ? {} : { erasedAfter: eraseAfter(deps) }),
    permissions: [...confirmed.permissions].sort(),
    consentedAt: toIso(deps.clock.now()),
  };
};

const renewed = (known: Tenant, confirmed: ConfirmedTenant, deps: NoteAccessDeps): Tenant => {
  const { displayName, defaultDomain, countryCode } = confirmed.organisation;
  const found = { ...known, displayName, defaultDomain, countryCode, consentedAt: toIso(deps.clock.now()) };
  return afterFinding(found, { type: 'granted', permissions: confirmed.permissions }, eraseAfter(deps));
};

/** Told to the address that the company has given, where there is something to tell: it is let in again. */
const welcome = (
  ctx: TenantContext,
  known: Versioned<Tenant> | undefined,
  { state, notificationAddress, language, displayName }: Tenant,
  deps: NoteAccessDeps,
) => {
  const news = known !== undefined && known.value.state !== state && state === 'active';
  if (!news || notificationAddress === undefined) return undefined;
  const params = { organisation: displayName.slice(0, 256) };
  const request = { kind: 'tenant-onboarded', recipient: notificationAddress, language, params } as const;
  return notificationQueued(ctx, request, deps);
};
