import { describe, expect, it } from 'vitest';
import { ok } from '../../kernel/result.ts';
import type { DirectoryPage, DirectoryPerson } from '../../sources/directory.ts';
import { makeDirectory } from './directory.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeReader } from './reader.ts';

async function stack(options: Parameters<typeof graphStack>[0] = {}) {
  const base = await graphStack(options);
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    base.clock.advance(ms);
  };
  const directory = makeDirectory(makeReader({ ...base, sleep }));
  const read = async (link?: string) => {
    const pages: DirectoryPage[] = [];
    for await (const page of directory.readPeople(base.ctx, link)) {
      if (!page.ok) return { error: page.error, pages };
      pages.push(page.value);
    }
    return { pages };
  };
  const all = async (link?: string) => {
    const { pages, error } = await read(link);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return {
      people: pages.flatMap(({ changed }) => changed),
      removed: pages.flatMap(({ removed }) => removed),
      link: pages.at(-1)?.link ?? '',
      pages: pages.length,
    };
  };
  return { ...base, slept, directory, read, all };
}

const byKey = (people: readonly DirectoryPerson[]) => new Map(people.map((person) => [person.key, person]));
const fail = (): never => {
  throw new Error('the seed lacks it');
};

describe('[S1] people', () => {
  it('are read whole, page by page, with their managers; the link is on the last page only', async () => {
    const { company, all, read } = await stack();
    const { people, removed, pages } = await all();
    expect(people.map(({ key }) => key).toSorted()).toEqual(company.users.map(({ id }) => id).toSorted());
    expect(removed).toEqual([]);
    expect(pages).toBeGreaterThan(1);
    expect((await read()).pages.map(({ link }) => link !== undefined)).toEqual([
      ...Array.from({ length: pages - 1 }, () => false),
      true,
    ]);
    const found = byKey(people);
    for (const user of company.users) {
      expect(found.get(user.id)).toMatchObject({
        userPrincipalName: user.userPrincipalName,
        displayName: user.displayName,
        emails: user.mail === null ? [] : [user.mail],
        businessPhones: user.businessPhones,
        enabled: user.accountEnabled,
        hidden: user.hiddenFromAddressLists,
      });
      expect(found.get(user.id)?.managerKey).toBe(user.managerId ?? undefined);
      expect(found.get(user.id)?.mobilePhone).toBe(user.mobilePhone ?? undefined);
    }
  });

  it('are hidden as guests, whom nobody has put on the address list', async () => {
    const { admin, ctx, company, all } = await stack();
    const [guest = fail(), shown = fail()] = company.users.filter((user) => !user.hiddenFromAddressLists);
    admin.changeUser(ctx.tenantId, guest.id, { userType: 'Guest', showInAddressList: null });
    admin.changeUser(ctx.tenantId, shown.id, { userType: 'Guest', showInAddressList: true });
    const { people } = await all();
    const found = byKey(people);
    expect([found.get(guest.id)?.hidden, found.get(shown.id)?.hidden]).toEqual([true, false]);
  });

  it('are told as changed and removed since the link', async () => {
    const { admin, ctx, company, all } = await stack();
    const { link } = await all();
    const [, changed = fail(), gone = fail()] = company.users;
    admin.changeUser(ctx.tenantId, changed.id, { mobilePhone: null, department: 'Neu' });
    admin.deleteUser(ctx.tenantId, gone.id);
    const later = await all(link);
    expect(later.people).toMatchObject([{ key: changed.id, department: 'Neu' }]);
    expect(later.people[0]?.mobilePhone).toBeUndefined();
    expect(later.removed).toEqual([gone.id]);
    expect(await all(later.link)).toMatchObject({ people: [], removed: [] });
  });

  it('keep an unchanged manager, take a new one and lose one, in a delta that names managers only when they change', async () => {
    const { admin, ctx, company, all } = await stack();
    const { link } = await all();
    const [a = fail(), b = fail(), c = fail()] = company.users.filter(({ managerId }) => managerId !== null);
    const boss = company.users.find(({ id }) => id !== b.managerId && id !== b.id) ?? fail();
    admin.changeUser(ctx.tenantId, a.id, { department: 'Neu' });
    admin.changeUser(ctx.tenantId, b.id, { managerId: boss.id });
    admin.changeUser(ctx.tenantId, c.id, { managerId: null });
    const later = byKey((await all(link)).people);
    expect([a, b, c].map(({ id }) => later.get(id)?.managerKey)).toEqual([a.managerId, boss.id, undefined]);
  });

  it('are to be read anew when the link has expired, or is none of Graph’s', async () => {
    const { admin, ctx, all, read } = await stack();
    const { link } = await all();
    admin.expireDeltaTokens(ctx.tenantId);
    expect(await read(link)).toEqual({ pages: [], error: { type: 'link-expired' } });
    expect(await read('https://evil.example/v1.0/users/delta?$deltatoken=x')).toEqual({
      pages: [],
      error: { type: 'link-expired' },
    });
  });

  it('are what the last of several entries of a page says: deleted and restored, or the other way round', async () => {
    const gone = { '@removed': { reason: 'changed' } };
    const value = [
      { id: 'a', ...gone },
      { id: 'b', displayName: 'Bernd' },
      { id: 'a', displayName: 'Anna', 'manager@delta': [] },
      { id: 'b', ...gone },
    ];
    const { ctx, graph, clock } = await stack();
    const answer = {
      status: 200,
      headers: new Map(),
      body: { value, '@odata.deltaLink': `${graph.origin}/v1.0/users/delta?$deltatoken=x` },
    };
    const told = { ...graph, send: async () => ok(answer) };
    const directory = makeDirectory(makeReader({ graph: told, clock, sleep: async () => {} }));
    for await (const page of directory.readPeople(ctx)) {
      expect(page).toMatchObject({ ok: true, value: { changed: [{ key: 'a' }], removed: ['b'] } });
    }
  });

  it('are to be read anew where Graph takes its own link for a bad request', async () => {
    const { all, read } = await stack();
    const { link } = await all();
    const spoilt = link.replace(/(deltatoken=).*/i, '$1spoilt');
    expect(spoilt).not.toBe(link);
    expect(await read(spoilt)).toEqual({ pages: [], error: { type: 'link-expired' } });
  });
});

describe('members', () => {
  it('of a group are the users of nested groups too, each once', async () => {
    const { company, ctx, directory } = await stack();
    const everyone = company.groups.find(({ mailNickname }) => mailNickname === 'alle') ?? fail();
    const members = await directory.membersOf(ctx, everyone.id);
    const ids = members.ok ? members.value : fail();
    expect(new Set(ids).size).toBe(ids.length);
    const nested = (id: string): string[] => {
      const group = company.groups.find((each) => each.id === id);
      return group === undefined ? [id] : group.memberIds.flatMap(nested);
    };
    expect(ids.toSorted()).toEqual([...new Set(nested(everyone.id))].toSorted());
  });

  it('of an empty group are none, of an unknown group not to be found', async () => {
    const { company, ctx, directory } = await stack();
    const empty = company.groups.find(({ memberIds }) => memberIds.length === 0) ?? fail();
    expect(await directory.membersOf(ctx, empty.id)).toEqual({ ok: true, value: [] });
    expect(await directory.membersOf(ctx, '00000000-0000-4000-8000-00000000dead')).toEqual({
      ok: false,
      error: { type: 'not-found' },
    });
  });
});

describe('photos', () => {
  it('come as bytes, and as null for whoever has none or is gone, in one call', async () => {
    const { company, ctx, directory, reports } = await stack();
    const withPhoto = company.users.find(({ photo }) => photo !== null) ?? fail();
    const without = company.users.find(({ photo }) => photo === null) ?? fail();
    const keys = [withPhoto.id, without.id, '00000000-0000-4000-8000-00000000dead'];
    const photos = await directory.photosOf(ctx, keys);
    expect(photos).toEqual({
      ok: true,
      value: new Map([
        [withPhoto.id, Buffer.from(withPhoto.photo ?? '', 'base64')],
        [without.id, null],
        [keys[2], null],
      ]),
    });
    expect(reports).toMatchObject([{ requests: 3 }]);
  });

  it('ask again only for those that were throttled', async () => {
    const { admin, company, ctx, directory, reports, slept } = await stack();
    admin.addFault({ effect: { kind: 'throttle', retryAfter: { seconds: 3 } }, nth: 2, count: 1 });
    const photos = await directory.photosOf(
      ctx,
      company.users.slice(0, 5).map(({ id }) => id),
    );
    expect(photos).toMatchObject({ ok: true, value: { size: 5 } });
    expect(reports.map(({ requests }) => requests)).toEqual([5, 1]);
    expect(slept).toEqual([3_000]);
  });
});

describe('a short disturbance', () => {
  it.each([
    [{ kind: 'throttle', retryAfter: { seconds: 7 } }, [7_000]],
    [{ kind: 'throttle', retryAfter: { seconds: 0 } }, [1_000]],
    [{ kind: 'throttle', retryAfter: 'absent' }, [10_000]],
    [{ kind: 'serverError', status: 503, when: 'before' }, [1_000]],
    [{ kind: 'reset', when: 'before' }, [1_000]],
  ] as const)('is slept through: %j', async (effect, waits) => {
    const { admin, ctx, directory, slept } = await stack();
    admin.addFault({ effect, count: 1 });
    expect(await directory.probe(ctx)).toEqual({ ok: true, value: undefined });
    expect(slept).toEqual(waits);
  });

  it('that lasts is handed back after four attempts', async () => {
    const { admin, ctx, directory, slept, reports } = await stack();
    admin.addFault({ effect: { kind: 'serverError', status: 502, when: 'before' } });
    expect(await directory.probe(ctx)).toEqual({
      ok: false,
      error: { type: 'unavailable', service: 'graph' },
    });
    expect(slept).toEqual([1_000, 2_000, 4_000]);
    expect(reports).toHaveLength(4);
  });

  it('that asks for a long wait is handed back at once', async () => {
    const { admin, read, slept } = await stack();
    admin.addFault({ effect: { kind: 'throttle', retryAfter: { dateInSeconds: 90 } } });
    expect(await read()).toEqual({ pages: [], error: { type: 'throttled', retryAfterSeconds: 90 } });
    expect(slept).toEqual([]);
  });
});

describe('a refusal', () => {
  it('[T2] names the permission that is missing', async () => {
    const { ctx, company, directory, read } = await stack({ permissions: ['Contacts.ReadWrite'] });
    const missing = (permission: string) => ({ type: 'consent-required', missingPermissions: [permission] });
    expect(await directory.probe(ctx)).toEqual({ ok: false, error: missing('User.Read.All') });
    expect(await read()).toEqual({ pages: [], error: missing('User.Read.All') });
    const photos = await directory.photosOf(ctx, [company.users[0]?.id ?? fail()]);
    expect(photos).toEqual({ ok: false, error: missing('User.Read.All') });
    const members = await directory.membersOf(ctx, company.groups[0]?.id ?? fail());
    expect(members).toEqual({ ok: false, error: missing('GroupMember.Read.All') });
  });

  it('[T3] by policy is told as that, without a call', async () => {
    const { ctx, directory, nextToken, reports } = await stack();
    nextToken({ type: 'access-blocked', code: '53003' });
    expect(await directory.probe(ctx)).toEqual({
      ok: false,
      error: { type: 'access-blocked', code: '53003' },
    });
    expect(reports).toEqual([]);
  });
});
