import { describe, expect, it } from 'vitest';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { importWith } from '../../tests/support/share-model.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { systemRandom } from '../kernel/ids.ts';
import { notificationSchema } from '../notifications/notification.ts';
import { tenantEntityId, tenantSchema } from '../tenants/tenant.ts';
import { makeAnnounceRun } from './announce-run.ts';
import { emptyTotals, type Run, runIdAt } from './run.ts';

const imported = importWith();

/** Kinds and figures of the mails that a run sets off. */
const mailsOf = async (fields: Partial<Run>, before = imported) => {
  const ctx = freshTenant();
  const stores = makeMemoryStores();
  const tenants = stores.store({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId });
  const notifications = stores.store({
    kind: 'notification',
    schema: notificationSchema,
    idOf: ({ id }) => id,
  });
  const clock = makeTestClock();
  const tenant = tenantSchema.parse({
    tenantId: ctx.tenantId,
    displayName: 'Schmidt GmbH',
    defaultDomain: 'schmidt.example',
    countryCode: 'DE',
    language: 'de',
    timeZone: 'Europe/Berlin',
    region: 'germanywestcentral',
    state: 'active',
    permissions: [],
    consentedAt: '2026-01-01T00:00:00.000Z',
    notificationAddress: 'it@schmidt.example',
  });
  await stores.commit(ctx, [tenants.inserted(ctx, tenant)]);
  const announce = makeAnnounceRun({ tenants, notifications, clock, random: systemRandom });
  const run: Run = {
    id: runIdAt(clock.now(), 'run'),
    importId: imported.id,
    trigger: 'schedule',
    state: 'completed-with-errors',
    requestedAt: '2026-11-23T01:30:00.000Z',
    finishedAt: '2026-11-23T01:31:00.000Z',
    contacts: 10,
    blocks: 1,
    blocksDone: 1,
    totals: emptyTotals,
    correlationId: 'c',
    ...fields,
  };
  const news = await announce(ctx, before, run);
  if (news.changes.length > 0) await stores.commit(ctx, news.changes, news.messages);
  const { items } = await notifications.list(ctx, { limit: 10 });
  return items.map(({ value }) => [value.kind, value.params] as const).sort(([a], [b]) => (a < b ? -1 : 1));
};

const heldBack = { kind: 'contacts', deletions: 30, of: 40, mailboxes: 3 } as const;
const held = { heldBack: [heldBack], totals: { ...emptyTotals, mailboxes: 4, mailboxesFailed: 3 } };

describe('[I6] the administrator', () => {
  it('is told of what was held back with its figures, and not once more of these mailboxes as errors', async () => {
    const mails = await mailsOf(held);
    expect(mails.map(([kind]) => kind)).toEqual(['import-held-back']);
    expect(mails[0]?.[1]).toMatchObject({ what: 'contacts', deletions: 30, of: 40, mailboxes: 3 });
  });

  it('is told of other errors beside it', async () => {
    const totals = { ...held.totals, mailboxesFailed: 4 };
    const mails = await mailsOf({ ...held, totals });
    expect(mails.map(([kind]) => kind)).toEqual(['import-completed-with-errors', 'import-held-back']);
  });

  it('is not told the same again each night, but of other figures', async () => {
    const told = importWith({ gate: { ...heldBack, runId: 'r', since: '2026-11-22T01:31:00.000Z' } });
    expect(await mailsOf(held, told)).toEqual([]);
    const more = { ...held, heldBack: [{ ...heldBack, deletions: 31 }] };
    expect((await mailsOf(more, told)).map(([kind]) => kind)).toEqual(['import-held-back']);
  });

  it('gets no mail of a preview, whatever it found', async () => {
    expect(await mailsOf({ ...held, trigger: 'preview' })).toEqual([]);
    expect(await mailsOf({ state: 'failed', reason: 'share-revoked', trigger: 'preview' })).toEqual([]);
  });
});
