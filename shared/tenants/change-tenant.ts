import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Invalid, invalid, type NotFound, notFound, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type Tenant, type TenantStore, tenantEntityId } from './tenant.ts';
import { isTimeZone } from './time-zone.ts';

export interface TenantChanges {
  readonly timeZone?: string | undefined;
  readonly language?: Tenant['language'] | undefined;
  /** Null takes it away: then nobody is told of a loss. */
  readonly notificationAddress?: string | null | undefined;
}

/** `allowed` judges the stored ETag by the caller's `If-Match`. */
export const makeChangeTenant =
  (deps: { readonly tenants: TenantStore; readonly commit: Commit }) =>
  async (
    ctx: TenantContext,
    allowed: (etag: string) => boolean,
    changes: TenantChanges,
  ): Promise<Result<Versioned<Tenant>, Invalid | NotFound | Stale>> => {
    const known = await deps.tenants.get(ctx, tenantEntityId);
    if (known === undefined) return err(notFound);
    if (!allowed(known.etag)) return err(stale);
    const { timeZone, language, notificationAddress } = changes;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      return err(invalid({ pointer: '/timeZone', rule: 'time-zone' }));
    }
    const { notificationAddress: former, ...rest } = known.value;
    const address = notificationAddress === undefined ? former : (notificationAddress ?? undefined);
    const value: Tenant = {
      ...rest,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(language === undefined ? {} : { language }),
      ...(address === undefined ? {} : { notificationAddress: address }),
    };
    const done = await deps.commit(ctx, [deps.tenants.replaced(ctx, known.etag, value)]);
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };
