import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BillingAccount, newBillingAccount, runningOf } from './billing-account.ts';
import { catalogue, type PlanId } from './catalogue.ts';
import { cancel, changeQuantity, reactivate, switchPlan } from './change-subscription.ts';
import { conclude } from './conclude.ts';
import { nextDay, settle } from './settle.ts';
import type { Statement } from './statement.ts';
import type { Charge, Subscription } from './subscription.ts';
import { addDays, addMonths, type Day, termStart } from './terms.ts';

const plans = {
  ...catalogue,
  // A price that rises twice within the years that the histories last.
  'app-monthly': {
    ...catalogue['app-monthly'],
    prices: [
      ...catalogue['app-monthly'].prices,
      { version: 2, validFrom: '2027-02-10', amount: 299 },
      { version: 3, validFrom: '2028-05-31', amount: 349 },
    ] as const,
  },
} as unknown as typeof catalogue;

type Step =
  | { readonly do: 'wait'; readonly days: number }
  | { readonly do: 'clock-back'; readonly days: number }
  | { readonly do: 'conclude'; readonly plan: PlanId; readonly quantity: number }
  | { readonly do: 'quantity'; readonly quantity: number }
  | { readonly do: 'switch'; readonly plan: PlanId }
  | { readonly do: 'cancel' | 'reactivate' };

const appPlan = fc.constantFrom<PlanId>('app-monthly', 'app-yearly');
const quantity = fc.integer({ min: 0, max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 0, max: 120 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('clock-back' as const), days: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('conclude' as const),
      plan: appPlan,
      quantity: fc.integer({ min: 1, max: 50 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('quantity' as const), quantity }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), plan: appPlan }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'reactivate' as const) }) },
);

/** What a company may do, day by day, and everything that came of it. */
class History {
  today: Day = '2026-01-31';
  account: BillingAccount = newBillingAccount(this.today);
  readonly statements: Statement[] = [];
  readonly charges: Charge[] = [];
  readonly trials = new Map<string, Day>();
  readonly concluded: string[] = [];
  /** By subscription, the end that was paid for when it was cancelled. */
  readonly promised = new Map<string, Day>();
  readonly ended = new Map<string, Subscription>();

  settle() {
    const settled = settle(this.account, this.at(), plans);
    this.note(settled.account);
    this.statements.push(...settled.statements);
  }

  at() {
    const customer = { displayName: 'Müller GmbH', countryCode: 'DE' };
    return { today: this.today, now: `${this.today}T00:00:00.000Z`, taxRate: 1900, customer };
  }

  apply(step: Step) {
    if (step.do === 'wait') this.today = addDays(this.today, step.days);
    if (step.do === 'clock-back') this.today = addDays(this.today, -step.days);
    this.settle();
    const day = this.account.settledOn;
    const running = runningOf(this.account, 'app');
    if (step.do === 'conclude' && running === undefined) {
      const had = this.account.trialsHad.includes('app');
      const id = `s${this.concluded.length}`;
      this.concluded.push(id);
      const trial = had ? ('none' as const) : { until: addMonths(day, 3) };
      if (trial !== 'none') this.trials.set(id, trial.until);
      const made = conclude(plans, { id, plan: step.plan, quantity: step.quantity }, trial, day);
      const { account } = this;
      this.note({
        ...account,
        trialsHad: ['app'],
        subscriptions: [...account.subscriptions, made.subscription],
        charges: [...account.charges, ...made.charges],
      });
    }
    if (running === undefined) return;
    if (step.do === 'quantity') this.replace(changeQuantity(plans, running, step.quantity, day));
    if (step.do === 'switch') this.replace(switchPlan(plans, running, step.plan, day));
    if (step.do === 'cancel') {
      this.promised.set(running.id, running.until ?? '');
      this.replace({ subscription: cancel(running, day), charges: [] });
    }
    if (step.do === 'reactivate') {
      this.promised.delete(running.id);
      this.replace({ subscription: reactivate(running), charges: [] });
    }
  }

  private replace(changed: { subscription: Subscription; charges: readonly Charge[] }) {
    const { account } = this;
    this.note({
      ...account,
      subscriptions: account.subscriptions.map((each) =>
        each.id === changed.subscription.id ? changed.subscription : each,
      ),
      charges: [...account.charges, ...changed.charges],
    });
  }

  private note(account: BillingAccount) {
    for (const sub of account.subscriptions) if (sub.state === 'ended') this.ended.set(sub.id, sub);
    this.account = account;
  }

  all(): readonly Charge[] {
    const billed = this.statements.flatMap(({ lines }) =>
      lines.map(({ taxRate: _rate, ...line }) => line as Charge),
    );
    return [...billed, ...this.account.charges];
  }
}

const play = (steps: readonly Step[]): History => {
  const history = new History();
  for (const step of steps) history.apply(step);
  return history;
};

const steps = fc.array(step, { maxLength: 60 });
const runs = { numRuns: 500 };

test('[L12] no term is charged twice, none is skipped, and terms are as long as the calendar says', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const history = play(made);
      for (const id of history.concluded) {
        const terms = history
          .all()
          .filter(({ subscriptionId, reason }) => subscriptionId === id && reason === 'term');
        for (const [n, charge] of terms.entries()) {
          const before = terms[n - 1];
          if (before !== undefined) expect(charge.from).toBe(before.until);
          expect(charge.chargedOn).toBe(charge.from);
          expect(charge.amount).toBe(charge.unitAmount * charge.quantity);
        }
        const present = history.account.subscriptions.find((each) => each.id === id);
        if (present?.state === 'active') {
          expect(terms.at(-1)?.until).toBe(present.until);
          expect(termStart(present.anchor, plans[present.plan].term, present.term + 1)).toBe(present.until);
        }
      }
    }),
    runs,
  );
});

test('[L2] nothing is charged in a trial, and there is one trial', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const history = play(made);
      expect(history.trials.size).toBeLessThanOrEqual(1);
      for (const charge of history.all()) {
        const until = history.trials.get(charge.subscriptionId);
        if (until !== undefined) expect(charge.from >= until).toBe(true);
      }
    }),
    runs,
  );
});

test('[L3] a cancellation neither shortens nor lengthens what was paid for', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const history = play(made);
      for (const [id, until] of history.promised) {
        const ended = history.ended.get(id);
        if (ended !== undefined) expect(ended.until).toBe(until);
        const later = history.all().filter((charge) => charge.subscriptionId === id && charge.from >= until);
        expect(later).toEqual([]);
      }
    }),
    runs,
  );
});

test('[L12] what is added is charged from the day on to the end of its term, by days', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const history = play(made);
      const all = history.all();
      for (const added of all.filter(({ reason }) => reason === 'added')) {
        const term = all.find(
          (charge) =>
            charge.reason === 'term' &&
            charge.subscriptionId === added.subscriptionId &&
            charge.from <= added.from &&
            charge.until === added.until,
        );
        expect(term).toBeDefined();
        expect(added.amount).toBeLessThanOrEqual(added.unitAmount * added.quantity);
        expect(added.from).toBe(added.chargedOn);
      }
    }),
    runs,
  );
});

test('[L12] every charge stands on one statement, that of the month it was made in; lines, taxes and totals add up', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const history = play(made);
      history.statements.forEach((statement, n) => {
        expect(statement.sequence).toBe(n + 1);
        expect(statement.net).toBe(statement.lines.reduce((total, { amount }) => total + amount, 0));
        expect(statement.gross).toBe(statement.net + statement.tax);
        for (const { chargedOn } of statement.lines) {
          expect(chargedOn >= statement.period.from && chargedOn < statement.period.until).toBe(true);
        }
        const before = history.statements[n - 1];
        if (before !== undefined) expect(statement.period.from >= before.period.until).toBe(true);
      });
    }),
    runs,
  );
});

test('[L12] settling twice settles once, and whether the timer came daily or after a year makes no difference', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 500 }), (made, days) => {
      const history = play(made);
      history.settle();
      const { account } = history;
      const at = history.at();
      expect(settle(account, at, plans).account).toEqual(account);

      const end = addDays(account.settledOn, days);
      const atOnce = settle(account, { ...at, today: end }, plans);
      let daily = account;
      const statements: Statement[] = [];
      for (let day: Day | undefined = nextDay(daily); day !== undefined && day <= end; day = nextDay(daily)) {
        const settled = settle(daily, { ...at, today: day }, plans);
        daily = settled.account;
        statements.push(...settled.statements);
      }
      daily = settle(daily, { ...at, today: end }, plans).account;
      // A late one bears the day on which it was made.
      const undated = (each: Statement) => ({ ...each, issuedOn: '' });
      expect(statements.map(undated)).toEqual(atOnce.statements.map(undated));
      expect(daily).toEqual(atOnce.account);
    }),
    { numRuns: 200 },
  );
});
