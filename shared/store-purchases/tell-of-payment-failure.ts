import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { endOf } from './advance-purchase.ts';
import { managementLink } from './management-link.ts';
import type { Purchase } from './purchase.ts';

export type TellOfPaymentFailure = (
  ctx: TenantContext,
  before: Purchase,
  after: Purchase,
) => Promise<{ readonly changes: readonly Change[]; readonly messages: readonly Message[] }>;

const silence = { changes: [], messages: [] };

const isUnpaid = ({ state }: Purchase): boolean => state === 'grace' || state === 'on-hold';

/**
 * [L5][N1] A mail to the buyer once a store cannot collect any more; from grace into hold it is the same failure. To be kept
 * in the commit of the purchase: its state decides, so that what a store repeats or tells late mails nobody again.
 */
export const makeTellOfPaymentFailure =
  (deps: {
    readonly tenants: TenantStore;
    readonly notifications: NotificationStore;
    readonly clock: Clock;
    readonly random: Random;
    /** The app's name at Google, where that store is offered. */
    readonly packageName: string | undefined;
  }): TellOfPaymentFailure =>
  async (ctx, before, after) => {
    if (isUnpaid(before) || !isUnpaid(after)) return silence;
    const tenant = (await deps.tenants.get(ctx, tenantEntityId))?.value;
    if (tenant === undefined) return silence;
    const { language, timeZone } = tenant;
    const params = {
      store: after.store,
      runs: after.state === 'grace' ? 1 : 0,
      until: toIso(endOf(after)),
      timeZone,
      managementUrl: managementLink(after, deps.packageName),
    };
    const request = { kind: 'payment-failed', recipient: after.userId, language, params } as const;
    const { change, message } = notificationQueued(ctx, request, deps);
    return { changes: [change], messages: [message] };
  };
