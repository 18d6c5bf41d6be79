import { type Advanced, advance } from './advance.ts';
import { type BillingAccount, runningOf } from './billing-account.ts';
import { type Catalogue, catalogue, type Product } from './catalogue.ts';
import { cancel } from './change-subscription.ts';
import { lineOf, makeStatement, type Statement } from './statement.ts';
import type { Charge, Subscription } from './subscription.ts';
import type { TaxNote } from './tax.ts';
import { addDays, addMonths, type Day, daysBetween, earlier, later, monthStart } from './terms.ts';

/** What the account cannot know by itself. */
export interface Circumstances {
  readonly today: Day;
  /** RFC 3339. */
  readonly now: string;
  /** [L10] First day after the trial of mailbox sync; absent while no import has begun it. */
  readonly mailboxTrialUntil?: Day | undefined;
  /** [T6] The day on which the company asked to leave. */
  readonly leftOn?: Day | undefined;
  /** Basis points. */
  readonly taxRate: number;
  /** To stand on statements. */
  readonly customer: Statement['customer'];
  readonly taxNote?: TaxNote | undefined;
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
 * own, where anything was charged. A timer that was late closes them all; settling again changes nothing. [T6] Of a company
 * that leaves no further term begins, and what it owes is put on a last statement at once.
 */
export const settle = (before: BillingAccount, at: Circumstances, plans: Catalogue = catalogue): Settled => {
  const today = later(at.today, before.settledOn);
  const mailboxTrial = before.mailboxTrial ?? trialOf(at);
  const charges: Charge[] = [...before.charges];
  const notices: TrialNotice[] = [];
  const subscriptions = before.subscriptions.map((stored) => {
    const known = withTrialEnd(stored, mailboxTrial?.until, plans);
    const result = advanceOrLeave(plans, known, today, at.leftOn);
    charges.push(...result.charges);
    const noticed = appNotice(result.subscription, today, plans);
    if (noticed !== undefined) notices.push(noticed.notice);
    return noticed?.subscription ?? result.subscription;
  });
  const noticed = mailboxNotice(subscriptions, mailboxTrial, today);
  if (noticed !== undefined) notices.push(noticed.notice);
  // In order of time, and of the subscriptions on one day: sorting is stable.
  charges.sort((a, b) => (a.chargedOn < b.chargedOn ? -1 : a.chargedOn > b.chargedOn ? 1 : 0));

  const trial = noticed?.mailboxTrial ?? mailboxTrial;
  const account = { ...before, ...(trial === undefined ? {} : { mailboxTrial: trial }), charges };
  const closed = closeMonths(account, today, at);
  const last = at.leftOn === undefined ? closed : closeNow(closed, today, at);
  const { openFrom } = last.account;
  return {
    account: {
      ...last.account,
      subscriptions: subscriptions.filter(
        ({ state, until = today }) => state !== 'ended' || until >= openFrom,
      ),
      settledOn: today,
    },
    statements: last.statements,
    notices,
  };
};

const trialOf = ({ mailboxTrialUntil: until }: Circumstances): BillingAccount['mailboxTrial'] =>
  until === undefined ? undefined : { until, told: [] };

const withTrialEnd = (stored: Subscription, until: Day | undefined, plans: Catalogue): Subscription => {
  const waits =
    stored.state === 'trial' && stored.until === undefined && plans[stored.plan].product === 'mailbox-sync';
  return waits && until !== undefined ? { ...stored, until } : stored;
};

/** What had begun when the company asked to leave is owed, also where the timer was late; nothing begins afterwards. */
const advanceOrLeave = (
  plans: Catalogue,
  stored: Subscription,
  today: Day,
  leftOn: Day | undefined,
): Advanced => {
  if (leftOn === undefined) return advance(plans, stored, today);
  const { subscription, charges } = advance(plans, stored, earlier(leftOn, today));
  if (subscription.state === 'ended') return { subscription, charges };
  return { subscription: advance(plans, cancel(subscription, today), today).subscription, charges };
};

interface Closed {
  readonly account: BillingAccount;
  readonly statements: readonly Statement[];
}

const closeMonths = (before: BillingAccount, today: Day, at: Circumstances): Closed => {
  let closed: Closed = { account: before, statements: [] };
  for (;;) {
    const until = addMonths(monthStart(closed.account.openFrom), 1);
    if (until > today) return closed;
    closed = closePeriod(closed, until, { at, today });
    closed = { ...closed, account: { ...closed.account, openFrom: until } };
  }
};

/** Before the month has ended; the period goes on today, in case the company stays after all. */
const closeNow = (closed: Closed, today: Day, at: Circumstances): Closed => {
  const last = closePeriod(closed, addDays(today, 1), { at, today });
  return { ...last, account: { ...last.account, openFrom: today } };
};

/** What was charged before `until` on a statement; nothing charged, no statement. */
const closePeriod = (
  { account, statements }: Closed,
  until: Day,
  { at: { now, taxRate, customer, taxNote }, today }: { readonly at: Circumstances; readonly today: Day },
): Closed => {
  const due = account.charges.filter(({ chargedOn }) => chargedOn < until);
  if (due.length === 0) return { account, statements };
  const sequence = account.statements + 1;
  const lines = due.map((charge) => lineOf(charge, taxRate));
  const period = { from: account.openFrom, until };
  return {
    account: {
      ...account,
      charges: account.charges.filter(({ chargedOn }) => chargedOn >= until),
      statements: sequence,
    },
    statements: [
      ...statements,
      makeStatement({ sequence, period, issuedAt: now, issuedOn: today, customer, taxNote }, lines),
    ],
  };
};

/** Of several that are due at once, after a pause of the timer say, the last one counts; it tells the days that are left. */
const announced = (until: Day, told: readonly number[], today: Day) => {
  const due = noticeDays.filter((days) => addDays(until, -days) <= today);
  const last = due.at(-1);
  return until <= today || last === undefined || told.includes(last)
    ? undefined
    : { days: daysBetween(today, until), told: [...new Set([...told, ...due])] };
};

const appNotice = (subscription: Subscription, today: Day, plans: Catalogue) => {
  const { state, until, told = [], plan, cancelledOn, quantity } = subscription;
  const { product } = plans[plan];
  if (state !== 'trial' || until === undefined || product !== 'app') return undefined;
  const now = announced(until, told, today);
  if (now === undefined) return undefined;
  const continues = cancelledOn === undefined && quantity > 0;
  return {
    subscription: { ...subscription, told: now.told },
    notice: { product, on: until, days: now.days, continues },
  };
};

/** [L10] Also where nothing is booked yet: then the imports will pause. */
const mailboxNotice = (
  subscriptions: readonly Subscription[],
  trial: BillingAccount['mailboxTrial'],
  today: Day,
) => {
  const now = trial && announced(trial.until, trial.told, today);
  if (trial === undefined || now === undefined) return undefined;
  const booked = runningOf({ subscriptions }, 'mailbox-sync');
  const continues = booked !== undefined && booked.cancelledOn === undefined && booked.quantity > 0;
  return {
    mailboxTrial: { ...trial, told: now.told },
    notice: { product: 'mailbox-sync' as const, on: trial.until, days: now.days, continues },
  };
};

/** The next day on which settling changes something; undefined where nothing will. */
export const nextDay = ({
  subscriptions,
  charges,
  openFrom,
  settledOn,
  mailboxTrial,
}: BillingAccount): Day | undefined => {
  const notices = (until: Day) => noticeDays.map((days) => addDays(until, -days));
  const days = subscriptions.flatMap(({ state, until }): Day[] => {
    if (state === 'ended' || until === undefined) return [];
    return [until, ...(state === 'trial' ? notices(until) : [])];
  });
  if (mailboxTrial !== undefined) days.push(...notices(mailboxTrial.until));
  if (charges.length > 0) days.push(addMonths(monthStart(openFrom), 1));
  return days.filter((day) => day > settledOn).sort()[0];
};
