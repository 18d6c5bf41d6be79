import { describe, expect, it } from 'vitest';
import { filledImport, hour, night, runsOf } from '../../tests/support/import-nights.ts';
import { makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';

const any = () => true;
describe('[L11] a paused import', () => {
  it('goes from night to night without a run, a mail or a failure, and keeps what it has filled', async () => {
    const { world, id } = await filledImport();
    const paused = await world.use().pause(world.ctx, id);
    expect(paused).toMatchObject({ ok: true, value: { value: { pausedAt: '2026-11-23T12:00:00.020Z' } } });
    for (let nights = 0; nights < 3; nights++) expect(await night(world)).toBe(0);
    expect(await runsOf(world)).toEqual([['created', 'completed', undefined]]);
    expect(world.announced).toHaveLength(1);
    expect(Date.parse((await world.only()).nextRunAt)).toBeGreaterThan(world.clock.now());
    expect([...world.due.values()]).toHaveLength(1);
    expect(await world.deviations(3)).toEqual([]);
  });

  it('is resumed with one run for all that it missed, and goes on every night', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    await night(world);
    await night(world);
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect((await runsOf(world))[0]).toEqual(['resumed', 'completed', undefined]);
    expect(await world.only()).not.toHaveProperty('missedAt');
    await night(world);
    expect((await runsOf(world)).map(([trigger]) => trigger)).toEqual(['schedule', 'resumed', 'created']);
  });

  it('that has missed nothing is resumed without a run', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect(await world.allRuns()).toHaveLength(1);
    expect(await world.only()).not.toHaveProperty('pausedAt');
  });

  it('is paused and resumed as often as asked, from the first time on', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    const { pausedAt } = await world.only();
    world.clock.advance(hour);
    expect(await world.use().pause(world.ctx, id)).toMatchObject({ ok: true });
    expect(await world.only()).toMatchObject({ pausedAt });
    for (let n = 0; n < 2; n++) expect(await world.use().resume(world.ctx, id)).toMatchObject({ ok: true });
  });

  it('refuses a run by hand and a preview with the reason', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    const refused = { ok: false, error: { type: 'conflict', reason: 'held-administrator' } };
    expect(await world.use().runNow(world.ctx, id)).toEqual(refused);
    expect(await world.use().preview(world.ctx, id)).toEqual(refused);
  });

  it('that is changed makes the run when it is resumed', async () => {
    const { world, id } = await filledImport(3);
    await world.use().pause(world.ctx, id);
    await world.use().change(world.ctx, id, any, { targets: { users: [...userIds(2)], groups: [] } });
    await world.settle();
    expect(world.graph.mailbox(userId(2)).contacts()).toHaveLength(4);
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect(world.graph.mailbox(userId(2)).contacts()).toEqual([]);
    expect(await world.deviations(2)).toEqual([]);
  });

  it('[I9] is deleted all the same, and its mailboxes are emptied', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    await world.use().delete(world.ctx, id, any);
    expect(await world.use().pause(world.ctx, id)).toMatchObject({ error: { reason: 'import-deleting' } });
    await world.settle();
    expect(await world.stores.imports.get(world.ctx, id)).toBeUndefined();
    expect(userIds(3).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
  });

  it('[H3] whose share is revoked keeps its contacts until it is resumed', async () => {
    const { world, id } = await filledImport();
    await world.use().pause(world.ctx, id);
    world.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    await night(world);
    expect(world.graph.mailbox(userId(0)).contacts()).toHaveLength(4);
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect(userIds(3).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
  });
});

describe('a run that is under way when the hold begins', () => {
  it('ends at its next block, with what was done', async () => {
    const world = makeImportWorld({ blockSize: 2 });
    const { id } = await world.create(12, 3);
    for (let n = 0; n < 3; n++)
      for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    await world.use().pause(world.ctx, id);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      state: 'stopped',
      reason: 'administrator',
      blocks: 6,
      totals: { mailboxes: 12, mailboxesDone: 4, mailboxesFailed: 0, created: 12 },
    });
    expect(userIds(12).filter((user) => world.graph.mailbox(user).contacts().length > 0)).toHaveLength(4);
    expect(await world.only()).not.toHaveProperty('activeRun');
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect(await world.newest()).toMatchObject({ trigger: 'resumed', state: 'completed' });
    expect(await world.deviations(12)).toEqual([]);
  });

  it('before it has begun does not begin, and is made up for', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(2, 3);
    world.control.licences = 'licences-short';
    await world.settle();
    expect(await runsOf(world)).toEqual([['created', 'stopped', 'licences-short']]);
    expect(world.graph.requests).toBe(0);
    world.control.licences = undefined;
    await world.use().wake(world.ctx, {});
    await world.settle();
    expect((await runsOf(world))[0]).toEqual(['resumed', 'completed', undefined]);
    expect(await world.deviations(2)).toEqual([]);
    expect(id).toBe((await world.only()).id);
  });

  it('takes what was asked for meanwhile along', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    const { id } = await world.create(4, 3);
    for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    await world.use().change(world.ctx, id, any, { category: 'Partners' });
    await world.use().pause(world.ctx, id);
    await world.settle();
    expect(await runsOf(world)).toEqual([['created', 'stopped', 'administrator']]);
    await world.use().resume(world.ctx, id);
    await world.settle();
    expect(await runsOf(world)).toEqual([
      ['resumed', 'completed', undefined],
      ['created', 'stopped', 'administrator'],
    ]);
    expect(await world.deviations(4)).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'comes to one final run and one after it although a worker dies %s any call',
    async (when) => {
      for (let at = 1; ; at++) {
        const world = makeImportWorld({ blockSize: 1 });
        const { id } = await world.create(4, 2);
        for (let n = 0; n < 2; n++)
          for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
        await world.use().pause(world.ctx, id);
        world.points.arm(at, when);
        await world.settle();
        world.points.revive();
        await world.use().resume(world.ctx, id);
        await world.settle();
        expect(
          (await runsOf(world)).map(([trigger, state]) => [trigger, state]),
          `call ${at}`,
        ).toEqual([
          ['resumed', 'completed'],
          ['created', 'stopped'],
        ]);
        expect(await world.deviations(4), `call ${at}`).toEqual([]);
        expect(await world.turns(), `call ${at}`).toEqual({ working: [], waiting: [] });
        if (world.failures() === 0) return;
      }
    },
  );
});
