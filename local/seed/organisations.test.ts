import { expect, it } from 'vitest';
import { numberSpellings } from './numbers.ts';
import { organisations } from './organisations.ts';

const reserved =
  /^(\+49|0049|0|\(0)[ (0)/]*(221\D*4710|30\D*23125|69\D*90009|89\D*99998|40\D*66969)\D*\d{3}$|^0171 39200\d\d$/;
const odd = new Set(numberSpellings.map(({ typed }) => typed));

it('customers have numbers that nobody has, but for the spellings that are odd on purpose', () => {
  const columns = ['telephone1', 'telephone2', 'mobilephone', 'fax'];
  const numbers = organisations.flatMap(({ contacts }) =>
    contacts.flatMap((contact) => columns.map((name) => contact.columns[name] ?? null)),
  );
  const usual = numbers.filter((number) => number !== null && !odd.has(String(number)));
  expect(usual.length).toBeGreaterThan(500);
  expect(usual.filter((number) => !reserved.test(String(number)))).toEqual([]);
});

it('organisations have fixed ids, each once, and accounts that exist', () => {
  for (const { accounts, contacts } of organisations) {
    const ids = contacts.map(({ contactid }) => contactid);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(accounts.map(({ id }) => id));
    expect(contacts.filter(({ parent }) => parent !== null && !known.has(parent))).toEqual([]);
    expect(contacts.some(({ parent }) => parent === null)).toBe(true);
  }
});
