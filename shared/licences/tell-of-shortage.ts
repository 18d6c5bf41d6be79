import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { Decision } from './change-seating.ts';
import { isCovered, type Seating } from './seating.ts';

export interface TellOfShortageDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly clock: Clock;
  readonly random: Random;
}

export type TellOfShortage = (
  ctx: TenantContext,
  seating: Seating,
) => Promise<Required<Pick<Decision<void>, 'seating' | 'alongside'>>>;

const silence = { changes: [], messages: [] };

/**
 * [N1] A mail for the administrator once mailboxes or whole imports are without a licence; again only when the figures
 * have changed. To be kept in the commit of the seating, which remembers what was told.
 */
export const makeTellOfShortage = (deps: TellOfShortageDeps): TellOfShortage => {
  return async (ctx, seating) => {
    const { account, imports } = seating;
    const now = deps.clock.now();
    const paused = imports.filter((each) => !isCovered(account, each, now)).length;
    const isShort = paused > 0 || imports.some(({ waiting }) => waiting.length > 0);
    const { needed, held, told } = account;
    const isTold = told?.needed === needed && told.held === held;
    if (!isShort || isTold) return { seating, alongside: silence };
    const tenant = await deps.tenants.get(ctx, tenantEntityId);
    const recipient = tenant?.value.notificationAddress;
    if (tenant === undefined || recipient === undefined) return { seating, alongside: silence };
    const { language } = tenant.value;
    const params = { needed, held, missing: Math.max(0, needed - held), paused };
    const { change, message } = notificationQueued(
      ctx,
      { kind: 'licences-short', recipient, language, params },
      deps,
    );
    return {
      seating: { ...seating, account: { ...account, told: { needed, held } } },
      alongside: { changes: [change], messages: [message] },
    };
  };
};
