import { describe, expect, it } from 'vitest';
import { importWith, shareOf, targetOf } from '../../../tests/support/share-model.ts';
import { driveSessions } from '../../imports/drive-sessions.ts';
import { graphCardRules } from '../../imports/graph-card-rules.ts';
import { openSession } from '../../imports/session.ts';
import { ok } from '../../kernel/result.ts';
import { mailboxStack } from './mailbox-stack.test-data.ts';
import { makeMailboxes } from './mailboxes.ts';
import { allPermissions } from './permissions.ts';

const name = 'Müller AG';

describe('[H5] a mailbox’s list of categories', () => {
  it('takes one in its colour, tells it, and takes another colour', async () => {
    const { done, mailbox } = await mailboxStack();
    expect(await done({ kind: 'list-categories', mailbox })).toEqual({ masterCategories: [] });
    await done({ kind: 'create-category', mailbox, displayName: name, colour: 'preset3' });
    const { masterCategories = [] } = await done({ kind: 'list-categories', mailbox });
    expect(masterCategories).toEqual([{ id: expect.any(String), displayName: name, colour: 'preset3' }]);
    const categoryId = masterCategories[0]?.id ?? '';
    await done({ kind: 'colour-category', mailbox, categoryId, colour: 'preset24' });
    expect(await done({ kind: 'list-categories', mailbox })).toMatchObject({
      masterCategories: [{ colour: 'preset24' }],
    });
  });

  it('says that it has one of that name, or none of that id', async () => {
    const { one, done, mailbox } = await mailboxStack();
    await done({ kind: 'create-category', mailbox, displayName: name, colour: 'preset3' });
    expect(
      await one({ kind: 'create-category', mailbox, displayName: 'MÜLLER AG', colour: 'preset4' }),
    ).toEqual({ status: 'exists' });
    expect(await one({ kind: 'colour-category', mailbox, categoryId: 'gone', colour: 'preset4' })).toEqual({
      status: 'gone',
    });
  });

  it('comes in pages', async () => {
    const { done, mailbox } = await mailboxStack();
    for (let n = 0; n < 101; n++) {
      await done({ kind: 'create-category', mailbox, displayName: `own ${n}`, colour: 'preset1' });
    }
    const { masterCategories, next = '' } = await done({ kind: 'list-categories', mailbox });
    expect(masterCategories).toHaveLength(100);
    expect(await done({ kind: 'list-categories', mailbox, page: next })).toMatchObject({
      masterCategories: [{ displayName: 'own 100' }],
    });
  });

  it('is closed without its own permission, which the contacts do not need', async () => {
    const permissions = allPermissions.filter((each) => each !== 'MailboxSettings.ReadWrite');
    const { one, done, mailbox, folderOf, create } = await mailboxStack({ permissions });
    await done(create(await folderOf(), 'aa01'));
    expect(await one({ kind: 'list-categories', mailbox })).toEqual({
      status: 'no-mailbox',
      reason: 'access-denied',
    });
  });
});

describe('[H5] the colour of an import’s category', () => {
  const imported = importWith({ categoryColour: 'preset3' });
  const run = async (stack: Awaited<ReturnType<typeof mailboxStack>>) => {
    const { ctx, clock, mailbox } = stack;
    const session = openSession(mailbox, undefined, {
      target: targetOf(shareOf(2), imported),
      rules: graphCardRules,
      run: 'r',
      gate: () => true,
      intent: 'write',
      random: () => 0.5,
    });
    const end = await driveSessions(ctx, [session], {
      mailboxes: makeMailboxes(stack),
      clock,
      sleep: async () => {},
      concurrency: 1,
      save: async (changes) => ok(new Map(changes.map((change) => [change.mailbox, 'etag']))),
      forget: async () => {},
      onProgress: async () => {},
      deadline: clock.now() + 3_600_000,
    });
    expect(end).toBe('finished');
    return session;
  };

  it('is in the mailbox after a run, and remembered', async () => {
    const stack = await mailboxStack();
    const session = await run(stack);
    expect(session.result()).toMatchObject({ state: 'done', created: 2 });
    expect(session.keep()).toMatchObject({ head: { coloured: { category: name, colour: 'preset3' } } });
    expect(stack.admin.readCategories(stack.ctx.tenantId, stack.mailbox)).toMatchObject([
      { displayName: name, color: 'preset3' },
    ]);
  });

  it('that the company has withdrawn the permission for leaves the contacts done', async () => {
    const permissions = allPermissions.filter((each) => each !== 'MailboxSettings.ReadWrite');
    const session = await run(await mailboxStack({ permissions }));
    expect(session.result()).toMatchObject({ state: 'done', created: 2, uncoloured: 'access-denied' });
    expect(session.keep()).not.toHaveProperty('head.coloured');
  });
});
