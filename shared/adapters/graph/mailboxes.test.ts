import { describe, expect, it } from 'vitest';
import type { Card } from '../../contacts/card.ts';
import type { Folder, MailboxOperation, MailboxOutcome } from '../../imports/mailboxes.ts';
import { asId, type MailboxId } from '../../kernel/ids.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeMailboxes } from './mailboxes.ts';
import { tagPropertyId } from './tag-property.ts';

const emptyCard: Card = {
  displayName: 'Anna Berger',
  fileAs: null,
  givenName: null,
  surname: null,
  companyName: null,
  department: null,
  jobTitle: null,
  officeLocation: null,
  manager: null,
  emailAddresses: [],
  businessPhones: [],
  homePhones: [],
  mobilePhone: null,
  businessAddress: { street: null, city: null, state: null, postalCode: null, countryOrRegion: null },
};

const fullCard: Card = {
  displayName: 'Anna Berger · Müller AG',
  fileAs: 'Berger, Anna',
  givenName: 'Anna',
  surname: 'Berger',
  companyName: 'Müller AG',
  department: 'Vertrieb',
  jobTitle: 'Leitung',
  officeLocation: 'B 2.14',
  manager: 'Jürgen Groß',
  emailAddresses: [
    { address: 'anna@mueller.example', name: 'Anna Berger' },
    { address: 'vertrieb@mueller.example', name: 'Vertrieb' },
  ],
  businessPhones: ['+498912345612', '+4989123450'],
  homePhones: ['+498998765'],
  mobilePhone: '+4917112345678',
  businessAddress: {
    street: 'Hauptstr. 1',
    city: 'München',
    state: 'Bayern',
    postalCode: '80331',
    countryOrRegion: 'Deutschland',
  },
};

// A JPEG that is as small as a JPEG can be told apart: start, end.
const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z',
  'base64',
);

async function stack(options: Parameters<typeof graphStack>[0] = {}) {
  const base = await graphStack(options);
  const mailboxes = makeMailboxes(base);
  const execute = (...operations: MailboxOperation[]) => mailboxes.execute(base.ctx, operations);
  const one = async (operation: MailboxOperation): Promise<MailboxOutcome> => {
    const [outcome] = await execute(operation);
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  };
  const done = async (operation: MailboxOperation) => {
    const outcome = await one(operation);
    if (outcome.status !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`);
    return outcome.answer;
  };
  const mailbox = base.mailboxId(base.owners[0] ?? base.company.users[0] ?? fail());
  const folderOf = async (displayName = 'Müller AG'): Promise<Folder> => {
    const { id } = await done({ kind: 'create-folder', mailbox, displayName });
    return { id: id ?? '' };
  };
  const create = (folder: Folder, tag: string, card: Card = fullCard): MailboxOperation => ({
    kind: 'create',
    mailbox,
    folder,
    tag,
    card,
    categories: ['Switchboard'],
    note: 'Durchwahl morgens',
  });
  return { ...base, execute, one, done, mailbox, folderOf, create };
}

const fail = (): never => {
  throw new Error('the seed has no users');
};

describe('a contact', () => {
  it.each([
    ['an own folder', false],
    ['the default folder', true],
  ])('[I8] is written whole with its tag into %s, and read back the same', async (_, isDefault) => {
    const { done, mailbox, folderOf, create } = await stack();
    const folder = isDefault ? 'default' : await folderOf();
    const { id = '', changeKey } = await done(create(folder, 'aa01'));
    const read = await done({ kind: 'read', mailbox, contactId: id });
    expect(read.contacts).toEqual([
      {
        id,
        changeKey,
        tag: 'aa01',
        card: fullCard,
        categories: ['Switchboard'],
        note: 'Durchwahl morgens',
      },
    ]);
  });

  it('[I5] is emptied field by field by null and []', async () => {
    const { done, mailbox, folderOf, create } = await stack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    const card = { ...emptyCard, displayName: fullCard.displayName };
    await done({ kind: 'update', mailbox, contactId: id, card, categories: [], note: null });
    const { contacts } = await done({ kind: 'read', mailbox, contactId: id });
    expect(contacts?.[0]).toMatchObject({
      card,
      categories: [],
      note: null,
    });
  });

  it('[I10] keeps what an update does not name', async () => {
    const { admin, done, mailbox, ctx, folderOf, create } = await stack();
    const { id = '', changeKey } = await done(create(await folderOf(), 'aa01'));
    admin.editContact(ctx.tenantId, mailbox, id, { nickName: 'Anni', personalNotes: 'Geburtstag im Mai' });
    const updated = await done({ kind: 'update', mailbox, contactId: id, card: { mobilePhone: '+49170' } });
    expect(updated.changeKey).not.toBe(changeKey);
    const [folder] = admin.readMailbox(ctx.tenantId, mailbox).filter(({ isDefault }) => !isDefault);
    expect(folder?.contacts[0]).toMatchObject({
      nickName: 'Anni',
      personalNotes: 'Geburtstag im Mai',
      mobilePhone: '+49170',
      surname: 'Berger',
      singleValueExtendedProperties: [{ id: tagPropertyId, value: 'aa01' }],
    });
  });

  it('is found again by its tag after an uncertain create', async () => {
    const { done, mailbox, folderOf, create } = await stack();
    const folder = await folderOf();
    const { id } = await done(create(folder, 'aa01'));
    await done(create(folder, 'bb02'));
    expect(await done({ kind: 'find-tag', mailbox, folder, tag: 'aa01' })).toMatchObject({
      contacts: [{ id, tag: 'aa01' }],
    });
    expect(await done({ kind: 'find-tag', mailbox, folder, tag: 'cc03' })).toEqual({ contacts: [] });
  });

  it('is deleted once; after that it is gone', async () => {
    const { one, done, mailbox, folderOf, create } = await stack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    expect(await one({ kind: 'delete', mailbox, contactId: id })).toEqual({ status: 'done', answer: {} });
    expect(await one({ kind: 'delete', mailbox, contactId: id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'read', mailbox, contactId: id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'update', mailbox, contactId: id, card: {} })).toEqual({ status: 'gone' });
  });

  it('takes a photo and gives it up, also when it has none', async () => {
    const { admin, ctx, done, mailbox, folderOf, create } = await stack();
    const { id = '' } = await done(create(await folderOf(), 'aa01'));
    const hasPhoto = () =>
      admin
        .readMailbox(ctx.tenantId, mailbox)
        .flatMap(({ contacts }) => contacts)
        .find((contact) => contact['immutableId'] === id)?.['hasPhoto'];
    await done({ kind: 'put-photo', mailbox, contactId: id, photo: jpeg });
    expect(hasPhoto()).toBe(true);
    await done({ kind: 'delete-photo', mailbox, contactId: id });
    expect(hasPhoto()).toBe(false);
    await done({ kind: 'delete-photo', mailbox, contactId: id });
  });

  it('beyond Graph’s limits is refused with Graph’s code', async () => {
    const { one, folderOf, create } = await stack();
    const crowded = { ...fullCard, businessPhones: ['1', '2', '3'] };
    expect(await one(create(await folderOf(), 'aa01', crowded))).toEqual({
      status: 'refused',
      code: 'ErrorInvalidArgument',
    });
  });
});

describe('a folder', () => {
  it('of an existing name is told as existing, and found by its name whatever its case', async () => {
    const { one, done, mailbox, folderOf } = await stack();
    const folder = await folderOf("Müller's AG");
    expect(await one({ kind: 'create-folder', mailbox, displayName: "Müller's AG" })).toEqual({
      status: 'exists',
    });
    expect(await done({ kind: 'find-folder', mailbox, displayName: "Müller's AG" })).toEqual(folder);
    expect(await done({ kind: 'find-folder', mailbox, displayName: 'Other' })).toEqual({});
  });

  it('that was deleted is gone', async () => {
    const { one, done, mailbox, folderOf, create } = await stack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    await done({ kind: 'delete-folder', mailbox, folderId: folder.id });
    expect(await one({ kind: 'delete-folder', mailbox, folderId: folder.id })).toEqual({ status: 'gone' });
    expect(await one({ kind: 'list', mailbox, folder })).toEqual({ status: 'gone' });
    expect(await one(create(folder, 'aa01'))).toEqual({ status: 'gone' });
  });

  it('is listed page by page with tags, the user’s own contacts among them', async () => {
    const { admin, ctx, done, mailbox, folderOf } = await stack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    for (let index = 0; index < 501; index += 1) {
      const tag = [{ id: tagPropertyId, value: `aa${index}` }];
      admin.addContact(
        ctx.tenantId,
        mailbox,
        { displayName: `${index}`, ...(index === 7 ? {} : { singleValueExtendedProperties: tag }) },
        folder.id,
      );
    }
    const first = await done({ kind: 'list', mailbox, folder });
    expect(first.contacts).toHaveLength(500);
    const second = await done({ kind: 'list', mailbox, folder, page: first.next ?? '' });
    expect(second.next).toBeUndefined();
    const all = [...(first.contacts ?? []), ...(second.contacts ?? [])];
    expect(new Set(all.map(({ card }) => card?.displayName)).size).toBe(501);
    expect(all.filter(({ tag }) => tag === undefined).map(({ card }) => card?.displayName)).toEqual(['7']);
  });

  it('[I7] tells its changes since a link in one request', async () => {
    const { admin, ctx, done, mailbox, folderOf, create } = await stack();
    const folder = await folderOf();
    const { id: kept = '' } = await done(create(folder, 'aa01'));
    const { id: lost = '' } = await done(create(folder, 'bb02'));
    const start = await done({ kind: 'changes', mailbox, folder });
    expect(start.contacts?.map(({ id }) => id).toSorted()).toEqual([kept, lost].toSorted());
    admin.editContact(ctx.tenantId, mailbox, kept, { mobilePhone: '+49151' });
    admin.deleteContact(ctx.tenantId, mailbox, lost);
    const later = await done({ kind: 'changes', mailbox, folder, link: start.link ?? '' });
    expect(later).toMatchObject({
      contacts: [{ id: kept, card: { mobilePhone: '+49151' } }],
      removedIds: [lost],
    });
    const quiet = await done({ kind: 'changes', mailbox, folder, link: later.link ?? '' });
    expect(quiet).toEqual({ contacts: [], link: expect.any(String) });
  });

  it('tells many changes in pages', async () => {
    const { admin, ctx, done, mailbox, folderOf } = await stack();
    const folder = await folderOf();
    if (folder === 'default') throw new Error('not an own folder');
    for (let index = 0; index < 201; index += 1)
      admin.addContact(ctx.tenantId, mailbox, { displayName: `${index}` }, folder.id);
    const first = await done({ kind: 'changes', mailbox, folder });
    expect(first).toMatchObject({ contacts: { length: 200 }, next: expect.any(String) });
    expect(first.link).toBeUndefined();
    const last = await done({ kind: 'changes', mailbox, folder, link: first.next ?? '' });
    expect(last).toMatchObject({ contacts: { length: 1 }, link: expect.any(String) });
  });
});

describe('a link', () => {
  it('that has expired asks for a full read', async () => {
    const { admin, ctx, one, done, mailbox, folderOf } = await stack();
    const folder = await folderOf();
    const { link = '' } = await done({ kind: 'changes', mailbox, folder });
    admin.expireDeltaTokens(ctx.tenantId, mailbox);
    expect(await one({ kind: 'changes', mailbox, folder, link })).toEqual({ status: 'link-expired' });
  });

  it('to another host is never followed', async () => {
    const { execute, emulator, mailbox } = await stack();
    emulator.resetCounters();
    const link = 'https://graph.microsoft.com.evil.example/v1.0/users/x/contacts/delta?$deltatoken=x';
    expect(
      await execute(
        { kind: 'changes', mailbox, folder: 'default', link },
        { kind: 'list', mailbox, folder: 'default', page: 'http://169.254.169.254/v1.0/' },
      ),
    ).toEqual([{ status: 'link-expired' }, { status: 'link-expired' }]);
    expect(emulator.counters()['requests'] ?? 0).toBe(0);
  });
});

describe('a call', () => {
  it('carries operations of many mailboxes, answers in their order and is one HTTP call', async () => {
    const { execute, emulator, owners, mailboxId, reports } = await stack();
    emulator.resetCounters();
    const operations = owners.slice(0, 20).map(
      (owner, index): MailboxOperation => ({
        kind: 'create-folder',
        mailbox: mailboxId(owner),
        displayName: `F${index}`,
      }),
    );
    const outcomes = await execute(...operations);
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
    expect(emulator.counters()).toMatchObject({ batches: 1, batchedRequests: 20 });
    expect(reports).toEqual([{ requests: 20, status: 200, durationMs: 0 }]);
    for (const [index, operation] of operations.entries()) {
      const [found] = await execute({
        kind: 'find-folder',
        mailbox: operation.mailbox,
        displayName: `F${index}`,
      });
      expect(found).toEqual(outcomes[index]);
    }
  });

  it('of more than 20 operations is a bug', async () => {
    const { execute, mailbox } = await stack();
    const many = Array.from(
      { length: 21 },
      (): MailboxOperation => ({ kind: 'delete', mailbox, contactId: 'x' }),
    );
    await expect(execute(...many)).rejects.toThrow('at most 20');
  });

  it('of nothing calls nothing', async () => {
    const { execute, reports } = await stack();
    expect(await execute()).toEqual([]);
    expect(reports).toEqual([]);
  });
});

describe('throttling', () => {
  it.each([
    [{ seconds: 17 }, 17_000],
    [{ seconds: 0 }, 0],
    [{ dateInSeconds: 45 }, 45_000],
    ['absent', 10_000],
  ] as const)(
    'of one operation inside a call (%j) leaves the others done',
    async (retryAfter, retryAfterMs) => {
      const { admin, execute, mailbox, mailboxId, owners } = await stack();
      const other = mailboxId(owners[1] ?? fail());
      admin.addFault({ effect: { kind: 'throttle', retryAfter }, match: { mailbox: other }, count: 1 });
      const outcomes = await execute(
        { kind: 'create-folder', mailbox, displayName: 'F' },
        { kind: 'create-folder', mailbox: other, displayName: 'F' },
      );
      expect(outcomes).toMatchObject([{ status: 'done' }, { status: 'throttled', retryAfterMs }]);
    },
  );

  it('by the mailbox’s own concurrency limit is told for those beyond it', async () => {
    const { execute, mailbox } = await stack();
    const outcomes = await execute(
      ...Array.from(
        { length: 6 },
        (_, index): MailboxOperation => ({ kind: 'create-folder', mailbox, displayName: `F${index}` }),
      ),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      'done',
      'done',
      'done',
      'done',
      'throttled',
      'throttled',
    ]);
  });
});

describe('an effect without an answer', () => {
  it('after a 5xx is uncertain, and the create is found by its tag', async () => {
    const { admin, one, done, mailbox, folderOf, create } = await stack();
    const folder = await folderOf();
    admin.addFault({
      effect: { kind: 'serverError', status: 503, when: 'after' },
      match: { method: 'POST' },
      count: 1,
    });
    expect(await one(create(folder, 'aa01'))).toEqual({ status: 'uncertain', reason: '503 ErrorServerBusy' });
    expect((await done({ kind: 'find-tag', mailbox, folder, tag: 'aa01' })).contacts).toHaveLength(1);
  });

  it('after a lost connection is uncertain for every operation of the call', async () => {
    const { admin, execute, mailbox, mailboxId, owners } = await stack();
    const other = mailboxId(owners[1] ?? fail());
    admin.addFault({ effect: { kind: 'reset', when: 'after' }, match: { mailbox }, count: 1 });
    expect(
      await execute(
        { kind: 'create-folder', mailbox, displayName: 'F' },
        { kind: 'create-folder', mailbox: other, displayName: 'F' },
      ),
    ).toEqual([
      { status: 'uncertain', reason: 'connection' },
      { status: 'uncertain', reason: 'connection' },
    ]);
  });

  it('after the time-out is uncertain', async () => {
    const { admin, one, mailbox, reports } = await stack({ timeoutMs: 60 });
    admin.addFault({ effect: { kind: 'slow', ms: 400 }, count: 1 });
    expect(await one({ kind: 'create-folder', mailbox, displayName: 'F' })).toEqual({
      status: 'uncertain',
      reason: 'timeout',
    });
    expect(reports).toEqual([{ requests: 1, durationMs: 0 }]);
  });
});

describe('a mailbox', () => {
  const list = (mailbox: MailboxId): MailboxOperation => ({ kind: 'list', mailbox, folder: 'default' });

  it('that does not exist is told apart from a user who does not', async () => {
    const { execute, company, mailboxId } = await stack();
    const without = company.users.find(({ hasMailbox }) => !hasMailbox) ?? fail();
    expect(
      await execute(list(mailboxId(without)), list(asId<MailboxId>('00000000-0000-4000-8000-00000000dead'))),
    ).toEqual([
      { status: 'no-mailbox', reason: 'no-mailbox' },
      { status: 'no-mailbox', reason: 'user-not-found' },
    ]);
  });

  it('that the app may not open is refused by itself', async () => {
    const { one, mailbox } = await stack({ permissions: ['User.Read.All'] });
    expect(await one(list(mailbox))).toEqual({ status: 'no-mailbox', reason: 'access-denied' });
  });
});

describe('the token', () => {
  const folder = { kind: 'create-folder', displayName: 'F' } as const;

  it('that expired is renewed once, before anything was done', async () => {
    const { one, mailbox, nextToken, freshness } = await stack();
    nextToken('expired');
    expect(await one({ ...folder, mailbox })).toMatchObject({ status: 'done' });
    expect(freshness).toEqual([false, true]);
  });

  it('that expires while the call is at work is renewed, and the operation asked for again', async () => {
    const { admin, one, mailbox, freshness } = await stack();
    admin.addFault({ effect: { kind: 'tokenExpired' }, count: 1 });
    expect(await one({ ...folder, mailbox })).toEqual({ status: 'throttled', retryAfterMs: 1_000 });
    expect(freshness).toEqual([false, true]);
    expect(await one({ ...folder, mailbox })).toMatchObject({ status: 'done' });
  });

  it('that is refused even when new ends the tenant’s work', async () => {
    const { execute, mailbox, nextToken } = await stack();
    nextToken('expired');
    nextToken('expired');
    expect(await execute({ ...folder, mailbox }, { ...folder, mailbox })).toEqual([
      { status: 'tenant-refused', reason: 'consent-required', code: 'InvalidAuthenticationToken' },
      { status: 'tenant-refused', reason: 'consent-required', code: 'InvalidAuthenticationToken' },
    ]);
  });

  it.each([
    [
      { type: 'consent-required', missingPermissions: [] },
      { status: 'tenant-refused', reason: 'consent-required', code: 'no-token' },
    ],
    [
      { type: 'access-blocked', code: '53003' },
      { status: 'tenant-refused', reason: 'access-blocked', code: '53003' },
    ],
    [
      { type: 'throttled', retryAfterSeconds: 7 },
      { status: 'throttled', retryAfterMs: 7_000 },
    ],
    [
      { type: 'unavailable', service: 'entra' },
      { status: 'throttled', retryAfterMs: 10_000 },
    ],
  ] as const)('[T3] [T6] that Entra does not give (%j) is told without a call', async (failure, outcome) => {
    const { one, mailbox, nextToken, reports } = await stack();
    nextToken(failure);
    expect(await one({ ...folder, mailbox })).toEqual(outcome);
    expect(reports).toEqual([]);
  });
});
