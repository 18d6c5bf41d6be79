import { makeChangeBilling } from '../../shared/billing/change-billing.ts';
import { makeCorrectStatement } from '../../shared/billing/correct-statement.ts';
import { makeListPlans } from '../../shared/billing/list-plans.ts';
import { makeManageSubscription, makePreviewSubscription } from '../../shared/billing/manage-subscription.ts';
import { makeQueueSettlements } from '../../shared/billing/queue-settlements.ts';
import { makeReadBilling } from '../../shared/billing/read-billing.ts';
import { makeSettleBilling } from '../../shared/billing/settle-billing.ts';
import { makeSubscribe } from '../../shared/billing/subscribe.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeChangeSeating } from '../../shared/licences/change-seating.ts';
import type { NoteSeatShortage } from '../../shared/seats/note-seat-shortage.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [L1]–[L3][L12] What a company subscribes to, and what it owes for it. */
export const makeBillingWork = (
  ports: Ports,
  stores: Stores,
  { noteSeatShortage }: { readonly noteSeatShortage: NoteSeatShortage },
) => {
  const changeSeating = makeChangeSeating({
    ...ports,
    accounts: stores.licenceAccounts,
    seatLists: stores.seatLists,
  });
  const deps = { ...ports, ...stores, changeSeating };
  const changeBilling = makeChangeBilling(deps);
  const all = { ...deps, changeBilling };
  const settleBilling = makeSettleBilling(all);
  return {
    subscribe: makeSubscribe(all),
    manageSubscription: makeManageSubscription(all),
    previewSubscription: makePreviewSubscription(all),
    correctStatement: makeCorrectStatement(all),
    listPlans: makeListPlans(all),
    readBilling: makeReadBilling(all),
    settleBilling: async (ctx: TenantContext, due: { readonly dueAt: string }) => {
      await settleBilling(ctx, due);
      await noteSeatShortage(ctx);
    },
    queueSettlements: makeQueueSettlements(all),
  };
};
