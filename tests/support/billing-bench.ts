import { type BillingAccount, billingAccountId } from '../../shared/billing/billing-account.ts';
import { makeCorrectStatement } from '../../shared/billing/correct-statement.ts';
import { makeListPlans } from '../../shared/billing/list-plans.ts';
import { makeManageSubscription, makePreviewSubscription } from '../../shared/billing/manage-subscription.ts';
import { makeQueueSettlements } from '../../shared/billing/queue-settlements.ts';
import { makeReadBilling } from '../../shared/billing/read-billing.ts';
import { makeSettleBilling } from '../../shared/billing/settle-billing.ts';
import type { Statement } from '../../shared/billing/statement.ts';
import { makeSubscribe } from '../../shared/billing/subscribe.ts';
import type { Charge } from '../../shared/billing/subscription.ts';
import { fromIso, toIso } from '../../shared/kernel/clock.ts';
import type { Notification } from '../../shared/notifications/notification.ts';
import { type Tenant, tenantEntityId } from '../../shared/tenants/tenant.ts';
import { makeLicenceBench } from './licence-bench.ts';
import { succeeded } from './tenant-fixtures.ts';

/** One company with everything of shared/billing and shared/licences over memory; time passes as the timer sees it. */
export const makeBillingBench = (options: Parameters<typeof makeLicenceBench>[0] = {}) => {
  const bench = makeLicenceBench(options);
  const { ctx, clock, billing, stores } = bench;
  const all = { ...billing, changeBilling: bench.changeBilling, recordAct: bench.recordAct };
  const settleBilling = makeSettleBilling(all);
  const manageSubscription = makeManageSubscription(all);
  const setTo = (iso: string) => clock.advance(fromIso(iso) - clock.now());

  const due = async (until: string): Promise<readonly string[]> => {
    const entries: string[] = [];
    for await (const { dueAt } of billing.dueBilling.acrossTenants(until)) entries.push(dueAt);
    return entries;
  };

  const statements = async (): Promise<readonly Statement[]> => {
    const found: Statement[] = [];
    for await (const { value } of stores.statements.all(ctx)) found.unshift(value);
    return found;
  };
  const account = async (): Promise<BillingAccount | undefined> =>
    (await stores.billingAccounts.get(ctx, billingAccountId))?.value;

  return {
    ...bench,
    settleBilling,
    subscribe: makeSubscribe(all),
    manageSubscription,
    previewSubscription: makePreviewSubscription(all),
    correctStatement: makeCorrectStatement(all),
    readBilling: makeReadBilling(all),
    listPlans: makeListPlans(billing),
    queueSettlements: makeQueueSettlements({ ...billing, log: () => {} }),
    setTo,
    due,
    statements,
    account,
    /** Every charge there ever was, in order of time. */
    charges: async (): Promise<readonly Charge[]> => [
      ...(await statements()).flatMap(({ lines }) =>
        lines.map(({ taxRate: _rate, corrects: _line, ...line }) => line as Charge),
      ),
      ...((await account())?.charges ?? []),
    ],
    /** The timer fires at each moment at which something falls due. */
    passUntil: async (iso: string) => {
      for (let next = (await due(iso))[0]; next !== undefined; next = (await due(iso))[0]) {
        if (fromIso(next) > clock.now()) setTo(next);
        await settleBilling(ctx, { dueAt: next });
      }
      setTo(iso);
    },
    now: () => toIso(clock.now()),
    mails: async (): Promise<readonly Notification[]> => {
      const found: Notification[] = [];
      for await (const { value } of stores.notifications.all(ctx)) found.push(value);
      return found.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    },
    changeTenant: async (fields: Partial<Tenant>) => {
      const stored = await stores.tenants.get(ctx, tenantEntityId);
      if (stored === undefined) throw new Error('no company');
      succeeded(
        await stores.commit(ctx, [stores.tenants.replaced(ctx, stored.etag, { ...stored.value, ...fields })]),
      );
    },
    /** The app's running subscription, changed without a look at its ETag. */
    wish: async (wish: Parameters<typeof manageSubscription>[3]) => {
      const running = (await account())?.subscriptions.find(
        ({ plan, state }) => state !== 'ended' && plan.startsWith('app'),
      );
      return manageSubscription(ctx, running?.id ?? '', () => true, wish);
    },
  };
};
export type BillingBench = ReturnType<typeof makeBillingBench>;
