import { describe, expect, it } from 'vitest';
import type { MailboxOperation } from '../../imports/mailboxes.ts';
import { asId, type MailboxId } from '../../kernel/ids.ts';
import { fail, mailboxStack } from './mailbox-stack.test-data.ts';

describe('a call', () => {
  it('carries operations of many mailboxes, answers in their order and is one HTTP call', async () => {
    const { execute, emulator, owners, mailboxId, reports } = await mailboxStack();
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
    const { execute, mailbox } = await mailboxStack();
    const many = Array.from(
      { length: 21 },
      (): MailboxOperation => ({ kind: 'delete', mailbox, contactId: 'x' }),
    );
    await expect(execute(...many)).rejects.toThrow('at most 20');
  });

  it('of nothing calls nothing', async () => {
    const { execute, reports } = await mailboxStack();
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
      const { admin, execute, mailbox, mailboxId, owners } = await mailboxStack();
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
    const { execute, mailbox } = await mailboxStack();
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
    const { admin, one, done, mailbox, folderOf, create } = await mailboxStack();
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
    const { admin, execute, mailbox, mailboxId, owners } = await mailboxStack();
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
    const { admin, one, mailbox, reports } = await mailboxStack({ timeoutMs: 60 });
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
    const { execute, company, mailboxId } = await mailboxStack();
    const without = company.users.find(({ hasMailbox }) => !hasMailbox) ?? fail();
    expect(
      await execute(list(mailboxId(without)), list(asId<MailboxId>('00000000-0000-4000-8000-00000000dead'))),
    ).toEqual([
      { status: 'no-mailbox', reason: 'no-mailbox' },
      { status: 'no-mailbox', reason: 'user-not-found' },
    ]);
  });

  it('that the app may not open is refused by itself', async () => {
    const { one, mailbox } = await mailboxStack({ permissions: ['User.Read.All'] });
    expect(await one(list(mailbox))).toEqual({ status: 'no-mailbox', reason: 'access-denied' });
  });
});

describe('the token', () => {
  const folder = { kind: 'create-folder', displayName: 'F' } as const;

  it('that expired is renewed once, before anything was done', async () => {
    const { one, mailbox, nextToken, freshness } = await mailboxStack();
    nextToken('expired');
    expect(await one({ ...folder, mailbox })).toMatchObject({ status: 'done' });
    expect(freshness).toEqual([false, true]);
  });

  it('that expires while the call is at work is renewed, and the operation asked for again', async () => {
    const { admin, one, mailbox, freshness } = await mailboxStack();
    admin.addFault({ effect: { kind: 'tokenExpired' }, count: 1 });
    expect(await one({ ...folder, mailbox })).toEqual({ status: 'throttled', retryAfterMs: 1_000 });
    expect(freshness).toEqual([false, true]);
    expect(await one({ ...folder, mailbox })).toMatchObject({ status: 'done' });
  });

  it('that is refused even when new ends the tenant’s work', async () => {
    const { execute, mailbox, nextToken } = await mailboxStack();
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
    const { one, mailbox, nextToken, reports } = await mailboxStack();
    nextToken(failure);
    expect(await one({ ...folder, mailbox })).toEqual(outcome);
    expect(reports).toEqual([]);
  });
});
