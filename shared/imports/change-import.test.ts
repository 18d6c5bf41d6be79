import { describe, expect, it } from 'vitest';
import { makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { defaultFolder } from '../../tests/support/share-model.ts';
import { err } from '../kernel/result.ts';

const any = () => true;

describe('a change while a run is under way', () => {
  it('is followed by one run, however many changes there were', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3);
    const use = world.use();
    await use.change(world.ctx, id, any, { category: 'Partners' });
    await use.change(world.ctx, id, any, { category: 'Friends' });
    expect(await world.only()).toMatchObject({ pendingRun: 'changed' });
    await world.settle();
    expect((await world.allRuns()).map(({ trigger, state }) => [trigger, state])).toEqual([
      ['changed', 'completed'],
      ['created', 'completed'],
    ]);
    expect(await world.deviations(2)).toEqual([]);
    expect(await world.only()).not.toHaveProperty('pendingRun');
  });

  it('by hand is refused, because one is under way', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    expect(await world.use().runNow(world.ctx, id)).toEqual({
      ok: false,
      error: { type: 'conflict', reason: 'run-in-progress' },
    });
  });
});

describe('another category', () => {
  it('[I8] takes the place of the former in every mailbox', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 4);
    await world.settle();
    await world.use().change(world.ctx, id, any, { category: 'Partners' });
    await world.settle();
    expect(await world.deviations(2)).toEqual([]);
    const categories = userIds(2).flatMap((user) =>
      world.graph
        .mailbox(user)
        .contacts()
        .flatMap((each) => each.categories),
    );
    expect(new Set(categories)).toEqual(new Set(['Partners']));
  });
});

describe('[H5] the category’s colour', () => {
  const coloursOf = (world: ReturnType<typeof makeImportWorld>) =>
    userIds(2).map((user) => world.graph.mailbox(user).categories());

  it('is given by the run that the wish starts; to take it back starts none', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3, { categoryColour: 'preset3' });
    await world.settle();
    expect(coloursOf(world)).toEqual([{ 'Müller AG': 'preset3' }, { 'Müller AG': 'preset3' }]);
    await world.use().change(world.ctx, id, any, { categoryColour: 'preset5' });
    await world.settle();
    expect(coloursOf(world)).toEqual([{ 'Müller AG': 'preset5' }, { 'Müller AG': 'preset5' }]);
    expect(await world.allRuns()).toHaveLength(2);
    await world.use().change(world.ctx, id, any, { displayName: 'Renamed' });
    expect(await world.only()).toMatchObject({ categoryColour: 'preset5' });
    await world.use().change(world.ctx, id, any, { categoryColour: null });
    await world.settle();
    expect(await world.only()).not.toHaveProperty('categoryColour');
    expect(await world.allRuns()).toHaveLength(2);
    expect(coloursOf(world)).toEqual([{ 'Müller AG': 'preset5' }, { 'Müller AG': 'preset5' }]);
  });

  it('[T2] takes a permission that nothing else does: where it is missing, the wish is refused with the link', async () => {
    const world = makeImportWorld();
    world.control.refusesPermissions = ['MailboxSettings.ReadWrite'];
    await expect(world.create(1, 1, { categoryColour: 'preset3' })).rejects.toThrow('consent-required');
    const { id } = await world.createFor(world.ctx, userIds(1));
    const use = world.use();
    expect(await use.change(world.ctx, id, any, { categoryColour: 'preset3' })).toEqual(
      err({
        type: 'consent-required',
        missingPermissions: ['MailboxSettings.ReadWrite'],
        consentUrl: expect.any(String),
      }),
    );
    expect((await use.change(world.ctx, id, any, { categoryColour: null, category: 'x' })).ok).toBe(true);
    world.control.refusesPermissions = [];
    expect((await use.change(world.ctx, id, any, { categoryColour: 'preset3' })).ok).toBe(true);
    // Who has it may leave it as it is, whatever became of the permission.
    world.control.refusesPermissions = ['MailboxSettings.ReadWrite'];
    expect((await use.change(world.ctx, id, any, { categoryColour: 'preset3' })).ok).toBe(true);
  });

  it('that one mailbox does not take is told of it, and fails neither mailbox nor run [I4]', async () => {
    const world = makeImportWorld();
    world.graph.set({
      fault: ({ kind, mailbox }) =>
        kind === 'list-categories' && mailbox === userId(1)
          ? { kind: 'no-mailbox', reason: 'access-denied' }
          : undefined,
    });
    await world.create(2, 3, { categoryColour: 'preset3' });
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { mailboxesFailed: 0 } });
    expect(world.told).toEqual([]);
    const { items } = await world.use().listMailboxResults(world.ctx, await world.newest(), { limit: 9 });
    expect(items.map(({ state, uncoloured }) => [state, uncoloured])).toEqual([
      ['done', undefined],
      ['done', 'access-denied'],
    ]);
  });
});

describe('a change', () => {
  it('under an ETag that is not the import’s is refused; so is one that leaves no target', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    expect(await world.use().change(world.ctx, id, () => false, {})).toEqual({
      ok: false,
      error: { type: 'stale' },
    });
    expect(
      await world.use().change(world.ctx, id, any, { targets: { users: [], groups: [] } }),
    ).toMatchObject({
      ok: false,
      error: { type: 'invalid' },
    });
    expect(await world.use().change(world.ctx, 'none', any, {})).toEqual({
      ok: false,
      error: { type: 'not-found' },
    });
  });

  it('of the groups leaves the users, whose mailboxes would be emptied otherwise, and the other way round', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2);
    const users = [userId(0), userId(1)];
    const change = async (targets: { users?: string[]; groups?: string[] }) => {
      const result = await world.use().change(world.ctx, id, any, { targets });
      return result.ok ? result.value.value.targets : result.error;
    };
    expect(await change({ groups: [] })).toEqual({ users, groups: [] });
    expect(await change({ users: [userId(1)] })).toEqual({ users: [userId(1)], groups: [] });
  });

  it('[I2] of the daily time counts from the next run on, and the former time comes to nothing', async () => {
    const world = makeImportWorld();
    const { id, nextRunAt } = await world.create(1);
    await world.settle();
    await world.use().change(world.ctx, id, any, { runsAt: ['18:00'] });
    expect((await world.only()).nextRunAt).toBe('2026-11-23T17:00:00.000Z');
    world.clock.advance(20 * 3_600_000);
    await world.use().dispatch();
    await world.settle();
    expect(await world.allRuns()).toHaveLength(2);
    expect([...world.due.values()].map(({ dueAt }) => dueAt)).toEqual(['2026-11-24T17:00:00.000Z']);
    expect(nextRunAt).toBe('2026-11-24T01:30:00.000Z');
  });
});

describe('[I9] deleting an import', () => {
  it.each([
    ['an own folder', undefined],
    ['the default folder', defaultFolder],
  ])(
    'ends with nothing of it left: in %s, among records, due runs and the provider’s list',
    async (_, folder) => {
      const world = makeImportWorld({ blockSize: 2 });
      const { id } = await world.create(5, 6, folder === undefined ? {} : { folder });
      await world.settle();
      expect(world.provider.uses.size).toBe(1);
      const own = world.graph.mailbox(userId(1)).addOwn('default', { note: 'mine' });
      await world.use().delete(world.ctx, id, any);
      expect(await world.only()).toMatchObject({ state: 'deleting' });
      await world.settle();
      expect(await world.stores.imports.get(world.ctx, id)).toBeUndefined();
      expect(await world.newest()).toMatchObject({
        trigger: 'deleted',
        state: 'completed',
        totals: { deleted: 30 },
      });
      expect(
        userIds(5).flatMap((user) =>
          world.graph
            .mailbox(user)
            .contacts()
            .map((each) => each.id),
        ),
      ).toEqual([own]);
      expect(userIds(5).flatMap((user) => world.graph.mailbox(user).folders())).toEqual([]);
      expect(world.manifests.size).toBe(0);
      expect(world.due.size).toBe(0);
      expect(world.provider.uses.size).toBe(0);
    },
  );

  it.each(['before', 'after'] as const)('goes through although a worker dies %s any call', async (when) => {
    for (let at = 1; ; at++) {
      const world = makeImportWorld({ blockSize: 2 });
      const { id } = await world.create(3, 3);
      await world.settle();
      await world.use().delete(world.ctx, id, any);
      world.points.arm(at, when);
      await world.settle();
      world.points.revive();
      expect(await world.stores.imports.get(world.ctx, id), `call ${at}`).toBeUndefined();
      expect(userIds(3).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
      expect(userIds(3).flatMap((user) => world.graph.mailbox(user).folders())).toEqual([]);
      expect(world.manifests.size).toBe(0);
      expect(world.provider.uses.size).toBe(0);
      expect((await world.newest()).totals, `call ${at}`).toMatchObject({ mailboxesDone: 3, deleted: 9 });
      // The due entry may outlive a crash: the timer finds nothing behind it and takes it away.
      world.clock.advance(30 * 3_600_000);
      await world.use().dispatch();
      expect(world.due.size).toBe(0);
      if (world.failures() === 0) return;
    }
  });

  it('while its first run is under way lets that one end, then takes everything away', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3);
    await world.use().delete(world.ctx, id, any);
    await world.settle();
    expect(await world.stores.imports.get(world.ctx, id)).toBeUndefined();
    expect(userIds(2).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
  });

  it('with a mailbox that denies access is tried again every day until it is done', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3);
    await world.settle();
    world.graph.set({
      fault: ({ mailbox }) =>
        mailbox === userId(1) ? { kind: 'no-mailbox', reason: 'access-denied' } : undefined,
    });
    await world.use().delete(world.ctx, id, any);
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed-with-errors' });
    expect(await world.only()).toMatchObject({ state: 'deleting' });
    world.graph.set({});
    world.clock.advance(24 * 3_600_000);
    await world.use().dispatch();
    await world.settle();
    expect(await world.stores.imports.get(world.ctx, id)).toBeUndefined();
    expect(world.graph.mailbox(userId(1)).contacts()).toEqual([]);
  });

  it('twice is one deletion, and it cannot be changed any more', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1);
    await world.settle();
    await world.use().delete(world.ctx, id, any);
    expect(await world.use().delete(world.ctx, id, any)).toMatchObject({ ok: true });
    expect(await world.use().change(world.ctx, id, any, { displayName: 'x' })).toMatchObject({
      error: { type: 'conflict', reason: 'import-deleting' },
    });
    await world.settle();
    expect((await world.allRuns()).map(({ trigger }) => trigger)).toEqual(['deleted', 'created']);
  });
});

describe('creating an import', () => {
  it('twice under one Idempotency-Key is one import with one first run', async () => {
    const world = makeImportWorld();
    await world.create(1);
    const ctx = { ...world.ctx, commandId: '44444444-4444-4444-8444-444444444444' };
    const input = { shareId: 'capability', targets: { users: [userId(7)], groups: [] } };
    const first = await world.use().create(ctx, input);
    const second = await world.use().create(ctx, input);
    expect(first.ok && first.value.value).toEqual(second.ok && second.value.value);
    expect(await world.allRuns()).toHaveLength(2);
  });
});
