import { expect, it } from 'vitest';
import { makeSourceBench } from '../../../tests/support/source-fixtures.ts';
import type { SourceReaders } from '../../sources/source-readers.ts';
import { makeCompanyContacts } from './company-contacts.ts';
import { graphStack } from './graph-stack.test-data.ts';
import { makeReader } from './reader.ts';
import { makeSharedMailbox } from './shared-mailbox.ts';

const mailboxUser = '1a000000-0000-4000-8000-000000000017';
const mailbox = 'telefonzentrale@mueller-maschinenbau.example';
const contactId = (number: number) => `1a222222-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A source of Exchange and its refresh, over the real client and the emulator. */
async function open(kind: 'exchange-online' | 'shared-mailbox') {
  const stack = await graphStack();
  const reader = makeReader({ ...stack, sleep: async () => {} });
  const [contacts, shared] = [makeCompanyContacts(reader), makeSharedMailbox(reader)];
  const { ctx } = stack;
  // The bench has a company of its own; who asks Graph is the seeded one.
  const readers: SourceReaders = {
    'exchange-online': {
      readPeople: (_, ...rest) => contacts.readPeople(ctx, ...rest),
      probe: (_, ...rest) => contacts.probe(ctx, ...rest),
    },
    'shared-mailbox': {
      readPeople: (_, ...rest) => shared.readPeople(ctx, ...rest),
      photosOf: (_, ...rest) => shared.photosOf(ctx, ...rest),
      probe: (_, ...rest) => shared.probe(ctx, ...rest),
    },
  };
  const bench = makeSourceBench({ readers });
  await bench.have();
  await bench.haveSource();
  await bench.setSource((source) =>
    kind === 'exchange-online'
      ? { ...source, kind, settings: {} }
      : { ...source, kind, settings: { mailbox } },
  );
  const lastRefresh = async () => (await bench.source())?.lastRefresh;
  return { stack, bench, lastRefresh };
}

it('[S5] a source of company contacts follows changes, counts unusable numbers, and reads anew after its tokens end', async () => {
  const { stack, bench, lastRefresh } = await open('exchange-online');
  const { admin, ctx, company } = stack;
  await bench.refresh();
  const contacts = (company.orgContacts?.length ?? 0) + 2;
  expect(await lastRefresh()).toMatchObject({ kind: 'full', contacts });
  expect((await lastRefresh())?.unusableNumbers).toBeGreaterThan(0);
  admin.deleteOrgContact(ctx.tenantId, contactId(3));
  admin.changeOrgContact(ctx.tenantId, contactId(4), { jobTitle: 'Neu' });
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({
    kind: 'delta',
    changed: 1,
    removed: 1,
    contacts: contacts - 1,
  });
  admin.expireDeltaTokens(ctx.tenantId);
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'full', contacts: contacts - 1 });
});

it('[S11] a shared mailbox that is closed to us fails as a source; the company’s consent stays, and what was read', async () => {
  const { stack, bench, lastRefresh } = await open('shared-mailbox');
  const { admin, ctx } = stack;
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'full', contacts: 6 });
  admin.closeMailbox(ctx.tenantId, mailboxUser, true);
  await bench.refresh();
  const failed = await bench.source();
  expect(failed).toMatchObject({
    state: 'failed',
    lastError: { reason: 'no-right-to-read', code: 'ErrorAccessDenied' },
  });
  expect((await bench.tenant())?.state).toBe('active');
  expect(await bench.everyone()).toHaveLength(6);
  admin.closeMailbox(ctx.tenantId, mailboxUser, false);
  admin.addContact(ctx.tenantId, mailboxUser, { displayName: 'Fuhrpark' });
  await bench.refresh();
  expect(await lastRefresh()).toMatchObject({ kind: 'delta', changed: 1, contacts: 7 });
});
