import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userIds } from '../../tests/support/import-world.ts';
import { shareOf, withPerson } from '../../tests/support/share-model.ts';
import type { Block } from './run.ts';

const blocksOf = async (world: ImportWorld): Promise<readonly Block[]> => {
  const found: Block[] = [];
  for await (const { value } of world.stores.blocks.all(world.ctx)) found.push(value);
  return found;
};
/** Up to the moment when the blocks' messages wait. */
const started = async (world: ImportWorld) => {
  for (const message of world.waiting()) await world.handle(message);
  return world.waiting().filter(({ queue }) => queue === 'mailbox-blocks');
};

describe('[I5] a worker that sleeps in the middle of its block', () => {
  const naps = () => {
    let wake = () => {};
    const until = new Promise<void>((resolve) => {
      wake = resolve;
    });
    return { nap: { kind: 'hang', until } as const, wake };
  };
  const turns = async () => {
    for (let n = 0; n < 30; n++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('keeps its block while its lease lasts: another delivery is put off until then', async () => {
    const world = makeImportWorld();
    await world.create(2, 3);
    const [message] = await started(world);
    if (message === undefined) throw new Error('no block');
    const { nap, wake } = naps();
    world.graph.set({ fault: (_operation, n) => (n === 5 ? nap : undefined) });
    const sleeper = world.handle(message);
    await turns();
    const { requests } = world.graph;
    const waiting = world.waiting().length;
    await world.handle(message);
    expect(world.graph.requests).toBe(requests);
    const [again] = world.waiting().slice(waiting);
    expect(again?.notBefore).toBeGreaterThan(world.clock.now() + 60_000);
    wake();
    await sleeper;
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', blocksDone: 1, totals: { created: 6 } });
  });

  it.each(['fill', 'remove'] as const)(
    'past its lease (to %s) changes nothing of what another one has done since',
    async (mode) => {
      const world = makeImportWorld();
      const { id } = await world.create(2, 3);
      if (mode === 'remove') {
        await world.settle();
        await world.use().delete(world.ctx, id, () => true);
      }
      const [message] = await started(world);
      if (message === undefined) throw new Error('no block');
      const { nap, wake } = naps();
      const from = world.graph.requests;
      world.graph.set({ fault: (_operation, n) => (n === from + 3 ? nap : undefined) });
      const sleeper = world.handle(message);
      await turns();
      world.graph.set({});
      world.clock.advance(11 * 60_000);
      await world.handle(message);
      const ended = await world.newest();
      expect(ended).toMatchObject({ state: 'completed', blocksDone: 1 });
      wake();
      await sleeper;
      await world.settle();
      expect(await world.newest()).toEqual(ended);
      if (mode === 'remove')
        expect(userIds(2).flatMap((user) => world.graph.mailbox(user).contacts())).toEqual([]);
      else {
        await world.use().runNow(world.ctx, id);
        await world.settle();
        expect(await world.deviations(2)).toEqual([]);
      }
    },
  );

  it('and saves between another one’s reading and marking makes that one look again, and the run ends', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1, 3);
    await world.settle();
    world.provider.offer(shareOf(3, { variant: 1 }));
    await world.use().runNow(world.ctx, id);
    const [message] = await started(world);
    if (message === undefined) throw new Error('no block');
    // Its message is spent with these two deliveries.
    world.lose();
    const [first, second] = [naps(), naps()];
    const asleep = new Set<string>();
    world.graph.set({
      fault: ({ kind }) => {
        if (asleep.has(kind)) return undefined;
        asleep.add(kind);
        // The first one sleeps in its first update, its successor when it asks what is there.
        if (kind === 'update') return first.nap;
        return kind === 'list' ? second.nap : undefined;
      },
    });
    const sleeper = world.handle(message);
    await turns();
    world.clock.advance(11 * 60_000);
    const successor = world.handle(message);
    await turns();
    first.wake();
    await sleeper;
    second.wake();
    await successor;
    expect(await world.newest()).toMatchObject({ state: 'running' });
    await world.settle();
    expect(await world.newest()).toMatchObject({ state: 'completed', blocksDone: 1 });
    expect((await world.only()).activeRun).toBeUndefined();
    expect(await world.deviations(1)).toEqual([]);
  });
});

describe('[I5] a worker that dies', () => {
  it.each(['before', 'after'] as const)(
    '%s any call of any port leaves a run that ends right',
    async (when) => {
      for (let at = 1; ; at++) {
        const world = makeImportWorld({ blockSize: 2 });
        await world.create(3, 3);
        world.provider.offer(withPerson(world.provider.share, 'p0', { variant: 0, photo: 1 }));
        world.points.arm(at, when);
        await world.settle();
        expect(await world.deviations(3), `call ${at}`).toEqual([]);
        expect(await world.newest(), `call ${at}`).toMatchObject({
          state: 'completed',
          blocks: 2,
          blocksDone: 2,
          totals: {
            updated: 0,
            deleted: 0,
            unchanged: 0,
            failed: 0,
            mailboxes: 3,
            mailboxesDone: 3,
            mailboxesFailed: 0,
            created: 9,
            photos: expect.any(Number),
          },
        });
        expect((await world.only()).activeRun, `call ${at}`).toBeUndefined();
        expect((await blocksOf(world)).filter(({ state }) => state !== 'waiting')).toHaveLength(2);
        if (world.failures() === 0) return;
      }
    },
  );
});
