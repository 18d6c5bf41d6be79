import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ActiveDirectoryDeps,
  makeActiveDirectory,
} from '../../../shared/adapters/ldap/active-directory.ts';
import type { IpNetwork } from '../../../shared/kernel/ip-network.ts';
import type { ActiveDirectorySettings, LdapSecurity } from '../../../shared/sources/active-directory.ts';
import type { DirectoryPage, DirectoryPerson } from '../../../shared/sources/directory.ts';
import type { SourceReader } from '../../../shared/sources/source-reader.ts';
import { ctx } from './context.ts';
import { bossName, knownReachable, peopleDn, photo } from './people.ts';

/** A directory with the people of people.ts: slapd made alike, or a real domain controller. */
export interface TestDirectory {
  readonly settings: (security: LdapSecurity) => ActiveDirectorySettings;
  readonly password: string;
  readonly allowedNetworks: readonly IpNetwork[];
  readonly lookup: (name: string) => Promise<readonly string[]>;
  readonly securities: readonly LdapSecurity[];
  /** How many people there are beside those known by name. */
  readonly many: number;
  /** Changes somebody's attributes; null takes one away. */
  change(cn: string, changes: Readonly<Record<string, string | null>>): Promise<void>;
  close(): Promise<void>;
}

const start = Date.parse('2026-03-01T03:00:00Z');

/** A reader of the directory as its user, or as told. */
export const readerOf = (
  { password, ...directory }: Pick<TestDirectory, 'password' | 'allowedNetworks' | 'lookup'>,
  changed: Partial<ActiveDirectoryDeps> = {},
): SourceReader<ActiveDirectorySettings> => {
  const deps = { ...directory, allowPlain: true, clock: { now: () => start }, ...changed };
  const { readPeople, photosOf, probe } = makeActiveDirectory(deps);
  return {
    readPeople: (ctx, settings, link) => readPeople(ctx, { ...settings, password }, link),
    ...(photosOf && { photosOf: (ctx, settings, keys) => photosOf(ctx, { ...settings, password }, keys) }),
    probe: (ctx, settings) => probe(ctx, { ...settings, password }),
  };
};

/** All pages; throws on a failure, by its words. */
export const read = async (
  reader: SourceReader<ActiveDirectorySettings>,
  settings: ActiveDirectorySettings,
  link?: string,
): Promise<readonly DirectoryPage[]> => {
  const pages: DirectoryPage[] = [];
  for await (const page of reader.readPeople(ctx, settings, link)) {
    if (!page.ok) throw new Error(JSON.stringify(page.error));
    pages.push(page.value);
  }
  return pages;
};

export const directoryContract = (name: string, open: () => Promise<TestDirectory>, skip: boolean) =>
  describe.skipIf(skip)(`[S2] an Active Directory (${name})`, () => {
    let directory: TestDirectory;
    let people: readonly DirectoryPerson[];
    let pages: readonly DirectoryPage[];
    const named = (displayName: string) => people.find((person) => person.displayName === displayName);

    beforeAll(async () => {
      directory = await open();
      pages = await read(readerOf(directory), directory.settings('ldaps'));
      people = pages.flatMap(({ changed }) => changed);
    }, 300_000);
    afterAll(() => directory?.close());

    it('is read in pages, everybody once, under a stable key', async () => {
      expect(people).toHaveLength(directory.many + knownReachable);
      expect(new Set(people.map(({ key }) => key)).size).toBe(people.length);
      for (const { key } of people) expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      for (const { changed } of pages) expect(changed.length).toBeLessThanOrEqual(500);
      expect(pages.slice(0, -1).every(({ link }) => link === undefined)).toBe(true);
      expect(pages.at(-1)?.link).toBeDefined();
    });

    it('gives all that is known of a person', () => {
      expect(named('Müller, Anna')).toEqual({
        key: expect.any(String),
        userPrincipalName: 'anna@firma.example',
        givenName: 'Anna',
        surname: 'Müller',
        displayName: 'Müller, Anna',
        companyName: 'Firma GmbH',
        department: 'Einkauf (Süd)',
        jobTitle: 'Leiterin',
        officeLocation: 'M 4.12',
        emails: ['anna.mueller@firma.example', 'anna@firma.example'],
        businessPhones: ['+49 89 1234-56', expect.any(String), expect.any(String)],
        homePhones: ['089 998877', '089 998878'],
        mobilePhone: '0171 1234567',
        otherPhones: ['0171 7654321', '4711'],
        faxNumber: '+49 89 1234-99',
        businessAddress: {
          street: 'Hauptstraße 1',
          postalCode: '80331',
          city: 'München',
          state: 'Bayern',
          country: 'Deutschland',
        },
        managerKey: named(bossName)?.key,
        enabled: true,
        hidden: false,
      });
      expect(named(bossName)?.key).toBeDefined();
      expect(named('Müller, Anna')?.businessPhones.toSorted().slice(1)).toEqual([
        '+49 89 1234-57',
        '+49 89 1234-58',
      ]);
    });

    it('marks disabled accounts and leaves out whom no phone could show', () => {
      expect(named('Bernd Aus')?.enabled).toBe(false);
      expect(named('Clara Stumm')).toBeUndefined();
    });

    it('gives photos by key, and none where there is none', async () => {
      const [anna, boss] = [named('Müller, Anna')?.key ?? '', named(bossName)?.key ?? ''];
      const unknown = '00000000-0000-4000-8000-000000000000';
      const found = await readerOf(directory).photosOf?.(ctx, directory.settings('ldaps'), [
        anna,
        boss,
        unknown,
        '*)(objectClass=*',
      ]);
      if (found?.ok !== true) throw new Error('no photos');
      expect([...found.value.keys()]).toEqual([anna, boss, unknown, '*)(objectClass=*']);
      expect(Buffer.from(found.value.get(anna) ?? []).equals(photo)).toBe(true);
      expect(found.value.get(boss)).toBeNull();
      expect(found.value.get(unknown)).toBeNull();
      expect(found.value.get('*)(objectClass=*')).toBeNull();
    });

    it('is read alike over each sort of connection, and its probe succeeds', async () => {
      for (const security of directory.securities) {
        expect(await readerOf(directory).probe(ctx, directory.settings(security))).toEqual({
          ok: true,
          value: undefined,
        });
      }
      const { port: _, ...settings } = directory.settings('starttls');
      const again = await read(readerOf(directory), {
        ...settings,
        port: directory.settings('starttls').port,
      });
      expect(again.flatMap(({ changed }) => changed)).toHaveLength(people.length);
    });

    it.each([
      ['a wrong password', {}, 'falsch', 'wrong-credentials'],
      [
        'a user of no such name',
        { userName: 'CN=Niemand,DC=firma,DC=example' },
        undefined,
        'wrong-credentials',
      ],
      ['no password at all', {}, '', 'wrong-credentials'],
      [
        'signs of a filter as the user',
        { userName: '*)(uid=*', userDomain: 'x*' },
        undefined,
        'wrong-credentials',
      ],
      ['another domain', { domain: 'anders.example' }, undefined, 'unknown-domain'],
      ['another domain, and a wrong password', { domain: 'anders.example' }, 'falsch', 'unknown-domain'],
      [
        'a base that does not exist',
        { baseDn: 'OU=Nirgends,DC=firma,DC=example' },
        undefined,
        'unknown-base',
      ],
      ['signs of a filter as the base', { baseDn: '*)(objectClass=*' }, undefined, 'unknown-base'],
      ['a base of another server', { baseDn: 'DC=anders,DC=example' }, undefined, 'unknown-base'],
    ] as const)('tells %s', async (_, changed, password, reason) => {
      const reader = readerOf({ ...directory, password: password ?? directory.password });
      const settings = { ...directory.settings('ldaps'), ...changed };
      expect(await reader.probe(ctx, settings)).toMatchObject({ error: { type: 'source-refused', reason } });
      await expect(read(reader, settings)).rejects.toThrow(reason);
    });

    it('reads below a base of its own', async () => {
      const pages = await read(readerOf(directory), { ...directory.settings('ldaps'), baseDn: peopleDn });
      expect(pages.flatMap(({ changed }) => changed)).toHaveLength(people.length);
    });

    it('tells with a link what changed since, and of whom nothing is left', async () => {
      const settings = directory.settings('ldaps');
      const link = pages.at(-1)?.link;
      expect(
        (await read(readerOf(directory), settings, link)).map(({ changed, removed }) => [changed, removed]),
      ).toEqual([[[], []]]);
      const dora = named('Dora Wechsel')?.key;
      await directory.change('Bernd Aus', { title: 'Neu' });
      await directory.change('Dora Wechsel', { mobile: null });
      const [changes, ...more] = await read(readerOf(directory), settings, link);
      expect(more).toEqual([]);
      expect(changes?.changed.map(({ displayName, jobTitle }) => [displayName, jobTitle])).toEqual([
        ['Bernd Aus', 'Neu'],
      ]);
      expect(changes?.removed).toEqual([dora]);
      const [none] = await read(readerOf(directory), settings, changes?.link);
      expect(none).toMatchObject({ changed: [], removed: [] });
    });

    it('asks for a full read every night, as changes do not tell of deletions', async () => {
      const settings = directory.settings('ldaps');
      const link = pages.at(-1)?.link;
      const later = (ms: number) => readerOf(directory, { clock: { now: () => start + ms } });
      const hour = 3_600_000;
      await expect(read(later(20 * hour - 1), settings, link)).resolves.toHaveLength(1);
      await expect(read(later(20 * hour), settings, link)).rejects.toThrow('link-expired');
      // The night of the 23-hour day, begun a minute early.
      await expect(read(later(23 * hour - 60_000), settings, link)).rejects.toThrow('link-expired');
      await expect(read(later(-1), settings, link)).rejects.toThrow('link-expired');
    });

    it('asks for a full read where the link is of another controller, another base, or of the future', async () => {
      const settings = directory.settings('ldaps');
      const link = JSON.parse(pages.at(-1)?.link ?? '') as Record<string, string>;
      for (const changed of [
        { controller: 'dc9.firma.example' },
        { invocationId: '00000000-0000-4000-8000-000000000000' },
        { base: peopleDn },
        { usn: '9000000000000000000' },
        { usn: '1)(objectClass=*' },
      ]) {
        const text = JSON.stringify({ ...link, ...changed });
        await expect(read(readerOf(directory), settings, text)).rejects.toThrow('link-expired');
      }
      await expect(read(readerOf(directory), settings, 'no link')).rejects.toThrow('link-expired');
    });
  });
