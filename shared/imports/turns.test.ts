import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { asId } from '../kernel/ids.ts';
import { allotted, blocksAtPlace, lined, noTurns, windowOf, without } from './turns.ts';

const hour = 3_600_000;
const now = '2026-11-23T12:00:00.000Z';
const run = (name: string) => ({ importId: asId<never>('i'), runId: asId<never>(name), attempt: 1 });
const linedUp = (...names: readonly string[]) =>
  names.reduce((turns, name) => lined(turns, run(name)), noTurns);

describe('turns', () => {
  it('go to the first comers; the next has its turn when one gives its place back', () => {
    const first = allotted(linedUp('a', 'b', 'c', 'd'), now);
    expect(first.called.map(({ runId }) => runId)).toEqual(['a', 'b']);
    expect(['a', 'b', 'c'].map((name) => windowOf(first.turns, name))).toEqual([2, 1, undefined]);
    const second = allotted(without(first.turns, new Set(['a'])), now);
    expect(second.called.map(({ runId }) => runId)).toEqual(['c']);
    expect(['b', 'c', 'd'].map((name) => windowOf(second.turns, name))).toEqual([1, 2, undefined]);
  });

  it('are asked for once, and given up also by those that only wait', () => {
    const { turns } = allotted(linedUp('a', 'b', 'c', 'c', 'a'), now);
    expect(turns.waiting.map(({ runId }) => runId)).toEqual(['c']);
    expect(without(turns, new Set(['c'])).waiting).toEqual([]);
  });
});

/** Several imports of one company, created at once: more than can have their turn. */
const several = async (count = 4): Promise<ImportWorld> => {
  const world = makeImportWorld({ blockSize: 1 });
  await world.create(2, 2);
  for (let n = 1; n < count; n++) await world.createFor(world.ctx, [userId(2 * n), userId(2 * n + 1)]);
  return world;
};

const inFlight = (world: ImportWorld) =>
  world.waiting().filter(({ queue }) => queue === 'mailbox-blocks').length;

describe('many runs of one company', () => {
  it('never have more blocks asked for at a time than their places allow, and all come to their end', async () => {
    const world = await several(6);
    let most = 0;
    for (;;) {
      const [next] = world.waiting();
      if (next === undefined) break;
      await world.deliver(next);
      most = Math.max(most, inFlight(world));
    }
    expect(most).toBe(blocksAtPlace.reduce<number>((sum, blocks) => sum + blocks, 0));
    expect((await world.allRuns()).map(({ state }) => state)).toEqual(
      Array.from({ length: 6 }, () => 'completed'),
    );
    expect(await world.turns()).toEqual(noTurns);
  });

  it.each([[false], [true]])(
    'come to their end however the messages arrive (together: %s)',
    async (together) => {
      const world = await several(6);
      await world.settle(together);
      expect((await world.allRuns()).map(({ state }) => state)).toEqual(
        Array.from({ length: 6 }, () => 'completed'),
      );
      expect(await world.turns()).toEqual(noTurns);
    },
  );

  it.each(['before', 'after'] as const)(
    'come to their end, each block once, although a worker dies %s any call',
    async (when) => {
      for (let at = 1; ; at++) {
        const world = await several(3);
        world.points.arm(at, when);
        await world.settle();
        world.points.revive();
        const runs = await world.allRuns();
        expect(
          runs.map(({ state, totals }) => [state, totals.created]),
          `call ${at}`,
        ).toEqual(Array.from({ length: 3 }, () => ['completed', 4]));
        expect(await world.turns(), `call ${at}`).toEqual(noTurns);
        expect(world.dead).toEqual([]);
        if (world.failures() === 0) return;
      }
    },
  );

  it('are not kept by one whose provider cannot be read: it waits without its place', async () => {
    const world = await several(3);
    world.provider.control.failure = { type: 'unavailable', service: 'graph' };
    for (let n = 0; n < 4; n++)
      for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    expect(await world.turns()).toEqual(noTurns);
    world.provider.control.failure = undefined;
    await world.settle();
    expect((await world.allRuns()).map(({ state }) => state)).toEqual(
      Array.from({ length: 3 }, () => 'completed'),
    );
  });

  it('go on where two of them were never heard of again, and those that wait are not taken for stuck', async () => {
    const world = await several(3);
    for (let n = 0; n < 3; n++)
      for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    expect((await world.turns())?.waiting).toHaveLength(1);
    world.lose();
    world.clock.advance(15 * hour);
    await world.use().dispatch();
    await world.settle();
    const states = (await world.allRuns()).map(({ trigger, state, reason }) =>
      [trigger, state, reason].join(' '),
    );
    expect(states.toSorted()).toEqual([
      'created completed ',
      'created failed stuck',
      'created failed stuck',
      'schedule completed ',
      'schedule completed ',
      'schedule completed ',
    ]);
    expect(await world.turns()).toEqual(noTurns);
  });
});

describe('a long run', () => {
  it('of which a block ended within the last hours is not taken for stuck', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(6, 2);
    for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    for (let n = 0; n < 4; n++) {
      world.clock.advance(5 * hour);
      for (const message of world.waiting().slice(0, 1)) await world.deliver(message);
    }
    await world.use().dispatch();
    expect(await world.newest()).toMatchObject({ trigger: 'created', state: 'running', blocksDone: 4 });
    await world.settle();
    expect((await world.allRuns()).map(({ trigger, state }) => [trigger, state])).toEqual([
      ['schedule', 'completed'],
      ['created', 'completed'],
    ]);
  });
});
