import { describe, expect, it } from 'vitest';
import {
  filled,
  firstOf,
  type MailboxWorld,
  makeMailboxWorld,
  managedOf,
  notThere,
  ofKind,
} from '../../tests/support/mailbox-run.ts';
import {
  defaultFolder,
  folderIn,
  importWith,
  managedIn,
  removalOf,
  shareOf,
  targetOf,
} from '../../tests/support/share-model.ts';
import { asId, type ImportId } from '../kernel/ids.ts';

describe('taking away', () => {
  const remove = (world: MailboxWorld) => world.run({ target: removalOf(world.imported) });

  it('[I9] of an own folder is one list and one delete', async () => {
    const world = await filled(30);
    const { results } = await remove(world);
    expect(world.box().folders()).toEqual([]);
    expect(world.box().contacts()).toEqual([]);
    expect(world.graph.requests).toBe(2);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 30, unchanged: 0 });
    expect(world.manifests.size).toBe(0);
  });

  it('[I9] leaves the folder with what the user put into it', async () => {
    const world = await filled(6);
    const folder = folderIn(world.box(), world.target()) ?? notThere();
    const own = world.box().addOwn(folder, { note: 'mine' });
    const { results } = await remove(world);
    expect(
      world
        .box()
        .contacts()
        .map(({ id }) => id),
    ).toEqual([own]);
    expect(world.box().folders()).toHaveLength(1);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 6 });
    expect(world.manifests.size).toBe(0);
  });

  it('[I9] of two imports in one folder takes only the one’s', async () => {
    const world = await filled(3);
    const other = importWith({ id: asId<ImportId>('0b2c5ad4-1f0a-4c68-9d6d-2a4f1f9f0002') });
    const otherTarget = targetOf(shareOf(4), other);
    await world.run({ target: otherTarget, importId: other.id });
    await world.run();
    expect(world.deviations()).toEqual([]);
    expect(managedIn(world.box(), otherTarget)).toHaveLength(4);
    await world.run({ target: removalOf(other), importId: other.id });
    expect(managedIn(world.box(), otherTarget)).toHaveLength(0);
    expect(world.deviations()).toEqual([]);
  });

  it('[I9] of the default folder takes exactly what was made, also a moved-in twin', async () => {
    const world = await filled(5, { imported: importWith({ folder: defaultFolder }) });
    const own = world.box().addOwn('default', { note: 'mine', categories: ['Müller AG'] });
    const [a] = managedOf(world);
    world.box().addOwn('default', a ?? notThere());
    await remove(world);
    expect(
      world
        .box()
        .contacts()
        .map(({ id }) => id),
    ).toEqual([own]);
  });

  it.each(['before', 'after'] as const)(
    'goes on after lost answers (%s) and reports everything it took',
    async (when) => {
      const world = await filled(12, { imported: importWith({ folder: defaultFolder }) });
      let deletes = 0;
      world.graph.set({
        fault: (operation) =>
          operation.kind === 'delete' && ++deletes > 5 ? { kind: 'uncertain', when } : undefined,
      });
      const stopped = await world.run({ target: removalOf(world.imported), run: 'r' });
      expect(stopped.results[0]).toMatchObject({ state: 'failed', deleted: 5 });
      world.graph.set({});
      const { results } = await world.run({ target: removalOf(world.imported), run: 'r' });
      expect(results[0]).toMatchObject({ state: 'done', deleted: 12 });
      expect(world.box().contacts()).toEqual([]);
      expect(world.manifests.size).toBe(0);
    },
  );

  it('where the mailbox is gone is done', async () => {
    const world = await filled(3);
    world.graph.lose('m000');
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 0 });
    expect(world.manifests.size).toBe(0);
  });

  it('where access is denied fails and keeps the record', async () => {
    const world = await filled(3);
    world.graph.lose('m000', 'access-denied');
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({ state: 'failed', reason: 'access-denied' });
    expect(world.manifests.size).toBe(1);
  });

  it('fails where Graph refuses to delete, keeps the record and takes the rest', async () => {
    const world = await filled(4, { imported: importWith({ folder: defaultFolder }) });
    world.graph.set({ fault: firstOf(1, ofKind('delete'), { kind: 'refused', code: 'ErrorCannotDelete' }) });
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({
      state: 'failed',
      reason: 'refused',
      deleted: 3,
      failed: 1,
      refusals: ['ErrorCannotDelete'],
    });
    expect(world.manifests.size).toBe(1);
    const again = await remove(world);
    expect(again.results[0]).toMatchObject({ state: 'done', deleted: 4 });
    expect(world.box().contacts()).toEqual([]);
  });

  it('takes the contacts one by one where Graph refuses to delete the folder', async () => {
    const world = await filled(4);
    world.graph.set({ fault: firstOf(1, ofKind('delete-folder'), { kind: 'refused', code: 'ErrorX' }) });
    const { results } = await remove(world);
    expect(results[0]).toMatchObject({ state: 'done', deleted: 4 });
    expect(world.box().contacts()).toEqual([]);
  });

  it('never takes an empty folder of the same name that is the user’s', async () => {
    const world = makeMailboxWorld();
    world
      .box()
      .carryOut({ mailbox: world.ids[0] ?? notThere(), kind: 'create-folder', displayName: 'Müller AG' });
    await remove(world);
    expect(world.box().folders()).toHaveLength(1);
  });
});
