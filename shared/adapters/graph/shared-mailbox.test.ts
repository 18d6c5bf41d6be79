import { describe, expect, it } from 'vitest';
import { blankCard } from '../../contacts/blank-card.test-data.ts';
import { asId, type MailboxId } from '../../kernel/ids.ts';
import type { DirectoryPerson } from '../../sources/directory.ts';
import { jpeg } from './mailbox-stack.test-data.ts';
import { makeMailboxes } from './mailboxes.ts';
import { allPermissions } from './permissions.ts';
import { sourceStack } from './read-source.test-data.ts';
import { makeSharedMailbox } from './shared-mailbox.ts';

const userId = '1a000000-0000-4000-8000-000000000017';
const mailbox = 'telefonzentrale@mueller-maschinenbau.example';
const settings = { mailbox };
const suppliers = { mailbox, folder: 'lieferANTEN' };

/** The seeded shared mailbox, with what its owners and Switchboard's imports do in it. */
async function stack(options: Parameters<typeof sourceStack>[1] = {}) {
  const base = await sourceStack(makeSharedMailbox, options);
  const { tenantId } = base.ctx;
  const mailboxes = makeMailboxes(base);
  const folders = base.admin.readMailbox(tenantId, userId);
  return {
    ...base,
    folderId: folders.find(({ displayName }) => displayName === 'Lieferanten')?.id ?? '',
    immutableIdOf: (displayName: string): string =>
      String(
        base.admin
          .readMailbox(tenantId, userId)
          .flatMap(({ contacts }) => contacts)
          .find((contact) => contact['displayName'] === displayName)?.['immutableId'],
      ),
    add: (fields: Readonly<Record<string, unknown>>, folderId?: string) =>
      base.admin.addContact(tenantId, userId, fields, folderId),
    /** As an import of ours writes them. */
    importContacts: async (count: number, prefix = 'Import') => {
      for (let at = 0; at < count; at += 4) {
        const outcomes = await mailboxes.execute(
          base.ctx,
          Array.from({ length: Math.min(4, count - at) }, (_, index) => ({
            kind: 'create' as const,
            mailbox: asId<MailboxId>(userId),
            folder: 'default' as const,
            tag: (at + index).toString(16).padStart(48, '0'),
            card: { ...blankCard, displayName: `${prefix} ${at + index}` },
            categories: ['Müller'],
            note: null,
          })),
        );
        if (outcomes.some(({ status }) => status !== 'done')) throw new Error(JSON.stringify(outcomes));
      }
    },
  };
}

const names = (people: readonly DirectoryPerson[]) =>
  people.map(({ displayName = '' }) => displayName).toSorted((a, b) => (a < b ? -1 : 1));
const seeded = [
  'Bereitschaft Haustechnik',
  'Empfang',
  'Pforte Werk 2',
  'Störungsannahme Aufzug',
  'Werkschutz',
];

describe('[S11] the contacts of a shared mailbox', () => {
  it('are those of its own folder, or of one found by its name in whatever case', async () => {
    const { all, immutableIdOf, company } = await stack();
    const { people, removed } = await all(settings);
    expect(names(people)).toEqual(
      [...seeded, `${company.users[7]?.givenName} ${company.users[7]?.surname}`].toSorted(),
    );
    expect(removed).toEqual([]);
    expect(people.find(({ displayName }) => displayName === 'Bereitschaft Haustechnik')).toEqual({
      key: immutableIdOf('Bereitschaft Haustechnik'),
      displayName: 'Bereitschaft Haustechnik',
      emails: [],
      businessPhones: ['089/99998-403'],
      homePhones: [],
      mobilePhone: '0171 39200-93',
      enabled: true,
      hidden: false,
    });
    for (const { key } of people) expect(key.length).toBeLessThanOrEqual(128);
    expect(names((await all(suppliers)).people)).toEqual([
      'Beate Stahl',
      'Kantinenbelieferung',
      'Wolfgang Zöllner',
    ]);
  });

  it('are told as changed and removed since the link, also a contact that was moved to another folder', async () => {
    const { all, add, admin, ctx, folderId, reports, immutableIdOf } = await stack();
    const id = add({ displayName: 'Fuhrpark', mobilePhone: '0171 3920094' });
    const { link } = await all(settings);
    reports.length = 0;
    expect(await all(settings, link)).toMatchObject({ people: [], removed: [] });
    // Whose address it is, and what has changed.
    expect(reports).toHaveLength(2);
    const [fuhrpark, empfang] = [immutableIdOf('Fuhrpark'), immutableIdOf('Empfang')];
    admin.editContact(ctx.tenantId, userId, id, { mobilePhone: '0171 3920095' });
    admin.deleteContact(ctx.tenantId, userId, empfang);
    const later = await all(settings, link);
    expect(later.people).toMatchObject([{ key: fuhrpark, mobilePhone: '0171 3920095' }]);
    expect(later.removed).toEqual([empfang]);
    expect(await all(settings, link)).toEqual(later);
    admin.moveContact(ctx.tenantId, userId, id, folderId);
    expect(await all(settings, later.link)).toMatchObject({ people: [], removed: [fuhrpark] });
    expect((await all(suppliers)).people.map(({ key }) => key)).toContain(fuhrpark);
  });

  it.each([3, 30])('leave out what imports of ours keep there: %i contacts', async (count) => {
    const { all, importContacts, add, admin, ctx, immutableIdOf } = await stack();
    await importContacts(count);
    const first = await all(settings);
    expect(first.people).toHaveLength(seeded.length + 1);
    expect(first.removed).toEqual([]);

    // An import's next run beside a change of the owners: both come in the same delta, which knows no tags.
    await importContacts(count, 'Später');
    admin.editContact(ctx.tenantId, userId, immutableIdOf('Import 0'), { jobTitle: 'Leitung' });
    add({ displayName: 'Fuhrpark' });
    const second = await all(settings, first.link);
    expect(names(second.people)).toEqual(['Fuhrpark']);
    expect(second.removed).not.toContain(immutableIdOf('Fuhrpark'));
  });

  it('lose a contact that an import makes its own, and gain one that it gives back', async () => {
    const { all, add, admin, ctx, immutableIdOf } = await stack();
    const id = add({ displayName: 'Fuhrpark' });
    const first = await all(settings);
    const { tagPropertyId } = await import('./tag-property.ts');
    const tagged = (value: string | null) =>
      admin.editContact(ctx.tenantId, userId, id, {
        singleValueExtendedProperties: [{ id: tagPropertyId, value }],
      });
    tagged('ab');
    const second = await all(settings, first.link);
    expect(second).toMatchObject({ people: [], removed: [immutableIdOf('Fuhrpark')] });
    tagged(null);
    expect(names((await all(settings, second.link)).people)).toEqual(['Fuhrpark']);
  });

  it('are read anew where the token has ended or the link is none of ours, and where the folder is another', async () => {
    const { all, read, admin, ctx, folderId } = await stack();
    const { link } = await all(suppliers);
    expect((await read(suppliers, 'rubbish')).error).toEqual({ type: 'link-expired' });
    expect((await read(settings, link)).error).toEqual({ type: 'link-expired' });
    admin.expireDeltaTokens(ctx.tenantId, userId);
    expect((await read(suppliers, link)).error).toEqual({ type: 'link-expired' });

    const fresh = await all(suppliers);
    admin.deleteFolder(ctx.tenantId, userId, folderId);
    admin.addFolder(ctx.tenantId, userId, 'Lieferanten');
    expect((await read(suppliers, fresh.link)).error).toEqual({ type: 'link-expired' });
    expect((await all(suppliers)).people).toEqual([]);
  });

  it('are those of whoever has the address now: a mailbox made anew, or another that was given it', async () => {
    const { all, read, admin, ctx, owners } = await stack();
    const { link } = await all(settings);
    const heir = owners.find(({ id }) => id !== userId)?.id ?? '';
    const renamed = 'zentrale-alt@mueller-maschinenbau.example';
    admin.changeUser(ctx.tenantId, userId, { mail: renamed, userPrincipalName: renamed });
    admin.changeUser(ctx.tenantId, heir, { mail: mailbox });
    expect((await read(settings, link)).error).toEqual({ type: 'link-expired' });
    expect(names((await all(settings)).people)).not.toEqual(seeded);
  });

  it('are not there without the mailbox or the folder: deleted, renamed, or never known', async () => {
    const { all, read, source, admin, ctx, folderId, company } = await stack();
    const notThere = expect.objectContaining({ type: 'source-refused', reason: 'not-there' });
    const unknown = { mailbox: "o'hara@mueller-maschinenbau.example" };
    const without = { mailbox: company.users.find(({ hasMailbox }) => !hasMailbox)?.userPrincipalName ?? '' };
    for (const odd of [unknown, without, { mailbox, folder: 'Kunden' }]) {
      expect((await read(odd)).error).toEqual(notThere);
      expect(await source.probe(ctx, odd)).toEqual({ ok: false, error: notThere });
    }
    expect(await source.probe(ctx, suppliers)).toEqual({ ok: true, value: undefined });
    const { link } = await all(suppliers);
    admin.renameFolder(ctx.tenantId, userId, folderId, 'Zulieferer');
    expect((await read(suppliers, link)).error).toEqual(notThere);
    const own = await all(settings);
    admin.removeMailbox(ctx.tenantId, userId);
    expect((await read(settings, own.link)).error).toEqual(notThere);
  });

  it('may be closed to us for this one mailbox, which is no loss of the company’s consent', async () => {
    const { all, read, source, admin, ctx } = await stack();
    const { link, people } = await all(settings);
    const noRight = { type: 'source-refused', reason: 'no-right-to-read', code: 'ErrorAccessDenied' };
    admin.closeMailbox(ctx.tenantId, userId, true);
    expect((await read(settings)).error).toEqual(noRight);
    expect((await read(settings, link)).error).toEqual(noRight);
    expect((await read(suppliers)).error).toEqual(noRight);
    expect(await source.probe(ctx, settings)).toEqual({ ok: false, error: noRight });
    const photos = await source.photosOf?.(
      ctx,
      settings,
      people.map(({ key }) => key),
    );
    expect(photos).toEqual({ ok: false, error: noRight });
    admin.closeMailbox(ctx.tenantId, userId, false);
    expect((await read(settings, link)).error).toBeUndefined();
  });

  it('name the permission where the company’s users may not be read', async () => {
    const { read } = await stack({ permissions: allPermissions.filter((each) => each !== 'User.Read.All') });
    expect((await read(settings)).error).toEqual({
      type: 'consent-required',
      missingPermissions: ['User.Read.All'],
    });
  });

  it('come with their photos, four at a time, null where there is none', async () => {
    const { all, source, ctx, add, execute, immutableIdOf, reports } = await stackWithPhotos();
    for (let number = 0; number < 6; number += 1) add({ displayName: `Mit Bild ${number}` });
    const { people } = await all(settings);
    await execute(immutableIdOf('Mit Bild 3'));
    reports.length = 0;
    const photos = await source.photosOf?.(
      ctx,
      settings,
      people.map(({ key }) => key),
    );
    if (photos?.ok !== true) throw new Error('no photos');
    expect(photos.value.size).toBe(people.length);
    for (const { key, displayName } of people) {
      const expected = displayName === 'Mit Bild 3' ? jpeg : null;
      expect(photos.value.get(key) ?? null).toEqual(expected);
    }
    expect(Math.max(...reports.map(({ requests }) => requests))).toBe(4);
  });

  it('are read to the end through throttling, refused parts of a batch and a folder of several pages', async () => {
    const { all, add, admin, importContacts, slept } = await stack({ limits: {} });
    for (let number = 0; number < 230; number += 1) add({ displayName: `Eigener ${number}` });
    await importContacts(12);
    admin.addFault({
      match: { path: '/contacts/delta' },
      nth: 2,
      count: 1,
      effect: { kind: 'throttle', retryAfter: { seconds: 2 } },
    });
    const { people } = await all(settings);
    expect(people).toHaveLength(seeded.length + 1 + 230);
    expect(new Set(people.map(({ key }) => key)).size).toBe(people.length);
    expect(slept).toEqual([2000]);
  });
});

async function stackWithPhotos() {
  const base = await stack();
  const mailboxes = makeMailboxes(base);
  return {
    ...base,
    execute: (contactId: string) =>
      mailboxes.execute(base.ctx, [
        { kind: 'put-photo', mailbox: asId<MailboxId>(userId), contactId, photo: jpeg },
      ]),
  };
}
