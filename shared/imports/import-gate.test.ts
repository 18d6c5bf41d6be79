import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { shareOf } from '../../tests/support/share-model.ts';

const any = () => true;
const group = '11111111-2222-4333-8444-000000000001';

const contactsIn = (world: ImportWorld, users: number) =>
  userIds(users).map((id) => world.graph.mailbox(id).contacts().length);

/** An import whose mailboxes are full. */
const filledWorld = async (users: number, people: number, blockSize = 3) => {
  const world = makeImportWorld({ blockSize });
  const { id } = await world.create(users, people);
  await world.settle();
  const night = async () => {
    const before = (await world.only()).nextRunAt;
    world.clock.advance(Math.max(0, Date.parse(before) - world.clock.now()) + 1);
    await world.use().dispatch();
    await world.settle();
    return world.newest();
  };
  const confirm = async (told: { runId: string; deletions: number }) => {
    const asked = await world.use().confirm(world.ctx, id, told);
    await world.settle();
    return asked;
  };
  const gate = async () => (await world.only()).gate;
  return { ...world, id, night, confirm, gate };
};

/** The same, its targets a group of all of them. */
const groupWorld = async (users: number, people = 2) => {
  const world = await filledWorld(users, people);
  world.groups.set(group, userIds(users));
  await world.use().change(world.ctx, world.id, any, { targets: { users: [], groups: [group] } });
  await world.settle();
  return world;
};

describe('[I6] a run that would delete too much', () => {
  it.each([
    ['a share that is suddenly empty', 0],
    ['a source with half of its people', 20],
    ['another filter', 8],
  ])('because of %s leaves every mailbox as it is, and the import bears the gate', async (_, people) => {
    const world = await filledWorld(4, 40);
    world.provider.offer(shareOf(people, { variant: 1 }));
    world.graph.resetCounters();
    const run = await world.night();
    const heldBack = { kind: 'contacts', deletions: 40 - people, of: 40, mailboxes: 4 };
    expect(run).toMatchObject({
      state: 'completed-with-errors',
      totals: { mailboxesFailed: 4, created: 0, updated: 0, deleted: 0 },
      heldBack: [heldBack],
    });
    expect(world.graph.writes).toBe(0);
    expect(await world.gate()).toEqual({ ...heldBack, runId: run.id, since: run.finishedAt });
  });

  it('does its work in the mailboxes that are below the limit', async () => {
    const world = await filledWorld(2, 10);
    // The second mailbox has lost half of what it held to its user.
    for (const { id } of world.graph.mailbox(userId(1)).contacts().slice(0, 8)) {
      world.graph.mailbox(userId(1)).deleteOwn(id);
    }
    world.provider.offer(shareOf(2));
    const run = await world.night();
    expect(run).toMatchObject({ totals: { mailboxesDone: 1, mailboxesFailed: 1 } });
    expect(contactsIn(world, 2)).toEqual([10, 2]);
    expect(await world.gate()).toMatchObject({ deletions: 8, of: 10, mailboxes: 1 });
  });

  it('does so again each night and keeps since when, until the share has recovered by itself', async () => {
    const world = await filledWorld(3, 30);
    world.provider.offer(shareOf(3));
    const first = await world.night();
    const second = await world.night();
    expect(await world.gate()).toMatchObject({ runId: second.id, since: first.finishedAt });
    world.provider.offer(shareOf(29, { variant: 1 }));
    expect(await world.night()).toMatchObject({ state: 'completed', totals: { deleted: 3 } });
    expect(await world.gate()).toBeUndefined();
    expect(await world.deviations(3)).toEqual([]);
  });

  it('keeps the gate while the share cannot be read', async () => {
    const world = await filledWorld(3, 30);
    world.provider.offer(shareOf(3));
    await world.night();
    const gate = await world.gate();
    world.provider.control.failure = { type: 'unavailable', service: 'graph' };
    expect(await world.night()).toMatchObject({ state: 'failed' });
    expect(await world.gate()).toEqual(gate);
  });

  it('[H3] [I9] is not held back where the right to the share was lost, nor where the import is deleted', async () => {
    const revoked = await filledWorld(5, 30);
    revoked.provider.control.failure = { type: 'share-unusable', reason: 'revoked' };
    expect(await revoked.night()).toMatchObject({ state: 'completed', totals: { deleted: 150 } });
    const deleted = await filledWorld(5, 30);
    deleted.provider.offer(shareOf(0));
    await deleted.night();
    await deleted.use().delete(deleted.ctx, deleted.id, any);
    await deleted.settle();
    expect([...contactsIn(revoked, 5), ...contactsIn(deleted, 5)]).toEqual(Array(10).fill(0));
  });

  it('previews that, and the gate stays as it was', async () => {
    const world = await filledWorld(3, 30);
    world.provider.offer(shareOf(3));
    await world.use().preview(world.ctx, world.id);
    await world.settle();
    expect(await world.newest()).toMatchObject({ trigger: 'preview', heldBack: [{ deletions: 27, of: 30 }] });
    expect(await world.gate()).toBeUndefined();
  });

  it('follows the import’s own limit', async () => {
    const world = await filledWorld(2, 30);
    const strict = { deletionLimit: { percent: 0, contacts: 0 } };
    await world.use().change(world.ctx, world.id, any, strict);
    world.provider.offer(shareOf(29));
    expect(await world.night()).toMatchObject({ heldBack: [{ deletions: 1, of: 30 }] });
    await world.use().change(world.ctx, world.id, any, { deletionLimit: { percent: 100 } });
    expect((await world.only()).deletionLimit).toEqual({ percent: 100, contacts: 0 });
    world.provider.offer(shareOf(0));
    expect(await world.night()).toMatchObject({ state: 'completed', totals: { deleted: 60 } });
    expect(await world.gate()).toBeUndefined();
  });
});

describe('[I6] groups that shrink', () => {
  it('beyond the limit do not empty mailboxes, and the others are filled', async () => {
    const world = await groupWorld(10);
    world.groups.set(group, userIds(6));
    world.provider.offer(shareOf(2, { variant: 1 }));
    const run = await world.night();
    const heldBack = { kind: 'mailboxes', deletions: 4, of: 10, mailboxes: 4 };
    expect(run).toMatchObject({
      state: 'completed-with-errors',
      heldBack: [heldBack],
      totals: { mailboxes: 6, updated: 12, deleted: 0 },
    });
    expect(contactsIn(world, 10)).toEqual(Array(10).fill(2));
    expect(await world.gate()).toMatchObject(heldBack);
    world.groups.set(group, userIds(10));
    expect(await world.night()).toMatchObject({ state: 'completed' });
    expect(await world.gate()).toBeUndefined();
  });

  it('to nobody, because they were deleted in the directory, empty nothing', async () => {
    const world = await groupWorld(5);
    world.groups.delete(group);
    expect(await world.night()).toMatchObject({ heldBack: [{ kind: 'mailboxes', deletions: 5, of: 5 }] });
    expect(contactsIn(world, 5)).toEqual(Array(5).fill(2));
  });

  it('by three, or by no more than a fifth, are followed', async () => {
    const three = await groupWorld(5);
    three.groups.set(group, userIds(2));
    expect(await three.night()).toMatchObject({ state: 'completed', totals: { deleted: 6 } });
    const fifth = await groupWorld(20);
    fifth.groups.set(group, userIds(16));
    expect(await fifth.night()).toMatchObject({ state: 'completed', totals: { deleted: 8 } });
  });

  it('[I9] because the administrator took them out are followed, however many mailboxes that is', async () => {
    const world = await groupWorld(8);
    await world.use().change(world.ctx, world.id, any, { targets: { users: [userId(0)], groups: [] } });
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { deleted: 14 } });
    expect(await world.only()).not.toHaveProperty('targetsCutAt');
  });

  it('after that are looked at again', async () => {
    const world = await groupWorld(8);
    await world.use().change(world.ctx, world.id, any, { targets: { users: [userId(9)], groups: [group] } });
    await world.settle();
    await world.use().change(world.ctx, world.id, any, { targets: { users: [], groups: [group] } });
    await world.settle();
    world.groups.set(group, []);
    expect(await world.night()).toMatchObject({ heldBack: [{ kind: 'mailboxes', deletions: 8, of: 8 }] });
  });

  it('[I9] and mailboxes that could not be emptied at once are emptied the next night', async () => {
    const world = await groupWorld(8);
    world.graph.set({ fault: () => ({ kind: 'throttle', retryAfterMs: 20 * 3_600_000 }) });
    await world.use().change(world.ctx, world.id, any, { targets: { users: [userId(0)], groups: [] } });
    await world.settle();
    world.graph.set({});
    expect(await world.only()).toHaveProperty('targetsCutAt');
    expect(await world.night()).toMatchObject({ totals: { deleted: 14 } });
    expect(await world.only()).not.toHaveProperty('targetsCutAt');
  });
});

describe('[I6] a confirmation', () => {
  it('lets one run delete what was told, and the nights after it go on as ever', async () => {
    const world = await filledWorld(4, 40);
    world.provider.offer(shareOf(10));
    const { id: runId } = await world.night();
    expect(await world.confirm({ runId, deletions: 30 })).toMatchObject({
      ok: true,
      value: { trigger: 'confirmed' },
    });
    expect(await world.newest()).toMatchObject({ state: 'completed', totals: { deleted: 120 } });
    expect(await world.gate()).toBeUndefined();
    expect(await world.deviations(4)).toEqual([]);
    expect(await world.night()).toMatchObject({ state: 'completed', totals: { unchanged: 40 } });
    world.provider.offer(shareOf(0));
    expect(await world.night()).toMatchObject({ heldBack: [{ deletions: 10, of: 10 }] });
  });

  it('lets it delete no more than that: one more, and the gate closes again', async () => {
    const world = await filledWorld(2, 40);
    world.provider.offer(shareOf(10));
    const { id: runId } = await world.night();
    world.provider.offer(shareOf(9));
    await world.confirm({ runId, deletions: 30 });
    const run = await world.newest();
    expect(run).toMatchObject({ trigger: 'confirmed', totals: { deleted: 0, mailboxesFailed: 2 } });
    expect(await world.gate()).toMatchObject({ runId: run.id, deletions: 31 });
    expect(await world.confirm({ runId, deletions: 31 })).toMatchObject({
      error: { reason: 'other-figures' },
    });
    await world.confirm({ runId: run.id, deletions: 31 });
    expect(await world.deviations(2)).toEqual([]);
  });

  it('of mailboxes empties so many, and no contacts beside', async () => {
    const world = await groupWorld(9, 10);
    world.groups.set(group, userIds(2));
    world.provider.offer(shareOf(1));
    const { id: first } = await world.night();
    expect(await world.gate()).toMatchObject({ kind: 'contacts', deletions: 9, of: 10, mailboxes: 2 });
    await world.confirm({ runId: first, deletions: 9 });
    expect(contactsIn(world, 9)).toEqual([1, 1, ...Array(7).fill(10)]);
    const gate = await world.gate();
    expect(gate).toMatchObject({ kind: 'mailboxes', deletions: 7, of: 9 });
    await world.confirm({ runId: gate?.runId ?? '', deletions: 7 });
    expect(contactsIn(world, 9)).toEqual([1, 1, ...Array(7).fill(0)]);
    expect(await world.gate()).toBeUndefined();
  });

  it('of other figures, of nothing, or while a run is under way is refused', async () => {
    const world = await filledWorld(2, 40);
    const reason = async (told: { runId: string; deletions: number }) => {
      const asked = await world.use().confirm(world.ctx, world.id, told);
      return asked.ok ? 'ok' : 'reason' in asked.error ? asked.error.reason : asked.error.type;
    };
    expect(await reason({ runId: 'r', deletions: 30 })).toBe('nothing-to-confirm');
    world.provider.offer(shareOf(10));
    const { id: runId } = await world.night();
    expect(await reason({ runId, deletions: 29 })).toBe('other-figures');
    expect(await reason({ runId: 'r', deletions: 30 })).toBe('other-figures');
    await world.use().runNow(world.ctx, world.id);
    expect(await reason({ runId, deletions: 30 })).toBe('run-in-progress');
  });

  it.each(['before', 'after'] as const)(
    'whose worker dies %s any port call deletes what was confirmed, once',
    async (when) => {
      for (let k = 1; ; k += 3) {
        const world = await filledWorld(2, 8, 1);
        world.provider.offer(shareOf(1));
        const { id: runId } = await world.night();
        await world.use().confirm(world.ctx, world.id, { runId, deletions: 7 });
        world.points.arm(k, when);
        await world.settle();
        world.points.revive();
        expect(await world.newest()).toMatchObject({ state: 'completed', totals: { deleted: 14 } });
        expect(await world.gate()).toBeUndefined();
        if (world.failures() === 0) return;
      }
    },
    30_000,
  );
});
