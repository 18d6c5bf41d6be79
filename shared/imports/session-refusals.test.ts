import { describe, expect, it } from 'vitest';
import { filled, type MailboxWorld, makeMailboxWorld, managedOf } from '../../tests/support/mailbox-run.ts';
import { shareOf, withoutPerson, withPerson } from '../../tests/support/share-model.ts';

describe('a contact that Graph refuses', () => {
  const refusing = (world: MailboxWorld, name: string) =>
    world.graph.set({
      fault: (operation) =>
        (operation.kind === 'create' || operation.kind === 'update') && operation.card.displayName === name
          ? { kind: 'refused', code: 'ErrorInvalidProperty' }
          : undefined,
    });

  it('[I4] is recorded, the others proceed, and no later run pays for it', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(6));
    refusing(world, 'Person p2');
    const { results } = await world.run();
    expect(results[0]).toMatchObject({
      state: 'done',
      created: 5,
      failed: 1,
      unchanged: 0,
      refusals: ['ErrorInvalidProperty'],
    });
    expect(world.deviations()).toEqual(['0: Person p2 is missing']);
    for (let day = 2; day <= 4; day++) {
      // Some news, so that a plan is made.
      world.box().edit(managedOf(world)[0]?.id ?? '', { extra: { nickname: `${day}` } });
      world.graph.resetCounters();
      const later = await world.run();
      expect(world.graph.requests).toBe(1);
      expect(later.results[0]).toMatchObject({ failed: 1, unchanged: 5, refusals: ['ErrorInvalidProperty'] });
    }
  });

  it('is not sent again because all contacts are listed for another reason', async () => {
    const world = makeMailboxWorld();
    refusing(world, 'Person p2');
    await world.run();
    world.offer({ ...world.share, category: 'Partners' });
    world.graph.resetCounters();
    const { results } = await world.run();
    expect(world.graph.of('list')).toBe(1);
    expect(world.graph.of('create')).toBe(0);
    expect(results[0]).toMatchObject({ failed: 1, updated: 2 });
  });

  it('is tried again once its card has changed', async () => {
    const world = makeMailboxWorld();
    refusing(world, 'Person p2');
    await world.run();
    world.graph.set({});
    world.offer(withPerson(world.share, 'p2', { variant: 1 }));
    const { results } = await world.run();
    expect(world.deviations()).toEqual([]);
    expect(results[0]).toMatchObject({ created: 1, failed: 0, unchanged: 2 });
    expect(results[0]?.refusals).toBeUndefined();
  });

  it('as an update keeps its old card, once, until the next change; and goes when it leaves the share', async () => {
    const world = await filled(4);
    world.offer(withPerson(world.share, 'p1', { variant: 5 }));
    world.graph.set({
      fault: (operation) => (operation.kind === 'update' ? { kind: 'refused', code: 'ErrorX' } : undefined),
    });
    expect((await world.run()).results[0]).toMatchObject({ updated: 0, failed: 1, unchanged: 3 });
    world.graph.set({});
    world.box().edit(managedOf(world)[0]?.id ?? '', { extra: { nickname: 'A' } });
    world.graph.resetCounters();
    expect((await world.run()).results[0]).toMatchObject({ updated: 0, failed: 1, unchanged: 3 });
    expect(world.graph.writes).toBe(0);
    world.offer(withoutPerson(world.share, 'p1'));
    expect((await world.run()).results[0]).toMatchObject({ deleted: 1, failed: 0, unchanged: 3 });
    expect(world.deviations()).toEqual([]);
  });

  it('for its photo only is done but for the photo, which is not sent again', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(3, { photo: 1 }));
    world.graph.set({
      fault: (operation) =>
        operation.kind === 'put-photo' ? { kind: 'refused', code: 'ErrorImage' } : undefined,
    });
    expect((await world.run()).results[0]).toMatchObject({
      state: 'done',
      created: 3,
      photos: 0,
      refusals: ['ErrorImage'],
    });
    world.box().edit(managedOf(world)[0]?.id ?? '', { extra: { nickname: 'A' } });
    world.graph.resetCounters();
    await world.run();
    expect(world.graph.writes).toBe(0);
  });
});
