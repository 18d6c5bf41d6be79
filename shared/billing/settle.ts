import { advance } from './advance.ts';
import type { BillingAccount } from './billing-account.ts';
import { type Catalogue, catalogue, type Product } from './catalogue.ts';
import { lineOf, makeStatement, type Statement } from './statement.ts';
import type { Charge, Subscription } from './subscription.ts';
import { addDays, addMonths, type Day, later, monthStart } from './terms.ts';

/** What the account cannot know by itself. */
export interface Circumstances {
  readonly today: Day;
  /** RFC 3339. */
  readonly now: string;
  /** [L10] First day after the trial of mailbox sync; absent while no import has begun it. */
  readonly mailboxTrialUntil?: Day | undefined;
  /** Basis points. */
  readonly taxRate: number;
}

/** A trial of which somebody should hear that it ends in so many days. */
export interface TrialNotice {
  readonly product: Product;
  readonly on: Day;
  readonly days: number;
  /** Whether it goes on, and costs, afterwards. */
  readonly continues: boolean;
}

export interface Settled {
  readonly account: BillingAccount;
  /** In the order of their numbers. */
  readonly statements: readonly Statement[];
  readonly notices: readonly TrialNotice[];
}

/** Days before the end of a trial on which it is announced. */
export const noticeDays = [7, 1] as const;

/**
 * [L12] The account as it stands today: every subscription advanced, every month that has ended closed by a statement of its
 * own, where anything was charged. A timer that was late closes them all; settling again changes nothing.
 */
export const settle = (before: BillingAccount, at: Circumstances, plans: Catalogue = catalogue): Settled => {
  const today = later(at.today, before.settledOn);
  const charges: Charge[] = [...before.charges];
  const notices: TrialNotice[] = [];
  const advanced = before.subscriptions.map((stored) => {
    const known = withTrialEnd(stored, at.mailboxTrialUntil, plans);
    const result = advance(plans, known, today);
    charges.push(...result.charges);
    const noticed = notice(result.subscription, today, plans);
    if (noticed?.notice) notices.push(noticed.notice);
    return noticed?.subscription ?? result.subscription;
  });
  // In order of time, and of the subscriptions on one day: sorting is stable.
  charges.sort((a, b) => (a.chargedOn < b.chargedOn ? -1 : a.chargedOn > b.chargedOn ? 1 : 0));

  const closed = closeMonths({ ...before, charges }, today, at);
  const { openFrom } = closed.account;
  return {
    account: {
      ...closed.account,
      subscriptions: advanced.filter(({ state, until = today }) => state !== 'ended' || until >= openFrom),
      settledOn: today,
    },
    statements: closed.statements,
    notices,
  };
};

const withTrialEnd = (stored: Subscription, until: Day | undefined, plans: Catalogue): Subscription => {
  const waits =
    stored.state === 'trial' && stored.until === undefined && plans[stored.plan].product === 'mailbox-sync';
  return waits && until !== undefined ? { ...stored, until } : stored;
};

const closeMonths = (account: BillingAccount, today: Day, { now, taxRate }: Circumstances) => {
  const statements: Statement[] = [];
  let { openFrom, charges } = account;
  for (;;) {
    const until = addMonths(monthStart(openFrom), 1);
    if (until > today) break;
    const due = charges.filter(({ chargedOn }) => chargedOn < until);
    charges = charges.filter(({ chargedOn }) => chargedOn >= until);
    if (due.length > 0) {
      const sequence = account.statements + statements.length + 1;
      const lines = due.map((charge) => lineOf(charge, taxRate));
      statements.push(makeStatement({ sequence, period: { from: openFrom, until }, issuedAt: now }, lines));
    }
    openFrom = until;
  }
  return {
    account: { ...account, openFrom, charges, statements: account.statements + statements.length },
    statements,
  };
};

/** Of several that are due at once, after a pause of the timer say, the last one counts. */
const notice = (subscription: Subscription, today: Day, plans: Catalogue) => {
  const { state, until, told = [], plan, cancelledOn, quantity } = subscription;
  if (state !== 'trial' || until === undefined) return undefined;
  const due = noticeDays.filter((days) => addDays(until, -days) <= today);
  const days = due.at(-1);
  if (days === undefined || told.includes(days)) return undefined;
  const continues = cancelledOn === undefined && quantity > 0;
  return {
    subscription: { ...subscription, told: [...new Set([...told, ...due])] },
    notice: { product: plans[plan].product, on: until, days, continues },
  };
};

/** The next day on which settling changes something; undefined where nothing will. */
export const nextDay = ({ subscriptions, charges, openFrom }: BillingAccount): Day | undefined => {
  const days = subscriptions.flatMap(({ state, until, told = [] }): Day[] => {
    if (state === 'ended' || until === undefined) return [];
    const announced = state === 'trial' ? noticeDays.filter((days) => !told.includes(days)) : [];
    return [until, ...announced.map((days) => addDays(until, -days))];
  });
  if (charges.length > 0) days.push(addMonths(monthStart(openFrom), 1));
  return days.sort()[0];
};
