import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { toIso } from '../kernel/clock.ts';

const hour = 3_600_000;

/** An import whose first run is done, an hour after its daily run fell due. */
const due = async (): Promise<ImportWorld> => {
  const world = makeImportWorld();
  await world.create(2, 3);
  await world.settle();
  world.clock.advance(15 * hour);
  return world;
};

describe('[I2] the timer', () => {
  it('queues a daily run when it is due, and the next one after it', async () => {
    const world = await due();
    expect(await world.use().dispatch()).toBe(1);
    await world.settle();
    expect(await world.newest()).toMatchObject({
      trigger: 'schedule',
      state: 'completed',
      totals: { unchanged: 6 },
    });
    expect(await world.only()).toMatchObject({ nextRunAt: '2026-11-25T01:30:00.000Z' });
    expect([...world.due.values()].map(({ dueAt }) => dueAt)).toEqual(['2026-11-25T01:30:00.000Z']);
  });

  it('that fires twice, or in two places at once, queues one run', async () => {
    const world = await due();
    const queued = await Promise.all([
      world.use().dispatch(),
      world.use().dispatch(),
      world.use().dispatch(),
    ]);
    expect(queued.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await world.use().dispatch()).toBe(0);
    await world.settle();
    expect(await world.allRuns()).toHaveLength(2);
  });

  it('queues nothing before it is time', async () => {
    const world = makeImportWorld();
    await world.create(1);
    await world.settle();
    expect(await world.use().dispatch()).toBe(0);
  });

  it('that was silent for days queues one run', async () => {
    const world = await due();
    world.clock.advance(72 * hour);
    expect(await world.use().dispatch()).toBe(1);
    expect(await world.use().dispatch()).toBe(0);
    expect(Date.parse((await world.only()).nextRunAt)).toBeGreaterThan(world.clock.now());
  });

  it('whose clock is set back while it works keeps the runs of the days to come', async () => {
    const clock = makeTestClock();
    const world = makeImportWorld({ clock: { ...clock, now: () => clock.now() - setBackMs() } });
    let looks = Number.NEGATIVE_INFINITY;
    const setBackMs = () => (looks++ < 1 ? 0 : 4 * 60_000);
    await world.create(1, 1);
    await world.settle();
    clock.advance(Date.parse((await world.only()).nextRunAt) + 60_000 - clock.now());
    looks = 0;
    await world.use().dispatch();
    const { nextRunAt } = await world.only();
    expect(nextRunAt).toBe('2026-11-25T01:30:00.000Z');
    expect([...world.due.values()].map(({ dueAt }) => dueAt)).toEqual([nextRunAt]);
  });

  it('that fires while a run is moved to this very minute leaves its entry alone', async () => {
    const world = makeImportWorld();
    const { id } = await world.create(1, 1);
    await world.settle();
    const { put } = world.stores.dueImports;
    let fired = 0;
    world.stores.dueImports.put = async (...entry) => {
      await put(...entry);
      if (fired++ > 0) return;
      world.clock.advance(2 * 60_000);
      await world.use().dispatch();
    };
    const soon = new Date(world.clock.now() + hour + 60_000).toISOString().slice(11, 16);
    expect(await world.use().change(world.ctx, id, () => true, { runsAt: [soon] })).toMatchObject({
      ok: true,
    });
    expect(await world.use().dispatch()).toBe(1);
  });

  it('takes an entry away that nobody stands for any more', async () => {
    const world = await due();
    const [entry] = [...world.due.values()];
    const left = { ...entry, dueAt: toIso(world.clock.now()) };
    await world.stores.dueImports.put(world.ctx, left.importId ?? ('' as never), left.dueAt);
    world.clock.advance(34 * 60_000);
    await world.use().dispatch();
    expect([...world.due.values()].map(({ dueAt }) => dueAt)).toContain(left.dueAt);
    world.clock.advance(2 * 60_000);
    await world.use().dispatch();
    expect([...world.due.values()].map(({ dueAt }) => dueAt)).not.toContain(left.dueAt);
  });

  it.each(['before', 'after'] as const)(
    'that dies %s any call loses no run and makes no second one',
    async (when) => {
      for (let at = 1; ; at++) {
        const world = await due();
        world.points.arm(at, when);
        const isDone = await world
          .use()
          .dispatch()
          .then(
            () => !world.points.died(),
            () => false,
          );
        world.points.revive();
        await world.use().dispatch();
        await world.settle();
        expect(
          (await world.allRuns()).map(({ trigger }) => trigger),
          `call ${at}`,
        ).toEqual(['schedule', 'created']);
        world.clock.advance(24 * hour);
        await world.use().dispatch();
        await world.settle();
        expect(await world.allRuns(), `call ${at}`).toHaveLength(3);
        if (isDone) return;
      }
    },
  );

  it('is not kept from the others by one company’s fault', async () => {
    const world = await due();
    const first = { ...(await world.only()), id: '00000000-0000-4000-8000-00000000aaaa' as never };
    await world.stores.dueImports.put(world.ctx, first.id, '2026-11-24T01:00:00.000Z');
    await world.stores.commit(world.ctx, [
      world.stores.imports.inserted(world.ctx, {
        ...first,
        nextRunAt: '2026-11-24T01:00:00.000Z',
        runsAt: ['02:00'],
      }),
    ]);
    world.breakReads(first.id);
    expect(await world.use().dispatch()).toBe(1);
  });
});

describe('a run that was never heard of again', () => {
  const lost = async (): Promise<ImportWorld> => {
    const world = makeImportWorld();
    await world.create(2, 3);
    world.lose();
    world.clock.advance(15 * hour);
    return world;
  };

  it('is ended as stuck when the next one is due, and that one goes on', async () => {
    const world = await lost();
    expect(await world.use().dispatch()).toBe(1);
    await world.settle();
    expect((await world.allRuns()).map(({ trigger, state, reason }) => [trigger, state, reason])).toEqual([
      ['schedule', 'completed', undefined],
      ['created', 'failed', 'stuck'],
    ]);
    expect(world.announced.map(({ reason }) => reason)).toEqual(['stuck', undefined]);
    expect(await world.deviations(2)).toEqual([]);
  });

  it('with another wish waiting lets that follow, and the daily run after it', async () => {
    const world = await lost();
    await world.use().change(world.ctx, (await world.only()).id, () => true, { category: 'Partners' });
    await world.use().dispatch();
    await world.settle();
    expect(
      (await world.allRuns())
        .map(({ trigger, state }) => [trigger, state])
        .toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
    ).toEqual([
      ['changed', 'completed'],
      ['created', 'failed'],
      ['schedule', 'completed'],
    ]);
    expect((await world.only()).activeRun).toBeUndefined();
  });

  it('yet is at work when its message comes late changes nothing any more', async () => {
    const world = makeImportWorld({ blockSize: 1 });
    await world.create(2, 3);
    for (const message of world.waiting()) await world.handle(message);
    const late = world.lose();
    world.clock.advance(15 * hour);
    await world.use().dispatch();
    await world.settle();
    world.graph.resetCounters();
    for (const message of late) await world.handle(message);
    expect(world.graph.requests).toBe(0);
    expect((await world.allRuns()).map(({ state }) => state)).toEqual(['completed', 'failed']);
    expect((await world.only()).activeRun).toBeUndefined();
  });

  it('for less than twelve hours is waited for', async () => {
    const world = makeImportWorld();
    await world.create(1, 3);
    world.lose();
    await world.use().change(world.ctx, (await world.only()).id, () => true, { runsAt: ['14:00'] });
    world.clock.advance(2 * hour);
    expect(await world.use().dispatch()).toBe(0);
    expect(await world.only()).toMatchObject({ pendingRun: 'schedule', activeRun: expect.any(String) });
  });

  it('or that is final though the import still names it, does not block the import', async () => {
    const world = await due();
    const stored = await world.stores.imports.get(world.ctx, (await world.only()).id);
    const run = await world.newest();
    if (stored === undefined) throw new Error('no import');
    await world.stores.commit(world.ctx, [
      world.stores.imports.replaced(world.ctx, stored.etag, { ...stored.value, activeRun: run.id }),
    ]);
    expect(await world.use().dispatch()).toBe(1);
    await world.settle();
    expect((await world.allRuns()).map(({ trigger, state }) => [trigger, state])).toEqual([
      ['schedule', 'completed'],
      ['created', 'completed'],
    ]);
    expect(world.graph.mailbox(userId(0)).contacts()).toHaveLength(3);
  });
});

describe('[I3] several runs a day', () => {
  const often = async (runsAt: readonly string[]): Promise<ImportWorld> => {
    const world = makeImportWorld();
    const { id } = await world.create(1, 3);
    await world.settle();
    await world.use().change(world.ctx, id, () => true, { runsAt });
    return world;
  };
  const scheduled = async (world: ImportWorld) =>
    (await world.allRuns()).filter(({ trigger }) => trigger === 'schedule').length;

  it('are each queued when they are due, in whatever order they were given', async () => {
    const world = await often(['22:00', '06:00', '14:00', '22:00']);
    expect((await world.only()).runsAt).toEqual(['06:00', '14:00', '22:00']);
    const seen: string[] = [];
    for (let n = 0; n < 24; n++) {
      world.clock.advance(hour);
      if ((await world.use().dispatch()) > 0) seen.push(toIso(world.clock.now()).slice(0, 13));
      await world.settle();
    }
    // From 13:00 in Berlin on.
    expect(seen).toEqual(['2026-11-23T13', '2026-11-23T21', '2026-11-24T05']);
    expect(await scheduled(world)).toBe(3);
  });

  it('that fall due while one is under way are one run after it', async () => {
    const world = await often(['14:00', '15:00', '16:00']);
    await world.use().runNow(world.ctx, (await world.only()).id);
    for (let n = 0; n < 4; n++) {
      world.clock.advance(hour);
      await world.use().dispatch();
    }
    await world.settle();
    expect((await world.allRuns()).map(({ trigger }) => trigger)).toEqual(['schedule', 'manual', 'created']);
  });

  it('more than the plan allows are refused with how many it allows; fewer by now leave the later ones out', async () => {
    const world = await often(['06:00', '14:00', '22:00']);
    const { id } = await world.only();
    world.control.runsPerDay = 2;
    expect(
      await world.use().change(world.ctx, id, () => true, { runsAt: ['01:00', '02:00', '03:00'] }),
    ).toEqual({
      ok: false,
      error: {
        type: 'invalid',
        errors: [{ pointer: '/runsAt', rule: 'runs-per-day', params: { allowed: 2, asked: 3 } }],
      },
    });
    for (let n = 0; n < 3; n++) {
      world.clock.advance(8 * hour);
      await world.use().dispatch();
      await world.settle();
    }
    expect(await world.only()).toMatchObject({ nextRunAt: '2026-11-24T13:00:00.000Z' });
    // What the plan does not allow any more can stay in the list, and the import be changed otherwise.
    expect(await world.use().change(world.ctx, id, () => true, { displayName: 'Later' })).toMatchObject({
      ok: true,
    });
  });
});
