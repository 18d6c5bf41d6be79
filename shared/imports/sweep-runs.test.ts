import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { keepRunsMs } from './sweep-runs.ts';

const day = 24 * 3_600_000;
const countOf = async <T>(all: AsyncIterable<T>) => {
  let count = 0;
  for await (const _each of all) count++;
  return count;
};
const kept = async (world: ImportWorld) => ({
  runs: await countOf(world.stores.runs.all(world.ctx)),
  blocks: await countOf(world.stores.blocks.all(world.ctx)),
});

/** An import of two blocks with some runs behind it. */
const withRuns = async (runs: number) => {
  const world = makeImportWorld({ blockSize: 1 });
  const { id } = await world.create(2, 2);
  await world.settle();
  for (let n = 1; n < runs; n++) await again(world);
  return { world, id };
};
const again = async (world: ImportWorld) => {
  world.clock.advance(1000);
  await world.use().runNow(world.ctx, (await world.only()).id);
  await world.settle();
};

describe('[I4] the record of a run', () => {
  it('is kept for 90 days, and goes with its blocks at the end of a later run', async () => {
    const { world } = await withRuns(2);
    world.clock.advance(keepRunsMs - day);
    await again(world);
    expect(await kept(world)).toEqual({ runs: 3, blocks: 6 });
    world.clock.advance(2 * day);
    await again(world);
    expect(await kept(world)).toEqual({ runs: 2, blocks: 4 });
  });

  it('is swept a few at a time, until none is left that is old enough', async () => {
    const { world } = await withRuns(8);
    world.clock.advance(keepRunsMs + day);
    const left: number[] = [];
    for (let n = 0; n < 4; n++) {
      await again(world);
      left.push((await kept(world)).runs);
    }
    expect(left).toEqual([6, 4, 3, 4]);
  });

  it('goes with hundreds of blocks, in several commits', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(200, 1);
    await world.settle();
    const { id } = await world.only();
    await world.use().change(world.ctx, id, () => true, { targets: { users: [userId(0)], groups: [] } });
    await world.settle();
    world.clock.advance(keepRunsMs + day);
    await again(world);
    expect(await kept(world)).toEqual({ runs: 1, blocks: 1 });
  });

  it('of an import that is gone goes at the end of another’s run', async () => {
    const { world, id } = await withRuns(2);
    await world.use().delete(world.ctx, id, () => true);
    await world.settle();
    expect((await kept(world)).runs).toBe(3);
    await world.createFor(world.ctx, [userId(5)]);
    await world.settle();
    expect((await kept(world)).runs).toBe(4);
    world.clock.advance(keepRunsMs + day);
    await again(world);
    expect(await kept(world)).toEqual({ runs: 1, blocks: 1 });
    expect(await countOf(world.stores.removedImports.all(world.ctx))).toBe(0);
  });

  it.each(['before', 'after'] as const)(
    'is swept in the end although a worker dies %s any call',
    async (when) => {
      for (let at = 1; ; at++) {
        const { world } = await withRuns(2);
        world.clock.advance(keepRunsMs + day);
        await world.use().runNow(world.ctx, (await world.only()).id);
        world.points.arm(at, when);
        await world.settle();
        world.points.revive();
        await again(world);
        expect(await kept(world), `call ${at}`).toEqual({ runs: 2, blocks: 4 });
        if (world.failures() === 0) return;
      }
    },
  );
});
