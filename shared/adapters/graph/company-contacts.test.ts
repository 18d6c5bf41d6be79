import { describe, expect, it } from 'vitest';
import { ok } from '../../kernel/result.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { makeCompanyContacts } from './company-contacts.ts';
import { isMailUser, personOfMailUser } from './mail-user.ts';
import { personOfOrgContact } from './org-contact.ts';
import { allPermissions } from './permissions.ts';
import { sourceStack } from './read-source.test-data.ts';
import type { Reader } from './reader.ts';

const stack = (options: Parameters<typeof sourceStack>[1] = {}) => sourceStack(makeCompanyContacts, options);
const contactId = (number: number) => `1a222222-0000-4000-8000-${String(number).padStart(12, '0')}`;
const userId = (number: number) => `1a000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const keys = (people: readonly DirectoryPerson[]) => people.map(({ key }) => key).toSorted();
const fail = (): never => {
  throw new Error('the seed lacks it');
};

describe('[S5] the company’s contacts in Exchange Online', () => {
  it('are its mail contacts and the users whose mail goes elsewhere, nobody else', async () => {
    const { company, all } = await stack();
    const mailUsers = company.users.filter(
      ({ mail }) => mail !== null && !mail.endsWith(`@${company.domain}`),
    );
    const { people, removed } = await all({});
    expect(keys(people)).toEqual(
      [...(company.orgContacts ?? []), ...mailUsers].map(({ id }) => id).toSorted(),
    );
    expect(removed).toEqual([]);
    expect(people.find(({ key }) => key === mailUsers[0]?.id)).toMatchObject({
      entraId: mailUsers[0]?.id,
      emails: [mailUsers[0]?.mail],
    });
    expect(people.find(({ key }) => key === contactId(2))).toEqual({
      key: contactId(2),
      displayName: 'Uğur Demir (Demir Präzision GmbH)',
      givenName: 'Uğur',
      surname: 'Demir',
      companyName: 'Demir Präzision GmbH',
      jobTitle: 'Geschäftsführung',
      emails: ['ugur.demir@partner.example'],
      businessPhones: ['+49 (0)30 / 23125-102'],
      mobilePhone: '+49 171 3920090',
      homePhones: [],
      otherPhones: [],
      enabled: true,
      hidden: false,
    });
  });

  it('are told as changed and removed since the link, at two requests where nothing has changed', async () => {
    const { admin, ctx, company, all, reports } = await stack();
    const first = await all({});
    reports.length = 0;
    const second = await all({}, first.link);
    expect(second).toMatchObject({ people: [], removed: [] });
    expect(reports).toHaveLength(2);

    const [template = fail()] = company.orgContacts ?? [];
    admin.createOrgContact(ctx.tenantId, { ...template, id: contactId(500), displayName: 'Neu' });
    admin.changeOrgContact(ctx.tenantId, contactId(2), { phones: [{ type: 'mobile', number: '1' }] });
    admin.deleteOrgContact(ctx.tenantId, contactId(3));
    admin.changeUser(ctx.tenantId, userId(23), { mobilePhone: '0171 3920077' });
    admin.deleteUser(ctx.tenantId, userId(46));
    const third = await all({}, second.link);
    expect(keys(third.people)).toEqual([userId(23), contactId(2), contactId(500)].toSorted());
    expect(third.people.find(({ key }) => key === contactId(2))?.businessPhones).toEqual([]);
    expect(third.removed.toSorted()).toEqual([userId(46), contactId(3)].toSorted());
    // A crash before the new link was kept repeats the question.
    expect(await all({}, second.link)).toEqual(third);
    expect(await all({}, third.link)).toMatchObject({ people: [], removed: [] });
  });

  it('gain whose mail goes elsewhere now, and lose who got a mailbox', async () => {
    const { admin, ctx, company, all } = await stack();
    const { link } = await all({});
    admin.changeUser(ctx.tenantId, userId(30), { mail: 'jetzt@anderswo.example' });
    admin.changeUser(ctx.tenantId, userId(23), { mail: `wieder.da@${company.domain}` });
    const later = await all({}, link);
    expect(keys(later.people)).toEqual([userId(30)]);
    expect(later.removed).toEqual([userId(23)]);
  });

  it('lose who comes twice in one reading and is no mail user the second time, and nobody else', async () => {
    const origin = 'https://graph.example';
    const page = (value: readonly object[], link: object) => ({ value, ...link });
    const next = { '@odata.nextLink': `${origin}/v1.0/users/delta?more` };
    const answers: Readonly<Record<string, object>> = {
      organization: page([{ verifiedDomains: [{ name: 'Firma.example' }] }], {}),
      'contacts/delta': page([], { '@odata.deltaLink': 'c' }),
      'users/delta': page(
        [
          { id: 'a', mail: 'a@x.example' },
          { id: 'b', mail: 'b@firma.example' },
        ],
        next,
      ),
      'users/delta?more': page(
        [
          { id: 'a', mail: 'a@firma.example' },
          { id: 'c', mail: null },
        ],
        {
          '@odata.deltaLink': 'u',
        },
      ),
    };
    const reader: Reader = {
      origin,
      get: async (_ctx, path, schema) => {
        const body = answers[path.slice(1).replace(/\?\$.*/, '')];
        return ok(schema.parse(body));
      },
      getEach: async () => ok([]),
    };
    const { ctx } = await stack();
    const pages: unknown[] = [];
    for await (const read of makeCompanyContacts(reader).readPeople(ctx, {})) pages.push(read);
    expect(pages).toMatchObject([
      { value: { changed: [], removed: [] } },
      { value: { changed: [{ key: 'a' }], removed: [] } },
      { value: { changed: [], removed: ['a'], link: expect.stringContaining('firma.example') } },
    ]);
  });

  it('ask for a full read when either token has ended, the link is none of ours, or it leads elsewhere', async () => {
    const { admin, ctx, all, read } = await stack();
    const { link } = await all({});
    const parts = JSON.parse(link);
    for (const odd of [
      'rubbish',
      '{}',
      JSON.stringify({ ...parts, users: 'https://evil.example/v1.0/users/delta' }),
    ]) {
      expect((await read({}, odd)).error).toEqual({ type: 'link-expired' });
    }
    admin.expireDeltaTokens(ctx.tenantId);
    expect((await read({}, link)).error).toEqual({ type: 'link-expired' });
  });

  it('ask for a full read once the company has other domains than it had, where that matters', async () => {
    const { admin, ctx, all, read } = await stack();
    const { link } = await all({});
    const earlier = JSON.stringify({ ...JSON.parse(link), domains: ['frueher.example'] });
    expect(await all({}, earlier)).toMatchObject({ people: [], removed: [] });
    admin.changeUser(ctx.tenantId, userId(23), { jobTitle: 'Neu' });
    expect((await read({}, earlier)).error).toEqual({ type: 'link-expired' });
    expect((await read({}, link)).error).toBeUndefined();
  });

  it('name the permission that is missing, in reading and in the probe', async () => {
    const without = (permission: string) =>
      stack({ permissions: allPermissions.filter((each) => each !== permission) });
    for (const permission of ['OrgContact.Read.All', 'Organization.Read.All']) {
      const { read, source, ctx } = await without(permission);
      const refused = { type: 'consent-required', missingPermissions: [permission] };
      expect((await read({})).error).toEqual(refused);
      expect(await source.probe(ctx, {})).toEqual({ ok: false, error: refused });
    }
    const { source, ctx } = await stack();
    expect((await source.probe(ctx, {})).ok).toBe(true);
  });

  it('wait for a short throttling in the middle and give a long one back', async () => {
    const { admin, all, read, slept } = await stack();
    admin.addFault({
      match: { path: '^/users/delta' },
      count: 1,
      effect: { kind: 'throttle', retryAfter: { seconds: 3 } },
    });
    expect((await all({})).people.length).toBeGreaterThan(10);
    expect(slept).toEqual([3000]);
    admin.addFault({
      match: { path: '^/contacts/delta' },
      effect: { kind: 'throttle', retryAfter: { seconds: 300 } },
    });
    expect((await read({})).error).toEqual({ type: 'throttled', retryAfterSeconds: 300 });
  });
});

describe('[S5] a mail contact', () => {
  it('has several numbers of a kind; a pager and an assistant are not his telephone', () => {
    const phone = (type: string, number: string | null) => ({ type, number });
    const person = personOfOrgContact({
      id: contactId(1),
      phones: [
        phone('business', '1'),
        phone('mobile', '2'),
        phone('mobile', '3'),
        phone('business', '4'),
        phone('businessFax', '5'),
        phone('pager', '6'),
        phone('assistant', '7'),
        phone('home', ' '),
        phone('other', '8'),
        phone('business', null),
      ],
      addresses: [{ city: 'Köln', countryOrRegion: 'Deutschland', officeLocation: 'B 2' }],
    });
    expect(person).toMatchObject({
      businessPhones: ['1', '4'],
      mobilePhone: '2',
      otherPhones: ['3', '8'],
      homePhones: [],
      faxNumber: '5',
      officeLocation: 'B 2',
      businessAddress: { city: 'Köln', country: 'Deutschland' },
    });
  });
});

describe('[S5] a mail user', () => {
  it('is whose address is in none of the company’s domains nor below one', () => {
    const own = ['firma.example', 'firma.onmicrosoft.com'];
    expect(isMailUser({ mail: 'a@anders.example' }, own)).toBe(true);
    expect(isMailUser({ mail: 'a@meinefirma.example' }, own)).toBe(true);
    expect(isMailUser({ mail: 'A@Firma.Example' }, own)).toBe(false);
    expect(isMailUser({ mail: 'a@werk.firma.example' }, own)).toBe(false);
    expect(isMailUser({ mail: null }, own)).toBe(false);
  });

  it('is hidden as a guest unless he is shown, and shown as a member unless he is hidden', () => {
    const hidden = (userType: string, showInAddressList: boolean | null) =>
      personOfMailUser({ id: userId(1), userType, showInAddressList }).hidden;
    expect([hidden('Guest', null), hidden('Guest', false), hidden('Guest', true)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([hidden('Member', null), hidden('Member', false), hidden('Member', true)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
