import { describe, expect, it } from 'vitest';
import { filled, makeMailboxWorld, managedOf, notThere, totalOf } from '../../tests/support/mailbox-run.ts';
import { shareOf } from '../../tests/support/share-model.ts';

describe('the folder', () => {
  it('[I7] that the user deleted is made anew with everything in it', async () => {
    const world = await filled();
    world.box().deleteFolder(world.box().folders()[0]?.id ?? '');
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(totalOf(results)).toMatchObject({ created: 5, unchanged: 0 });
    await world.run();
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.requests).toBe(1);
  });

  it.each([1, 2, 3, 5, 8, 9])(
    'deleted by the user just before our create number %i is made anew',
    async (nth) => {
      const world = makeMailboxWorld();
      world.offer(shareOf(9, { photo: 1 }));
      let creates = 0;
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'create' && ++creates === nth
            ? { kind: 'meanwhile', act: () => world.box().deleteFolder(world.box().folders()[0]?.id ?? '') }
            : undefined,
      });
      const { results } = await world.run();
      expect(world.deviations()).toEqual([]);
      expect(world.box().folders()).toHaveLength(1);
      expect(totalOf(results)).toMatchObject({ created: 9, unchanged: 0 });
    },
  );

  it('that vanishes again and again is reported as that', async () => {
    const world = makeMailboxWorld();
    world.graph.set({ fault: (operation) => (operation.kind === 'create' ? { kind: 'gone' } : undefined) });
    const { results } = await world.run();
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'folder-keeps-vanishing' });
  });

  it('of that name that the user has already is used, and his contacts stay', async () => {
    const world = makeMailboxWorld();
    const made = world
      .box()
      .carryOut({ mailbox: world.ids[0] ?? notThere(), kind: 'create-folder', displayName: 'müller ag' });
    const id = made.status === 'done' ? (made.answer.id ?? '') : '';
    world.box().addOwn({ id }, { note: 'mine' });
    await world.run();
    expect(managedOf(world).map(({ folderId }) => folderId)).toEqual([id, id, id]);
    expect(world.box().contacts()).toHaveLength(4);
  });
});

describe('a mailbox', () => {
  it('[I4] that is missing, or denied, is recorded while the others proceed, and leaves no trace', async () => {
    const world = makeMailboxWorld({ count: 4 });
    world.graph.lose('m001');
    world.graph.lose('m002', 'no-mailbox');
    world.graph.lose('m003', 'access-denied');
    const { results } = await world.run();
    expect(results.map(({ state, reason }) => reason ?? state)).toEqual([
      'done',
      'user-not-found',
      'no-mailbox',
      'access-denied',
    ]);
    expect(world.deviations([0])).toEqual([]);
    expect(world.manifests.size).toBe(1);
  });

  it('[I4] that is deleted in mid-run is recorded, and filled once it is back', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(12));
    let creates = 0;
    world.graph.set({
      fault: (operation) =>
        operation.mailbox === 'm001' && operation.kind === 'create' && ++creates === 6
          ? { kind: 'meanwhile', act: () => world.graph.lose('m001') }
          : undefined,
    });
    const { results } = await world.run();
    expect(results[1]).toMatchObject({ state: 'failed', reason: 'user-not-found', created: 5 });
    expect(world.deviations([0])).toEqual([]);
    world.graph.restore('m001');
    await world.run();
    expect(world.deviations()).toEqual([]);
  });

  it.each(['consent-required', 'access-blocked'] as const)(
    '[T3] [T6] of a tenant that refuses (%s) fails with that',
    async (reason) => {
      const world = makeMailboxWorld({ count: 3 });
      world.graph.set({ fault: () => ({ kind: 'tenant-refused', reason }) });
      const { results } = await world.run();
      expect(results.map((each) => each.reason)).toEqual([reason, reason, reason]);
      expect(world.graph.calls).toBe(1);
    },
  );
});
