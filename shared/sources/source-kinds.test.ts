import { expect, it } from 'vitest';
import { losesAccess } from './source-kinds.ts';

it('[T2][S6] a refusal is the whole company’s only where everything needs what was refused', () => {
  const missing = (permission: string) =>
    ({ type: 'consent-required', missingPermissions: [permission] }) as const;
  const blocked = { type: 'access-blocked', code: '53003' } as const;
  expect(losesAccess('entra-id', missing('User.Read.All'))).toBe(true);
  expect(losesAccess('entra-id', blocked)).toBe(true);
  expect(losesAccess('exchange-online', missing('OrgContact.Read.All'))).toBe(false);
  expect(losesAccess('exchange-online', missing('Organization.Read.All'))).toBe(false);
  expect(losesAccess('exchange-online', missing('User.Read.All'))).toBe(true);
  expect(losesAccess('dynamics-365', blocked)).toBe(false);
  expect(losesAccess('office-365', blocked)).toBe(false);
});
