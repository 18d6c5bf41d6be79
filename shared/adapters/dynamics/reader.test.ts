import { describe, expect, it } from 'vitest';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { dynamicsStack, missing } from './dynamics-stack.test-data.ts';

const byKey = (people: readonly DirectoryPerson[]) => new Map(people.map((person) => [person.key, person]));
const inCologne = { field: 'address1_city', operator: 'equals', value: 'Köln' } as const;

describe('[S3] contacts of Dynamics 365', () => {
  it('are read whole, with their account, numbers, addresses and state', async () => {
    const { organisation, all } = await dynamicsStack();
    const { people, removed } = await all();
    expect(removed).toEqual([]);
    expect(people).toHaveLength(organisation.contacts.length);
    const found = byKey(people);
    const accounts = new Map(organisation.accounts.map(({ id, name }) => [id, name]));
    const text = (value: string | number | null | undefined) => value ?? undefined;
    const list = (...values: (string | number | null | undefined)[]) =>
      values.filter((value) => value !== null && value !== undefined);
    for (const { contactid, columns, parent } of organisation.contacts) {
      const person = found.get(contactid) ?? missing();
      expect(person.displayName).toBe(`${columns['firstname']} ${columns['lastname']}`);
      expect(person.companyName).toBe(parent === null ? undefined : accounts.get(parent));
      expect(person.department).toBe(text(columns['department']));
      expect(person.jobTitle).toBe(text(columns['jobtitle']));
      expect(person.emails).toEqual(list(columns['emailaddress1'], columns['emailaddress2']));
      expect(person.businessPhones).toEqual(list(columns['telephone1']));
      expect(person.homePhones).toEqual(list(columns['telephone2']));
      expect(person.mobilePhone).toBe(text(columns['mobilephone']));
      expect(person.faxNumber).toBe(text(columns['fax']));
      expect(person.enabled).toBe(columns['statecode'] === 0);
      expect(person.businessAddress).toEqual({
        street: columns['address1_line1'],
        postalCode: columns['address1_postalcode'],
        city: columns['address1_city'],
        country: 'Deutschland',
      });
    }
  });

  it('of whom one stands below another contact are not of a company of that name', async () => {
    const { admin, organisation, all, filtered } = await dynamicsStack();
    const { host, contacts } = organisation;
    const [above = missing()] = contacts;
    const aide = admin.addContact(host, { columns: { lastname: 'Vorzimmer' }, parent: above.contactid });
    const { people } = await all();
    const person = byKey(people).get(aide);
    expect([person?.displayName, person?.companyName]).toEqual(['Vorzimmer', undefined]);
    const unset = filtered({ field: 'companyname', operator: 'is-not-set' });
    expect((await all(undefined, unset)).people.map(({ key }) => key)).toContain(aide);
  });

  it('come in pages of 5,000; the link is on the last page only', async () => {
    const { admin, organisation, emulator, read } = await dynamicsStack();
    admin.addContacts(organisation.host, 11_000, (index) => ({ columns: { lastname: `Nr. ${index}` } }));
    const { pages } = await read();
    expect(pages.map(({ changed }) => changed.length)).toEqual([5_000, 5_000, 1_320]);
    expect(pages.map(({ link }) => link !== undefined)).toEqual([false, false, true]);
    expect(new Set(pages.flatMap(({ changed }) => changed.map(({ key }) => key))).size).toBe(11_320);
    expect(emulator.counters()['pages']).toBe(3);
  });

  it('are told as changed and removed since the link, also those never seen', async () => {
    const { admin, organisation, all, emulator } = await dynamicsStack();
    const { host, contacts } = organisation;
    const { link } = await all();
    const [changed = missing(), gone = missing()] = contacts;
    admin.changeContact(host, changed.contactid, { columns: { mobilephone: null, department: 'Neu' } });
    admin.deleteContact(host, gone.contactid);
    const added = admin.addContact(host, { columns: { firstname: 'Neu', lastname: 'Hier' } });
    const neverSeen = admin.addContact(host, { columns: { lastname: 'Kurz' } });
    admin.deleteContact(host, neverSeen);
    emulator.resetCounters();
    const later = await all(link);
    expect(emulator.counters()['httpCalls']).toBe(1);
    expect(later.people.map(({ key }) => key)).toEqual([changed.contactid, added]);
    expect(later.people[0]).toMatchObject({ department: 'Neu' });
    expect(later.people[0]?.mobilePhone).toBeUndefined();
    expect(later.removed).toEqual([gone.contactid, neverSeen]);
    expect(await all(later.link)).toMatchObject({ people: [], removed: [] });
  });

  it('that change in thousands come in pages, deletions last', async () => {
    const { admin, organisation, all } = await dynamicsStack();
    const { host, contacts } = organisation;
    const { link } = await all();
    admin.addContacts(host, 5_100, (index) => ({ columns: { lastname: `Nr. ${index}` } }));
    for (const { contactid } of contacts) admin.deleteContact(host, contactid);
    const later = await all(link);
    expect(later.pages).toBe(2);
    expect(later.people).toHaveLength(5_100);
    expect(later.removed.toSorted()).toEqual(contacts.map(({ contactid }) => contactid).toSorted());
  });

  it('become disabled when they are deactivated', async () => {
    const { admin, organisation, all } = await dynamicsStack();
    const { link } = await all();
    const someone = organisation.contacts.find(({ columns }) => columns['statecode'] === 0) ?? missing();
    admin.changeContact(organisation.host, someone.contactid, { columns: { statecode: 1 } });
    expect((await all(link)).people).toMatchObject([{ key: someone.contactid, enabled: false }]);
  });

  it('have photos, asked for by key in one request', async () => {
    const { organisation, reader, ctx, settings, emulator } = await dynamicsStack();
    const some = organisation.contacts.slice(0, 18);
    expect(some.some(({ image }) => image !== null)).toBe(true);
    const unknown = ['00000000-0000-4000-8000-00000000dead', "x' or 1 eq 1"];
    const photos = await reader.photosOf(ctx, settings, [
      ...some.map(({ contactid }) => contactid),
      ...unknown,
    ]);
    expect(photos).toEqual({
      ok: true,
      value: new Map([
        ...some.map(
          ({ contactid, image }) =>
            [contactid, image === null ? null : Buffer.from(image, 'base64')] as const,
        ),
        ...unknown.map((key) => [key, null] as const),
      ]),
    });
    expect(emulator.counters()['httpCalls']).toBe(1);
  });
});

describe('[S3] the filter', () => {
  it('is held against what was read, because change tracking refuses filters', async () => {
    const { organisation, all, filtered } = await dynamicsStack();
    const { people } = await all(undefined, filtered(inCologne));
    const wanted = organisation.contacts.filter(({ columns }) => columns['address1_city'] === 'Köln');
    expect(wanted.length).toBeGreaterThan(10);
    expect(people.map(({ key }) => key).toSorted()).toEqual(
      wanted.map(({ contactid }) => contactid).toSorted(),
    );
  });

  it('knows the account’s name, the state and instants', async () => {
    const { organisation, all, filtered, clock } = await dynamicsStack();
    const [account = missing()] = organisation.accounts;
    const future = new Date(clock.now() + 3_600_000).toISOString();
    const { people } = await all(
      undefined,
      filtered(
        { field: 'companyname', operator: 'equals', value: account.name },
        { field: 'statecode', operator: 'equals', value: 'active' },
        { field: 'modifiedon', operator: 'before', value: future },
      ),
    );
    const wanted = organisation.contacts.filter(
      ({ parent, columns }) => parent === account.id && columns['statecode'] === 0,
    );
    expect(people).toHaveLength(wanted.length);
  });

  it('lets go of a contact that it no longer wants, and takes one in that it wants now', async () => {
    const { admin, organisation, all, filtered } = await dynamicsStack();
    const { host, contacts } = organisation;
    const by = filtered(inCologne);
    const { link } = await all(undefined, by);
    const leaves = contacts.find(({ columns }) => columns['address1_city'] === 'Köln') ?? missing();
    const comes = contacts.find(({ columns }) => columns['address1_city'] !== 'Köln') ?? missing();
    admin.changeContact(host, leaves.contactid, { columns: { address1_city: 'Bonn' } });
    admin.changeContact(host, comes.contactid, { columns: { address1_city: 'Köln' } });
    const later = await all(link, by);
    expect(later.people.map(({ key }) => key)).toEqual([comes.contactid]);
    expect(later.removed).toEqual([leaves.contactid]);
  });

  it('lets go of a contact that changed while everyone was read', async () => {
    const { admin, organisation, reader, ctx, filtered } = await dynamicsStack();
    const { host, contacts } = organisation;
    admin.addContacts(host, 5_000, () => ({ columns: { lastname: 'X' } }));
    const leaves = contacts.find(({ columns }) => columns['address1_city'] === 'Köln') ?? missing();
    const kept = new Set<string>();
    for await (const page of reader.readPeople(ctx, filtered(inCologne))) {
      if (!page.ok) throw new Error(page.error.type);
      if (kept.size === 0) {
        admin.changeContact(host, leaves.contactid, { columns: { address1_city: 'Bonn' } });
      }
      for (const { key } of page.value.changed) kept.add(key);
      for (const key of page.value.removed) kept.delete(key);
    }
    expect(kept.size).toBeGreaterThan(10);
    expect(kept.has(leaves.contactid)).toBe(false);
  });
});

describe('a kept link', () => {
  it('lives seven days', async () => {
    const { all, read, clock } = await dynamicsStack();
    const { link } = await all();
    clock.advance(7 * 24 * 3_600_000 - 60_000);
    expect(await read(link)).toMatchObject({ pages: [{ changed: [] }] });
    clock.advance(120_000);
    expect(await read(link)).toEqual({ pages: [], error: { type: 'link-expired' } });
  });

  it('that Dataverse does not take any more, or that is none of ours, asks for a full read', async () => {
    const { all, read, admin, organisation, emulator } = await dynamicsStack();
    const { link } = await all();
    const expired = { pages: [], error: { type: 'link-expired' } };
    admin.injectFault({ status: 410 });
    expect(await read(link)).toEqual(expired);
    admin.expireDeltaTokens(organisation.host);
    expect(await read(link)).toEqual(expired);
    emulator.resetCounters();
    const [by] = link.split(' ');
    for (const odd of [
      'https://evil.example/x',
      `${by} https://evil.example/x`,
      `${by} @evil.example`,
      '',
      'x',
    ]) {
      expect(await read(odd)).toEqual(expired);
    }
    expect(emulator.counters()).toEqual({});
  });
});
