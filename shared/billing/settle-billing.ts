import { ok } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type BillingAccountStore, billingAccountId } from './billing-account.ts';
import type { ChangeBilling } from './change-billing.ts';
import type { DueBilling } from './due-billing.ts';

/**
 * [L12] What has fallen due on an account: terms that begin, months that close, trials to announce. The entry that asked goes
 * once the account names another time; a redelivery before that settles again, which changes nothing. A company that has
 * no account yet gets one where the trial of its mailboxes is to be announced.
 */
export const makeSettleBilling =
  (deps: {
    readonly changeBilling: ChangeBilling;
    readonly billingAccounts: BillingAccountStore;
    readonly dueBilling: DueBilling;
  }) =>
  async (ctx: TenantContext, { dueAt }: { readonly dueAt: string }): Promise<void> => {
    await deps.changeBilling(ctx, ({ settled: { account } }) => ok({ account, answer: undefined }));
    const after = await deps.billingAccounts.get(ctx, billingAccountId);
    if (after?.value.dueAt !== dueAt) await deps.dueBilling.remove(ctx, dueAt);
  };
