import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextLook } from './next-look.ts';
import { type Purchase, purchaseStates } from './purchase.ts';

const now = 1_800_000_000_000;
const minute = 60_000;
const day = 24 * 60 * minute;

const purchase = (changes: Partial<Purchase>): Purchase => ({
  userId: 'u',
  store: 'apple',
  hash: 'h',
  productId: 'switchboard.app.monthly',
  state: 'active',
  isTest: false,
  isTrial: false,
  periodFrom: now - day,
  asOf: now - day,
  expiresAt: now + day,
  renews: true,
  isRetrying: false,
  ...changes,
});

const cases: Readonly<Record<string, readonly [changes: Partial<Purchase>, inMs: number | undefined]>> = {
  'one that runs, shortly after its end': [{}, day + 10 * minute],
  'one that does not renew, too: it may have been taken up again': [
    { state: 'cancelled', renews: false },
    day + 10 * minute,
  ],
  'one in grace, shortly after the grace': [
    { state: 'grace', expiresAt: now - day, graceUntil: now + 5 * day },
    5 * day + 10 * minute,
  ],
  'one of a year once a month': [{ expiresAt: now + 300 * day }, 30 * day],
  'one on hold every day': [{ state: 'on-hold', expiresAt: now - 40 * day, isRetrying: true }, day],
  'one that pauses every day': [{ state: 'paused', expiresAt: now - 2 * day }, day],
  'one on hold for ever not for ever': [{ state: 'on-hold', expiresAt: now - 100 * day }, undefined],
  'one that should have been renewed for some days': [{ expiresAt: now - 2 * day }, day],
  'and no longer': [{ expiresAt: now - 3 * day }, undefined],
  'one that was not to be renewed and has ended not': [
    { state: 'cancelled', renews: false, expiresAt: now },
    undefined,
  ],
  'one that was paid back not': [{ state: 'revoked' }, undefined],
  'one that another took the place of not': [{ state: 'replaced' }, undefined],
};

it.each(Object.entries(cases))('[L5] a store is asked of %s', (_, [changes, inMs]) => {
  const at = nextLook(purchase(changes), now);
  expect(at === undefined ? undefined : at - now).toBe(inMs);
});

it('[L5] the next time is always to come, and a purchase that nobody tells of is asked for a limited number of times', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...purchaseStates),
      fc.boolean(),
      fc.integer({ min: -400, max: 400 }),
      fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined }),
      (state, renews, days, grace) => {
        const expiresAt = now + days * day;
        const graceUntil = grace === undefined ? {} : { graceUntil: expiresAt + grace * day };
        const known = purchase({ state, renews, expiresAt, ...graceUntil });
        let asked = 0;
        let at: number | undefined = now;
        for (let next = nextLook(known, at); next !== undefined; next = nextLook(known, at)) {
          expect(next).toBeGreaterThan(at);
          at = next;
          asked += 1;
        }
        expect(asked).toBeLessThan(600);
      },
    ),
  );
});
