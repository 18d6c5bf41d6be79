import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Plan } from '../licences/plans.ts';
import { newBillingAccount, runningOf } from './billing-account.ts';
import { bookLicences } from './book-licences.ts';
import { catalogue, priceOf } from './catalogue.ts';
import { settle } from './settle.ts';
import type { Charge } from './subscription.ts';
import { addDays, daysBetween } from './terms.ts';

interface Step {
  /** Days that pass before it. */
  readonly after: number;
  readonly held: number;
  readonly plan: Plan | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 })),
  held: fc.integer({ min: 0, max: 40 }),
  plan: fc.constantFrom<(Plan | undefined)[]>('standard', 'premium', undefined),
});

/** Every charge, and for each day what was held of it at its end: cents a whole term of it would cost. */
const play = (steps: readonly Step[], trialDays: number) => {
  let today = '2027-12-30';
  const mailboxTrialUntil = addDays(today, trialDays);
  let account = newBillingAccount(today);
  const charges: Charge[] = [];
  const worth = new Map<string, { readonly from: string; readonly until: string; readonly cents: number }>();
  const pass = (days: number) => {
    for (let n = 0; n <= days; n++) {
      if (n > 0) today = addDays(today, 1);
      const at = { today, now: `${today}T00:00:00.000Z`, mailboxTrialUntil, taxRate: 1900, customer };
      const settled = settle(account, at);
      charges.push(...settled.statements.flatMap(({ lines }) => lines.map((line) => line as Charge)));
      account = settled.account;
      note();
    }
  };
  const note = () => {
    const running = runningOf(account, 'mailbox-sync');
    if (running?.state !== 'active') return;
    const { quantity, plan, priceVersion, from, until = from } = running;
    worth.set(today, { from, until, cents: quantity * priceOf(catalogue[plan], priceVersion).amount });
  };
  for (const [n, { after, held, plan }] of steps.entries()) {
    pass(after);
    account = bookLicences(account, { held, plan, before: 'standard', id: `s${n}` });
    note();
  }
  pass(70);
  return { charges: [...charges, ...account.charges], worth };
};

const customer = { displayName: 'A', countryCode: 'DE' };

test('[L12] of mailboxes exactly what was held is charged: day by day, half a cent a booking apart, whatever was booked and switched', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.integer({ min: 0, max: 92 }),
      (steps, trialDays) => {
        const { charges, worth } = play(steps, trialDays);
        const terms = charges.filter(({ reason }) => reason === 'term');
        for (const { from, until, subscriptionId } of terms) {
          const own = charges.filter(
            (each) => each.subscriptionId === subscriptionId && each.until === until,
          );
          const of = daysBetween(from, until);
          let due = 0;
          let isWhole = true;
          for (let day = from; day < until; day = addDays(day, 1)) {
            const held = worth.get(day);
            isWhole &&= held !== undefined;
            due += (held?.cents ?? 0) / of;
            if (held !== undefined) expect([held.from, held.until]).toEqual([from, until]);
          }
          // The last term may not be over yet.
          if (!isWhole) continue;
          const paid = own.reduce((sum, { amount }) => sum + amount, 0);
          expect(Math.abs(paid - due)).toBeLessThanOrEqual(0.5 * (own.length - 1) + 0.001);
        }
        // No day is held that no term pays for.
        for (const day of worth.keys())
          expect(terms.filter(({ from, until }) => from <= day && day < until)).toHaveLength(1);
      },
    ),
    { numRuns: 60 },
  );
});
