import { canonicalJson } from '../contacts/canonical-json.ts';
import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { Sleep } from '../kernel/sleep.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeating } from '../licences/change-seating.ts';
import {
  emptyAccount,
  type LicenceAccount,
  type LicenceAccountStore,
  licenceAccountId,
} from '../licences/licence-account.ts';
import type { Plan } from '../licences/plans.ts';
import { holding } from '../licences/seating.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { type Tenant, type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import {
  type BillingAccount,
  type BillingAccountStore,
  billingAccountId,
  newBillingAccount,
  runningOf,
} from './billing-account.ts';
import { billingMails } from './billing-mails.ts';
import { licencesOf } from './book-licences.ts';
import type { DueBilling } from './due-billing.ts';
import { type Circumstances, nextDay, type Settled, settle } from './settle.ts';
import { settlementMessage } from './settlement-message.ts';
import type { Statement, StatementStore } from './statement.ts';
import type { Subscription } from './subscription.ts';
import { taxNoteOf, taxRateOf } from './tax.ts';
import { dayAt, firstDayFrom, startOfDay } from './terms.ts';

export interface BillingDeps {
  readonly billingAccounts: BillingAccountStore;
  readonly statements: StatementStore;
  readonly licenceAccounts: LicenceAccountStore;
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly dueBilling: DueBilling;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
}

/** An account as it stands at this moment, with what was read of it. */
export interface OpenedBilling {
  readonly tenant: Tenant;
  readonly stored: Versioned<BillingAccount> | undefined;
  readonly at: Circumstances;
  readonly settled: Settled;
  /** As the licences' own account has it. */
  readonly held: number;
  readonly plan: Plan;
}

export interface Decided<T> {
  readonly account: BillingAccount;
  readonly answer: T;
  /** Issued beside those that time has closed. */
  readonly statements?: readonly Statement[];
  /** Rows of the caller's own. */
  readonly changes?: readonly Change[];
}

/** What the account becomes; without a decision of its own, what time has made of it. Asked again where somebody was faster. */
export type Decide<T, E> = (opened: OpenedBilling) => Result<Decided<T>, E> | Promise<Result<Decided<T>, E>>;

/**
 * `known`: the licences' account, where it was read already; `last`: nothing is to come after this. `conflict` (`tenant-not-ready`): the
 * company is not set up.
 */
export const openBilling = async (
  { tenants, billingAccounts, licenceAccounts, clock }: BillingDeps,
  ctx: TenantContext,
  { known, last = false }: { readonly known?: LicenceAccount; readonly last?: boolean } = {},
): Promise<Result<OpenedBilling, Conflict>> => {
  const tenant = (await tenants.get(ctx, tenantEntityId))?.value;
  if (tenant === undefined) return err(conflict('tenant-not-ready'));
  const stored = await billingAccounts.get(ctx, billingAccountId);
  const { trial, held, plan } =
    known ?? (await licenceAccounts.get(ctx, licenceAccountId))?.value ?? emptyAccount;
  const now = clock.now();
  const today = dayAt(now, tenant.timeZone);
  const left = tenant.state === 'leaving' ? tenant.departure?.requestedAt : undefined;
  const leftOn = left === undefined ? undefined : dayAt(fromIso(left), tenant.timeZone);
  const at = {
    today,
    now: toIso(now),
    mailboxTrialUntil: trial && firstDayFrom(trial.endsAt, tenant.timeZone),
    leftOn: leftOn ?? (last ? today : undefined),
    taxRate: taxRateOf(tenant.countryCode),
    taxNote: taxNoteOf(tenant.countryCode),
    customer: { displayName: tenant.displayName, countryCode: tenant.countryCode },
  };
  const settled = settle(stored?.value ?? newBillingAccount(today), at);
  return ok({ tenant, stored, at, settled, held, plan });
};

/**
 * Rows and messages that make `account` true: the account under its ETag, the statements that time has closed, the mails
 * about both. The due entry is there before the account names it.
 */
export const billingChanges = async (
  deps: BillingDeps,
  ctx: TenantContext,
  { tenant, stored, at, settled }: OpenedBilling,
  { account: decided, statements: issued = [], changes = [] }: Omit<Decided<unknown>, 'answer'>,
): Promise<{ readonly changes: readonly Change[]; readonly messages: readonly Message[] }> => {
  const { billingAccounts, statements } = deps;
  const day = nextDay(decided);
  const { dueAt: _before, ...rest } = decided;
  const account: BillingAccount =
    day === undefined ? rest : { ...rest, dueAt: startOfDay(day, tenant.timeZone) };
  const before = stored?.value ?? newBillingAccount(account.openFrom);
  if (canonicalJson(before) === canonicalJson(account)) return { changes: [], messages: [] };
  if (account.dueAt !== undefined && account.dueAt !== stored?.value.dueAt) {
    await deps.dueBilling.put(ctx, account.dueAt);
  }
  const all = [...settled.statements, ...issued];
  const news = { notices: settled.notices, statements: all, cancelled: cancelledBy(before, account) };
  const mails = billingMails(ctx, tenant, news, deps);
  return {
    changes: [
      stored === undefined
        ? billingAccounts.inserted(ctx, account)
        : billingAccounts.replaced(ctx, stored.etag, account),
      ...all.map((statement) => statements.inserted(ctx, statement)),
      ...mails.map(({ change }) => change),
      ...changes,
    ],
    messages: [
      ...mails.map(({ message }) => message),
      ...(seatsOf(account) > seatsOf(before) ? [settlementMessage(ctx.tenantId, at.now)] : []),
    ],
  };
};

/** Where there are more of them, settling looks whether what the administrator was told of too few still holds. */
const seatsOf = (account: BillingAccount): number => runningOf(account, 'app')?.quantity ?? 0;

/** Cancelled by this change; also mailboxes of which none are to be held any more. */
const cancelledBy = (before: BillingAccount, after: BillingAccount): readonly Subscription[] => {
  const was = new Set(before.subscriptions.filter(willEnd).map(({ id }) => id));
  return after.subscriptions.filter((each) => willEnd(each) && !was.has(each.id));
};

const willEnd = ({ state, cancelledOn, quantity, next }: Subscription): boolean =>
  cancelledOn !== undefined || (state !== 'ended' && (next?.quantity ?? quantity) === 0);

/** A subscription that ended in a month which was closed on the same occasion, by a late timer, is gone with its licences. */
const licencesAfter = ({ stored, held, plan }: OpenedBilling, after: BillingAccount) => {
  const gone = stored !== undefined && licencesOf(stored.value) !== undefined;
  return licencesOf(after) ?? { held: gone ? 0 : held, plan };
};

const maxTries = 12;
const pauseMs = 20;

export type ChangeBilling = ReturnType<typeof makeChangeBilling>;

/**
 * The one way in which an account changes: settled first, then decided on, then committed under its ETag with the statements
 * that time has closed and the licences that follow from it. Whoever was slower looks again, a bounded number of times,
 * then throws for a redelivery.
 */
export const makeChangeBilling = (deps: BillingDeps & { readonly changeSeating: ChangeSeating }) => {
  const keep = async (ctx: TenantContext, opened: OpenedBilling, decided: Decided<unknown>) => {
    const { changes, messages } = await billingChanges(deps, ctx, opened, decided);
    const { held, plan } = licencesAfter(opened, decided.account);
    if (held === opened.held && plan === opened.plan) {
      return changes.length === 0 ? ok([]) : deps.commit(ctx, changes, messages);
    }
    return deps.changeSeating(
      ctx,
      async (before) => ({
        answer: undefined,
        seating: holding(before, { held, plan }, deps.clock.now()),
        alongside: { changes, messages },
        commits: true,
      }),
      (all, queued) => deps.commit(ctx, all, queued),
    );
  };

  return async <T, E>(ctx: TenantContext, decide: Decide<T, E>): Promise<Result<T, E | Conflict>> => {
    for (let attempt = 1; attempt <= maxTries; attempt++) {
      const opened = await openBilling(deps, ctx);
      if (!opened.ok) return opened;
      const decided = await decide(opened.value);
      if (!decided.ok) return decided;
      if ((await keep(ctx, opened.value, decided.value)).ok) return ok(decided.value.answer);
      const [chance = 0] = deps.random.bytes(1);
      await deps.sleep(Math.ceil(pauseMs * attempt * (0.5 + chance / 256)));
    }
    throw new ServiceError('table storage');
  };
};
