import { describe, expect, it } from 'vitest';
import { blankCard } from '../../contacts/blank-card.test-data.ts';
import { asId, type MailboxId } from '../../kernel/ids.ts';
import { err, ok } from '../../kernel/result.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import type { ReaderFailure } from '../../sources/source-reader.ts';
import type { AccessToken } from '../../sources/user-sessions.ts';
import { makeGraph } from './client.ts';
import { jpeg } from './mailbox-stack.test-data.ts';
import { makeMailboxes } from './mailboxes.ts';
import { makePersonalContacts } from './personal-contacts.ts';
import { sourceStack } from './read-source.test-data.ts';

/** A seeded user's mailbox, emptied, with a token of his own; what he and our imports do in it. */
async function stack() {
  let refused: ReaderFailure | undefined;
  const asked: boolean[] = [];
  const base = await sourceStack((_reader) => ({
    readPeople: async function* () {},
    probe: async () => ok(undefined),
  }));
  const { tenantId } = base.ctx;
  const [owner, other] = base.owners;
  if (owner === undefined || other === undefined) throw new Error('the seed has mailboxes');
  const userId = owner.id;
  const tokenOf = (oid: string, permissions: readonly string[]) =>
    Buffer.from(JSON.stringify({ tenantId, appId: 'app', oid, permissions })).toString('base64url');
  const session =
    (oid: string, permissions: readonly string[] = ['Contacts.Read', 'openid']): AccessToken =>
    async (how) => {
      asked.push(how?.fresh === true);
      return refused === undefined ? ok(tokenOf(oid, permissions)) : err(refused);
    };
  const source = makePersonalContacts({
    graphFor: (tokens) => makeGraph({ url: base.emulator.url, timeoutMs: 5_000, tokens, clock: base.clock }),
    sleep: async (ms) => base.clock.advance(ms),
    clock: base.clock,
  });
  const settings = { userId, accessToken: session(userId) };
  const all = async (link?: string, as: Parameters<typeof source.readPeople>[1] = settings) => {
    const people: DirectoryPerson[] = [];
    const removed: string[] = [];
    let end = '';
    for await (const page of source.readPeople(base.ctx, as, link)) {
      if (!page.ok) return { error: page.error, people, removed, link: end };
      people.push(...page.value.changed);
      removed.push(...page.value.removed);
      end = page.value.link ?? end;
    }
    return { people, removed, link: end };
  };
  for (const { contacts } of base.admin.readMailbox(tenantId, userId)) {
    for (const { id } of contacts) base.admin.deleteContact(tenantId, userId, String(id));
  }
  const mailboxes = makeMailboxes(base);
  return {
    ...base,
    source,
    settings,
    session,
    userId,
    other,
    all,
    asked,
    refuse: (failure: ReaderFailure) => {
      refused = failure;
    },
    add: (displayName: string, folderId?: string) =>
      base.admin.addContact(tenantId, userId, { displayName, mobilePhone: '0171 3920094' }, folderId),
    folder: (name: string, parentId?: string) => base.admin.addFolder(tenantId, userId, name, parentId),
    keyOf: (displayName: string): string =>
      String(
        base.admin
          .readMailbox(tenantId, userId)
          .flatMap(({ contacts }) => contacts)
          .find((contact) => contact['displayName'] === displayName)?.['immutableId'],
      ),
    importInto: async (folder: { readonly id: string } | 'default', displayName: string) => {
      const [outcome] = await mailboxes.execute(base.ctx, [
        {
          kind: 'create',
          mailbox: asId<MailboxId>(userId),
          folder,
          tag: displayName.length.toString(16).padStart(48, '0'),
          card: { ...blankCard, displayName },
          categories: [],
          note: null,
        },
      ]);
      if (outcome?.status !== 'done') throw new Error(JSON.stringify(outcome));
    },
  };
}

const names = (people: readonly DirectoryPerson[]) =>
  people.map(({ displayName = '' }) => displayName).toSorted((a, b) => (a < b ? -1 : 1));

describe('[S4] the personal contacts of a user', () => {
  it('are those of all of his folders, read with his own token, and none that an import of ours has written', async () => {
    const { all, add, folder, importInto, keyOf } = await stack();
    const friends = folder('Freunde');
    const ours = folder('Switchboard');
    add('Anna');
    add('Bert', friends);
    await importInto('default', 'Imported');
    await importInto({ id: ours }, 'Imported too');
    const { people, removed, link } = await all();
    expect([names(people), removed]).toEqual([['Anna', 'Bert'], []]);
    expect(people.find(({ key }) => key === keyOf('Anna'))).toMatchObject({ mobilePhone: '0171 3920094' });
    expect(await all(link)).toMatchObject({ people: [], removed: [] });
    await importInto({ id: ours }, 'Imported later on');
    expect((await all(link)).people).toEqual([]);
  });

  it('are told as changed and removed since the link, folder by folder; a new folder’s are changes', async () => {
    const { all, add, folder, admin, ctx, userId, keyOf } = await stack();
    const friends = folder('Freunde');
    const anna = add('Anna');
    const bert = add('Bert', friends);
    const first = await all();
    const [annasKey, bertsKey] = [keyOf('Anna'), keyOf('Bert')];
    admin.editContact(ctx.tenantId, userId, anna, { jobTitle: 'Chefin' });
    admin.deleteContact(ctx.tenantId, userId, bert);
    add('Carla', folder('Verein'));
    const second = await all(first.link);
    expect(second.people).toMatchObject([{ key: annasKey, jobTitle: 'Chefin' }, { displayName: 'Carla' }]);
    expect(second.removed).toEqual([bertsKey]);
    expect(await all(second.link)).toMatchObject({ people: [], removed: [] });
  });

  it('are found in folders inside folders, however deep and many, and gone with the folder around them', async () => {
    const { all, add, folder, admin, ctx, userId } = await stack();
    const club = folder('Verein');
    const board = folder('Vorstand', club);
    add('Anna', club);
    add('Bert', board);
    add('Carla', folder('Kasse', board));
    const first = await all();
    expect(names(first.people)).toEqual(['Anna', 'Bert', 'Carla']);
    expect(await all(first.link)).toMatchObject({ people: [], removed: [] });
    add('Dora', folder('Beirat', board));
    const second = await all(first.link);
    expect(names(second.people)).toEqual(['Dora']);
    admin.deleteFolder(ctx.tenantId, userId, club);
    expect((await all(second.link)).error).toEqual({ type: 'link-expired' });
    expect((await all()).people).toEqual([]);
    const crowd = folder('Gruppen');
    for (let n = 0; n < 101; n++) folder(`Gruppe ${n}`, crowd);
    add('Emil', folder('Zuletzt', crowd));
    expect(names((await all()).people)).toEqual(['Emil']);
  });

  it('stay when they are moved, also between two readings of folders that tell of it one after the other', async () => {
    const { all, add, folder, admin, ctx, userId, keyOf } = await stack();
    const friends = folder('Freunde');
    const anna = add('Anna');
    const first = await all();
    const key = keyOf('Anna');
    const moved = admin.moveContact(ctx.tenantId, userId, anna, friends);
    const second = await all(first.link);
    expect(second).toMatchObject({ people: [{ key }], removed: [] });
    admin.moveContact(ctx.tenantId, userId, moved, 'contacts');
    // As if the folder that it went to had been read after the move, and the one that it left before.
    const [mine, theirs] = [JSON.parse((await all(second.link)).link), JSON.parse(second.link)];
    const apart = JSON.stringify({ ...theirs, '': mine[''] });
    expect(await all(apart)).toMatchObject({ people: [{ key }], removed: [] });
  });

  it('are read anew where a folder is gone, a link has expired, or makes no sense', async () => {
    const { all, add, folder, admin, ctx, userId } = await stack();
    const friends = folder('Freunde');
    add('Bert', friends);
    const { link } = await all();
    expect((await all('nonsense')).error).toEqual({ type: 'link-expired' });
    admin.expireDeltaTokens(ctx.tenantId, userId);
    expect((await all(link)).error).toEqual({ type: 'link-expired' });
    const { link: later } = await all();
    admin.deleteFolder(ctx.tenantId, userId, friends);
    expect((await all(later)).error).toEqual({ type: 'link-expired' });
    expect((await all()).people).toEqual([]);
  });

  it('are read anew each time where there are too many folders to keep a link of each', async () => {
    const { all, add, folder } = await stack();
    for (let n = 0; n < 20; n++) add(`Contact ${n}`, folder(`Folder ${n}`));
    const { people, link } = await all();
    expect(people).toHaveLength(20);
    // By its link the app tells whose contacts these are (build-directory.ts).
    expect(link).not.toBe('');
    expect((await all(link)).error).toEqual({ type: 'link-expired' });
  });

  it('have photos', async () => {
    const { add, keyOf, source, settings, ctx, graph, userId } = await stack();
    add('Anna');
    add('Bert');
    const [anna, bert] = [keyOf('Anna'), keyOf('Bert')];
    const mailboxes = makeMailboxes({ graph, clock: { now: () => 0 } });
    const mailbox = asId<MailboxId>(userId);
    await mailboxes.execute(ctx, [{ kind: 'put-photo', mailbox, contactId: anna, photo: jpeg }]);
    const photos = await source.photosOf(ctx, settings, [anna, bert]);
    expect(photos.ok && [...photos.value]).toEqual([
      [anna, Buffer.from(jpeg)],
      [bert, null],
    ]);
  });
});

describe('[S4][S6] a token of a user', () => {
  it('opens his own mailbox and no other', async () => {
    const { source, session, settings, other, ctx, userId } = await stack();
    expect(await source.probe(ctx, settings)).toEqual({ ok: true, value: undefined });
    const mixedUp = { userId: other.id, accessToken: session(userId) };
    expect(await source.probe(ctx, mixedUp)).toMatchObject({ error: { reason: 'no-right-to-read' } });
    const tooLittle = { userId, accessToken: session(userId, ['User.Read']) };
    expect(await source.probe(ctx, tooLittle)).toMatchObject({ error: { reason: 'no-right-to-read' } });
  });

  it('that is refused is asked for anew, once; then he has to sign in', async () => {
    const { source, settings, asked, ctx } = await stack();
    const expired: AccessToken = async (how) =>
      how?.fresh === true ? settings.accessToken(how) : ok('expired');
    expect(await source.probe(ctx, { ...settings, accessToken: expired })).toMatchObject({ ok: true });
    expect(asked).toEqual([true]);
    const dead = { ...settings, accessToken: async () => ok('expired') };
    expect(await source.probe(ctx, dead)).toMatchObject({ error: { reason: 'sign-in-required' } });
  });

  it('that cannot be had any more ends a reading with Entra’s own code', async () => {
    const { all, add, refuse } = await stack();
    add('Anna');
    const failure = { type: 'source-refused', reason: 'sign-in-required', code: 'AADSTS50173' } as const;
    refuse(failure);
    expect((await all()).error).toEqual(failure);
  });
});
