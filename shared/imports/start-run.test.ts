import { describe, expect, it } from 'vitest';
import { makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { shareOf } from '../../tests/support/share-model.ts';
import { mostContacts } from './lay-out-run.ts';

const minutes = (ms: number) => Math.round(ms / 60_000);

describe('a run that starts', () => {
  it('[I1] fills the mailboxes of users and of groups’ members, each once', async () => {
    const world = makeImportWorld();
    const imported = await world.create(2, 3);
    world.groups.set('11111111-2222-4333-8444-000000000001', [userId(1), userId(2)]);
    world.groups.set('11111111-2222-4333-8444-000000000002', [userId(2), userId(3).toUpperCase()]);
    await world.settle();
    const gone = '11111111-2222-4333-8444-000000000003';
    world.groups.set(gone, []);
    const groups = [...world.groups.keys()];
    await world
      .use()
      .change(world.ctx, imported.id, () => true, { targets: { users: [...userIds(2)], groups } });
    world.groups.delete(gone);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      trigger: 'changed',
      totals: { mailboxes: 4, created: 6, unchanged: 6 },
    });
    expect(await world.deviations(4)).toEqual([]);
    expect(world.provider.uses.get(imported.id)).toBe(4);
  });

  it('[I9] empties the mailboxes that have left the import', async () => {
    const world = makeImportWorld();
    const imported = await world.create(3, 4);
    await world.settle();
    await world
      .use()
      .change(world.ctx, imported.id, () => true, { targets: { users: [userId(1)], groups: [] } });
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      totals: { mailboxes: 3, mailboxesDone: 3, deleted: 8, unchanged: 4 },
    });
    expect([0, 1, 2].map((n) => world.graph.mailbox(userId(n)).contacts().length)).toEqual([0, 4, 0]);
    expect(world.graph.mailbox(userId(0)).folders()).toEqual([]);
    expect(world.manifests.size).toBe(1);
  });

  it('[H3] whose worker is late does not put an import on the provider’s list that is gone by then', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1, 1);
    const { shared, uses } = world.provider;
    const { reportUse } = shared;
    let isLate = true;
    shared.reportUse = async (...use) => {
      if (isLate) {
        isLate = false;
        // Another worker had the same message.
        await world.settle();
        expect([...uses.keys()]).toEqual([id]);
        await world.use().delete(world.ctx, id, () => true);
        await world.settle();
        expect([...uses.keys()]).toEqual([]);
      }
      return reportUse(...use);
    };
    const [start] = world.waiting();
    if (start !== undefined) await world.handle(start);
    expect(isLate).toBe(false);
    expect([...uses.keys()]).toEqual([]);
  });

  it('[H3] empties all mailboxes once the share is revoked, then has nothing to do but say so', async () => {
    const world = makeImportWorld();
    const imported = await world.create(3, 4);
    await world.settle();
    world.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    await world.use().runNow(world.ctx, imported.id);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      reason: 'share-revoked',
      totals: { mailboxes: 3, mailboxesDone: 3, deleted: 12 },
    });
    expect(userIds(3).flatMap((id) => world.graph.mailbox(id).contacts())).toEqual([]);
    expect(world.manifests.size).toBe(0);
    await world.use().runNow(world.ctx, imported.id);
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'failed', reason: 'share-revoked' });
  });

  it('waits 1, 2, 4 … minutes for a provider that cannot be read, then gives up', async () => {
    const world = makeImportWorld();
    await world.create(2);
    world.provider.control.failure = { type: 'unavailable', service: 'graph' };
    const begun = world.clock.now();
    await world.settle();
    const starts = world.stores.sent.filter(({ queue }) => queue === 'import-runs');
    expect(starts.map(({ notBefore = begun }) => minutes(notBefore - begun))).toEqual([
      0, 1, 3, 7, 15, 31, 63, 127,
    ]);
    expect(await world.newest()).toMatchObject({ state: 'failed', reason: 'provider-unavailable' });
    expect((await world.only()).activeRun).toBeUndefined();
  });

  it('goes on as soon as the provider can be read again', async () => {
    const world = makeImportWorld();
    await world.create(2);
    world.provider.control.failure = { type: 'unavailable', service: 'graph' };
    for (const message of world.waiting()) await world.handle(message);
    world.provider.control.failure = undefined;
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { created: 10 } });
  });

  it('with more contacts than a mailbox takes says so, and leaves what is there', async () => {
    const world = makeImportWorld();
    const imported = await world.create(1, 3);
    await world.settle();
    world.provider.offer(shareOf(mostContacts + 1));
    await world.use().runNow(world.ctx, imported.id);
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'failed', reason: 'share-too-large' });
    expect(world.graph.mailbox(userId(0)).contacts()).toHaveLength(3);
  });

  it('for nobody is complete at once', async () => {
    const world = makeImportWorld();
    const imported = await world.create(1);
    await world.settle();
    const groups = ['11111111-2222-4333-8444-000000000009'];
    world.groups.set(groups[0] ?? '', []);
    await world.use().change(world.ctx, imported.id, () => true, { targets: { users: [], groups } });
    await world.settle();
    await world.use().runNow(world.ctx, imported.id);
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', blocks: 0, totals: { mailboxes: 0 } });
  });

  it('twice over lays out its blocks once', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(3, 2);
    const [message] = world.waiting();
    if (message === undefined) throw new Error('no run is queued');
    await Promise.all([world.handle(message), world.handle(message)]);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed',
      blocks: 3,
      blocksDone: 3,
      totals: { created: 6 },
    });
    expect(world.graph.of('create')).toBe(6);
  });

  it('ends although somebody changes the import at that moment', async () => {
    const world = makeImportWorld();
    const imported = await world.create(1);
    world.provider.control.failure = { type: 'share-unusable', reason: 'expired' };
    const meddled = world.meddle(async () => {
      await world.use().change(world.ctx, imported.id, () => true, { displayName: 'Renamed' });
    });
    await world.settle();
    expect(meddled()).toBe(true);
    expect(await world.newest()).toMatchObject({ state: 'failed', reason: 'share-expired' });
    expect(await world.only()).toMatchObject({ displayName: 'Renamed' });
    expect((await world.only()).activeRun).toBeUndefined();
  });
});

describe('[T6] a consent withdrawn in the importing company', () => {
  it('fails the run that resolves its groups, and is kept with the tenant', async () => {
    const world = makeImportWorld();
    const imported = await world.create(1, 2);
    await world.settle();
    const groups = ['11111111-2222-4333-8444-000000000009'];
    world.groups.set(groups[0] ?? '', []);
    await world.use().change(world.ctx, imported.id, () => true, { targets: { users: [], groups } });
    world.directory.refusal = { type: 'consent-required', missingPermissions: ['GroupMember.Read.All'] };
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'failed', reason: 'consent-required' });
    expect(world.accessFindings).toEqual(['consent-required']);
  });

  it('fails the mailboxes that it closes, and has Entra asked what is granted now', async () => {
    const world = makeImportWorld();
    world.graph.set({ fault: () => ({ kind: 'tenant-refused', reason: 'consent-required' }) });
    await world.create(2, 2);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxesFailed: 2, created: 0 },
    });
    expect(world.accessFindings).toContain('looked');
  });
});
