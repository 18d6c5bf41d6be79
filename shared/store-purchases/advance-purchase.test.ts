import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endOf, firstPurchase, isRunning, notePurchase, purchaseAt } from './advance-purchase.ts';
import type { Purchase } from './purchase.ts';
import type { StoreFacts } from './store-facts.ts';

const hour = 60 * 60 * 1000;
const hours = (most: number) => fc.integer({ min: 0, max: most }).map((count) => count * hour);

const facts: fc.Arbitrary<StoreFacts> = fc
  .record({
    periodFrom: hours(6),
    asOf: hours(60),
    lasts: hours(40),
    isTrial: fc.boolean(),
    standing: fc.constantFrom('running', 'running', 'paused', 'ended', 'revoked', 'replaced' as const),
    renews: fc.boolean(),
    isRetrying: fc.boolean(),
    grace: fc.option(hours(10), { nil: undefined }),
    tellsRenewal: fc.boolean(),
  })
  .map(({ lasts, renews, isRetrying, grace, tellsRenewal, ...told }) => ({
    ...told,
    store: 'apple' as const,
    reference: 'r',
    productId: 'switchboard.app.monthly',
    isFamilyShared: false,
    isTest: false,
    expiresAt: told.periodFrom + lasts,
    ...(tellsRenewal && {
      renewal: {
        renews,
        isRetrying,
        ...(grace === undefined ? {} : { graceUntil: told.periodFrom + lasts + grace }),
      },
    }),
  }));

const start = firstPurchase('u', { ...base(), periodFrom: -hour, asOf: -hour }, 0);

function base(): StoreFacts {
  return {
    store: 'apple',
    reference: 'r',
    productId: 'switchboard.app.monthly',
    isFamilyShared: false,
    isTest: false,
    periodFrom: 0,
    asOf: 0,
    expiresAt: 30 * hour,
    isTrial: true,
    standing: 'running',
  };
}

const after = (told: readonly StoreFacts[], now: number): Purchase =>
  told.reduce((purchase, each) => notePurchase(purchase, each, now), start);
const keyOf = ({ periodFrom, asOf }: StoreFacts) => `${periodFrom}/${asOf}`;

it('[L5] whatever is told in whichever order, the last word of the last period stands', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(facts, { minLength: 1, maxLength: 8, selector: keyOf }),
      hours(60),
      fc.infiniteStream(fc.nat()),
      (told, now, chance) => {
        const shuffled = told
          .map((each) => ({ each, at: chance.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const one = after(told, now);
        const other = after([...shuffled, ...told], now);
        const last = told.toSorted((a, b) => a.periodFrom - b.periodFrom || a.asOf - b.asOf).at(-1);
        for (const { periodFrom, asOf, expiresAt } of [one, other]) {
          expect({ periodFrom, asOf, expiresAt }).toEqual({
            periodFrom: last?.periodFrom,
            asOf: last?.asOf,
            expiresAt: last?.expiresAt,
          });
        }
        // They are the same but for the trial, which is had once.
        expect(isRunning(other)).toBe(isRunning(one));
        expect(endOf(other)).toBe(endOf(one));
        expect([other.renews, other.isRetrying, other.graceUntil]).toEqual([
          one.renews,
          one.isRetrying,
          one.graceUntil,
        ]);
      },
    ),
  );
});

it('[L5] entitles only while the store lets it run, and telling it twice is telling it once', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1, maxLength: 8 }), hours(60), hours(60), (told, now, wait) => {
      const purchase = after(told, now);
      expect(told.reduce((known, each) => notePurchase(known, each, now), purchase)).toBe(purchase);
      const then = purchaseAt(purchase, now + wait);
      if (isRunning(then)) expect(endOf(then)).toBeGreaterThan(now + wait);
      if (['revoked', 'replaced', 'paused', 'on-hold'].includes(purchase.state)) {
        expect(isRunning(then)).toBe(false);
      }
    }),
  );
});

it('[L2] a trial is had once: a later free offer is no trial', () => {
  const active = notePurchase(start, { ...base(), isTrial: false, asOf: 1 }, 2);
  expect(start.state).toBe('trial');
  expect(active.state).toBe('active');
  expect(notePurchase(active, { ...base(), asOf: 2 }, 3).state).toBe('active');
});
