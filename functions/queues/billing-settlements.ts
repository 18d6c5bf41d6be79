import type { makeSettleBilling } from '../../shared/billing/settle-billing.ts';
import { settlementBody } from '../../shared/billing/settlement-message.ts';
import type { Log } from '../../shared/kernel/log.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** [L12] Terms that begin, months that close. */
export const registerBillingSettlements = (
  app: QueueRegistry,
  deps: { readonly settleBilling: ReturnType<typeof makeSettleBilling>; readonly log: Log },
): void => onQueue(app, 'billing-settlements', settlementBody, deps.log, deps.settleBilling);
