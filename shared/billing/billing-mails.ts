import type { Clock } from '../kernel/clock.ts';
import type { Change } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { toDecimal } from './money.ts';
import type { Settled } from './settle.ts';
import { statementNumber } from './statement.ts';

/** [L2][N1] Mails about a trial that ends soon and a statement that was issued. Nobody to write to, no mail. */
export const billingMails = (
  ctx: TenantContext,
  { notificationAddress: recipient, language }: Tenant,
  { notices, statements }: Settled,
  deps: { readonly notifications: NotificationStore; readonly clock: Clock; readonly random: Random },
): readonly { readonly change: Change; readonly message: Message }[] => {
  if (recipient === undefined) return [];
  return [
    ...notices.map(({ product, on, days, continues }) =>
      notificationQueued(
        ctx,
        {
          kind: 'trial-ends',
          recipient,
          language,
          params: { product, on, days, continues: continues ? 1 : 0 },
        },
        deps,
      ),
    ),
    ...statements.map((statement) =>
      notificationQueued(
        ctx,
        {
          kind: 'statement-issued',
          recipient,
          language,
          params: {
            number: statementNumber(ctx.tenantId, statement),
            gross: toDecimal(statement.gross),
            currency: statement.currency,
          },
        },
        deps,
      ),
    ),
  ];
};
