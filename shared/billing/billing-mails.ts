import type { Clock } from '../kernel/clock.ts';
import type { Change } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { catalogue } from './catalogue.ts';
import { toDecimal } from './money.ts';
import type { TrialNotice } from './settle.ts';
import { type Statement, statementNumber } from './statement.ts';
import type { Subscription } from './subscription.ts';

/** What a commit on an account has to tell. */
interface BillingNews {
  readonly notices: readonly TrialNotice[];
  readonly statements: readonly Statement[];
  readonly cancelled: readonly Subscription[];
}

/** [L2][L3][N1] A trial that ends soon, a cancellation, a statement. Nobody to write to, no mail. */
export const billingMails = (
  ctx: TenantContext,
  { notificationAddress: recipient, language }: Tenant,
  { notices, statements, cancelled }: BillingNews,
  deps: { readonly notifications: NotificationStore; readonly clock: Clock; readonly random: Random },
): readonly { readonly change: Change; readonly message: Message }[] => {
  if (recipient === undefined) return [];
  const to = { recipient, language };
  return [
    ...notices.map(({ product, on, days, continues }) => {
      const params = { product, on, days, continues: continues ? 1 : 0 };
      return notificationQueued(ctx, { kind: 'trial-ends', ...to, params }, deps);
    }),
    ...cancelled.map(({ plan, until, cancelledOn = '' }) => {
      const params = { product: catalogue[plan].product, on: until ?? cancelledOn };
      return notificationQueued(ctx, { kind: 'subscription-cancelled', ...to, params }, deps);
    }),
    ...statements.map((statement) => {
      const params = {
        number: statementNumber(ctx.tenantId, statement),
        gross: toDecimal(statement.gross),
        currency: statement.currency,
        correction: statement.corrects === undefined ? 0 : 1,
      };
      return notificationQueued(ctx, { kind: 'statement-issued', ...to, params }, deps);
    }),
  ];
};
