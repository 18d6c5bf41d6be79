import { expect, it } from 'vitest';
import { companies } from './companies.ts';
import { onPremisesPeople } from './on-premises.ts';

it('[S2] the works’ directory has names that occur once, people of Entra’s and people of its own', () => {
  expect(new Set(onPremisesPeople.map(([cn]) => cn)).size).toBe(onPremisesPeople.length);
  const mails = new Set(companies[0]?.users.map(({ mail }) => mail));
  const known = onPremisesPeople.filter(([, { mail }]) => mail !== undefined && mails.has(String(mail)));
  expect(known.length).toBeGreaterThan(10);
  expect(known.length).toBeLessThan(onPremisesPeople.length - 10);
});
