import { describe, expect, it } from 'vitest';
import { emptyAccount, licenceAccountSchema, mostLicences } from './licence-account.ts';

const entry = { importId: 'a', hash: 'h', seats: 3, waiting: 1, fits: true };
const account = {
  held: 8,
  plan: 'premium',
  booked: true,
  trial: { startedAt: '2026-03-01T08:00:00.000Z', endsAt: '2026-06-01T07:00:00.000Z' },
  imports: [entry],
  needed: 4,
  seated: 3,
  fitting: 3,
  told: { needed: 4, held: 8 },
};

describe('the row of a tenant’s licences', () => {
  it('is read as it was kept', () => {
    expect(licenceAccountSchema.parse(account)).toEqual(account);
    expect(licenceAccountSchema.parse(emptyAccount)).toEqual(emptyAccount);
    expect(emptyAccount).toMatchObject({ held: 0, plan: 'standard', booked: false, imports: [], needed: 0 });
    expect(licenceAccountSchema.safeParse({ ...account, held: mostLicences }).success).toBe(true);
  });

  it.each<object>([
    { held: mostLicences + 1 },
    { held: -1 },
    { needed: 0.5 },
    { plan: 'gold' },
    { trial: { ...account.trial, months: 3 } },
    { trial: {} },
    { imports: [{ ...entry, mailboxes: [] }] },
    { imports: [{}] },
    { told: { ...account.told, missing: 0 } },
    { told: {} },
    { mailboxes: [] },
  ])('is not one with %j', (fields) => {
    expect(licenceAccountSchema.safeParse({ ...account, ...fields }).success).toBe(false);
  });
});
