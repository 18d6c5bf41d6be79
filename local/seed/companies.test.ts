import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { companies } from './companies.ts';
import { numberSpellings } from './numbers.ts';

const [mueller, nordwind] = companies;
const everyone = companies.flatMap(({ users }) => users);

describe('the seeded companies', () => {
  it('are Müller with 120 and Nordwind with 60 people', () => {
    expect(mueller?.users.length).toBe(120);
    expect(nordwind?.users.length).toBe(60);
  });

  it('have ids and sign-in names that occur once', () => {
    expect(new Set(everyone.map(({ id }) => id)).size).toBe(everyone.length);
    expect(new Set(everyone.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(everyone.length);
    for (const { userPrincipalName } of everyone) expect(userPrincipalName).toMatch(/^[a-z.-]+@[a-z.-]+$/);
  });

  it('refer only to managers and members that exist', () => {
    for (const { users, groups } of companies) {
      const ids = new Set([...users, ...groups].map(({ id }) => id));
      for (const { managerId } of users) expect(managerId === null || ids.has(managerId)).toBe(true);
      for (const { memberIds } of groups) expect(memberIds.every((id) => ids.has(id))).toBe(true);
    }
  });

  it('nest the sales teams in the sales department', () => {
    const group = (name: string) => mueller?.groups.find(({ displayName }) => displayName === name);
    expect(group('Vertrieb')?.memberIds).toEqual(
      expect.arrayContaining([group('Vertrieb Nord')?.id, group('Vertrieb Süd')?.id]),
    );
  });

  it('each have an administrator, a reader and people without a role', () => {
    for (const { users, domain } of companies) {
      expect(
        users.find(({ userPrincipalName }) => userPrincipalName === `admin@${domain}`)?.appRoles,
      ).toEqual(['Admin']);
      expect(
        users.find(({ userPrincipalName }) => userPrincipalName === `reader@${domain}`)?.appRoles,
      ).toEqual(['Reader']);
      expect(users.find(({ userPrincipalName }) => userPrincipalName === `user@${domain}`)?.appRoles).toEqual(
        [],
      );
    }
  });

  it('have people without number, photo, mailbox or enabled account, and hidden ones', () => {
    for (const { users } of companies) {
      expect(users.some((user) => user.businessPhones.length === 0 && user.mobilePhone === null)).toBe(true);
      expect(users.some(({ photo }) => photo !== null)).toBe(true);
      expect(users.some(({ hasMailbox }) => !hasMailbox)).toBe(true);
      expect(users.some(({ accountEnabled }) => !accountEnabled)).toBe(true);
      expect(users.some(({ hiddenFromAddressLists }) => hiddenFromAddressLists)).toBe(true);
    }
  });
});

describe('[S5] [S11] outside and beside the directory, the seeded companies', () => {
  it('have mail users, whose mail goes elsewhere, and a supplier’s man whom Entra knows by his number', () => {
    for (const { users, orgContacts = [], domain } of companies) {
      const mailUsers = users.filter(({ mail }) => mail !== null && !mail.endsWith(`@${domain}`));
      expect(mailUsers.length).toBeGreaterThan(0);
      expect(mailUsers.every(({ hasMailbox }) => !hasMailbox)).toBe(true);
      const e164 = (typed: string | null) => parsePhoneNumberFromString(typed ?? '', 'DE')?.number;
      const last = orgContacts.at(-1);
      expect(users.map(({ surname, mobilePhone }) => [surname, e164(mobilePhone)])).toContainEqual([
        last?.surname,
        e164(last?.mobilePhone ?? null) ?? 'none',
      ]);
    }
  });

  it('keep a list in a shared mailbox, with a folder of its own and a colleague whom Entra knows', () => {
    for (const { users, personalContacts = {}, contactFolders = {} } of companies) {
      const [mailbox = ''] = Object.keys(contactFolders);
      expect(users.find(({ id }) => id === mailbox)).toMatchObject({
        hasMailbox: true,
        accountEnabled: false,
      });
      const emails = (personalContacts[mailbox] ?? []).flatMap(({ emailAddresses }) => emailAddresses);
      expect(users.map(({ mail }) => mail)).toContain(emails[0]?.address);
      expect(contactFolders[mailbox]?.['Lieferanten']).not.toHaveLength(0);
    }
  });
});

describe('the table of spellings', () => {
  it('holds at least twenty that mean a number and ten that mean none', () => {
    expect(numberSpellings.filter(({ e164 }) => e164 !== null).length).toBeGreaterThanOrEqual(20);
    expect(numberSpellings.filter(({ e164 }) => e164 === null).length).toBeGreaterThanOrEqual(10);
    expect(new Set(numberSpellings.map(({ typed }) => typed)).size).toBe(numberSpellings.length);
  });

  it.each(numberSpellings.flatMap(({ typed, e164 }) => (e164 === null ? [] : [[typed, e164]])))(
    'expects a valid number for %s: %s',
    (_, e164) => {
      const parsed = parsePhoneNumberFromString(e164 ?? '');
      expect(parsed?.number).toBe(e164);
      expect(parsed?.isPossible()).toBe(true);
    },
  );
});
