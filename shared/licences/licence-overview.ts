import { type BillingAccountStore, billingAccountId } from '../billing/billing-account.ts';
import { licencesLater } from '../billing/book-licences.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import {
  emptyAccount,
  type LicenceAccount,
  type LicenceAccountStore,
  licenceAccountId,
} from './licence-account.ts';
import type { Plan } from './plans.ts';
import { isCovered } from './seating.ts';
import { trialRuns } from './trial.ts';

/** [L8] What a company needs, holds and uses at one moment. */
export interface LicenceOverview {
  /** Distinct mailboxes that all imports target. */
  readonly needed: number;
  readonly held: number;
  /** To be booked for all of `needed`; while the trial runs nothing is kept back for it. */
  readonly missing: number;
  /** Distinct mailboxes with a seat in an import that is covered. */
  readonly inUse: number;
  readonly plan: Plan;
  /** [L12] What the end of the term that is paid will change. */
  readonly later?: { readonly held: number; readonly plan: Plan; readonly on: string };
  readonly trial?: { readonly startedAt: string; readonly endsAt: string; readonly running: boolean };
  /** In order of creation. */
  readonly imports: readonly {
    readonly importId: string;
    readonly mailboxes: number;
    /** Mailboxes without a seat. */
    readonly waiting: number;
    readonly covered: boolean;
  }[];
}

export type LicencesLater = LicenceOverview['later'] | undefined;

export const overviewOf = (account: LicenceAccount, now: number, later: LicencesLater): LicenceOverview => {
  const running = trialRuns(account.trial, now);
  return {
    needed: account.needed,
    held: account.held,
    missing: Math.max(0, account.needed - account.held),
    inUse: running ? account.seated : account.fitting,
    plan: account.plan,
    ...(later === undefined ? {} : { later }),
    ...(account.trial === undefined ? {} : { trial: { ...account.trial, running } }),
    imports: account.imports.map((each) => ({
      importId: each.importId,
      mailboxes: each.seats + each.waiting,
      waiting: each.waiting,
      covered: isCovered(account, each, now),
    })),
  };
};

/** Also changes when the trial ends, because the overview does. */
export const overviewEtag = (account: Versioned<LicenceAccount> | undefined, now: number): string =>
  account === undefined ? 'none' : `${account.etag}|${trialRuns(account.value.trial, now)}`;

export const makeReadLicences =
  ({
    accounts,
    billingAccounts,
    clock,
  }: {
    readonly accounts: LicenceAccountStore;
    readonly billingAccounts: BillingAccountStore;
    readonly clock: Clock;
  }) =>
  async (ctx: TenantContext): Promise<Versioned<LicenceOverview>> => {
    const account = await accounts.get(ctx, licenceAccountId);
    const billed = (await billingAccounts.get(ctx, billingAccountId))?.value;
    const now = clock.now();
    return {
      value: overviewOf(account?.value ?? emptyAccount, now, billed && licencesLater(billed)),
      etag: overviewEtag(account, now),
    };
  };
