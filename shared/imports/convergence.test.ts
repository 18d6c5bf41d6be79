import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFault, faultOf, unlessCrashed } from '../../tests/support/any-fault.ts';
import { type MailboxWorld, makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import { Crash, type Fault } from '../../tests/support/memory-mailboxes.ts';
import {
  defaultFolder,
  importWith,
  managedIn,
  ownFolder,
  removalOf,
  shareOf,
  withoutPerson,
  withPerson,
} from '../../tests/support/share-model.ts';

type World = MailboxWorld;

/** Runs that differ in what there is to do; each leaves the world just before the run that is going to crash. */
const scenarios = {
  'first run': async (world: World) => {
    world.offer(shareOf(5, { photo: 1, note: 'From Müller' }));
  },
  'run with changes, joiners, leavers and edits': async (world: World) => {
    world.offer(shareOf(5, { photo: 1 }));
    await world.run();
    const changed = withPerson(withPerson(world.share, 'p1', { variant: 2, photo: 1 }), 'new', {
      variant: 1,
      photo: 2,
    });
    world.offer(withoutPerson(withPerson(changed, 'p4', { variant: 0 }), 'p3'));
    const [a, b] = managedIn(world.box(), world.target());
    world
      .box()
      .edit(a?.id ?? '', { card: { jobTitle: 'mine' }, note: 'likes tea', extra: { nickname: 'A' } });
    world.box().deleteOwn(b?.id ?? '');
  },
  'run with another category and note': async (world: World) => {
    world.offer(shareOf(5, { note: 'From Müller' }));
    await world.run();
    world.offer(shareOf(5, { category: 'Partners', note: 'From Müller AG' }));
  },
  'run after the folder was deleted': async (world: World) => {
    world.offer(shareOf(5));
    await world.run();
    for (const { id } of world.box().folders()) world.box().deleteFolder(id);
  },
} as const;

const folders = [
  ['an own folder', ownFolder],
  ['the default folder', defaultFolder],
] as const;

const prepared = async (
  scenario: keyof typeof scenarios,
  folder: (typeof folders)[number][1],
): Promise<World> => {
  const world = makeMailboxWorld({ count: 2, imported: importWith({ folder }) });
  await scenarios[scenario](world);
  world.graph.resetCounters();
  return world;
};

/** A worker that comes after the crash, then a day without news. */
const expectRecovered = async (world: World, what: string) => {
  world.graph.set({});
  world.manifests.set({});
  const { end, results } = await world.run({ run: 'crashing' });
  expect(end, what).toBe('finished');
  expect(world.deviations(), what).toEqual([]);
  const { created, updated, unchanged, failed } = totalOf(results);
  expect(created + updated + unchanged + failed, what).toBe(2 * world.target().desired.size);
  world.graph.resetCounters();
  await world.run();
  expect(world.graph.writes, what).toBe(0);
  expect(world.deviations(), what).toEqual([]);
};

describe.each(folders)('[I5] a worker that dies over %s', (_, folder) => {
  describe.each(Object.keys(scenarios) as (keyof typeof scenarios)[])('in a %s', (scenario) => {
    it.each(['before', 'after'] as const)(
      '%s any request leaves nothing that the next one does not mend',
      async (when) => {
        for (let k = 1; ; k++) {
          const world = await prepared(scenario, folder);
          world.graph.set({ fault: (_operation, n) => (n === k ? { kind: 'crash', when } : undefined) });
          const crashed = await unlessCrashed(world.run({ run: 'crashing' }));
          await expectRecovered(world, `request ${k}`);
          if (!crashed) return;
        }
      },
    );

    it.each(['before', 'after'] as const)(
      '%s any save leaves nothing that the next one does not mend',
      async (when) => {
        for (let k = 1; ; k++) {
          const world = await prepared(scenario, folder);
          const { saves } = world.manifests;
          world.manifests.set({
            onSave: (n, at) => {
              if (n === saves + k && at === when) throw new Crash();
            },
          });
          const crashed = await unlessCrashed(world.run({ run: 'crashing' }));
          await expectRecovered(world, `save ${k}`);
          if (!crashed) return;
        }
      },
    );
  });

  it('reports after a crash in the first run what both workers made', async () => {
    const world = await prepared('first run', folder);
    world.graph.set({ fault: (_operation, n) => (n === 9 ? { kind: 'crash', when: 'after' } : undefined) });
    await unlessCrashed(world.run({ run: 'r' }));
    world.graph.set({});
    const { results } = await world.run({ run: 'r' });
    expect(totalOf(results)).toMatchObject({ created: 10, updated: 0, unchanged: 0 });
  });

  it('and whose contact the user strips of its category before the next one comes, leaves no second one', async () => {
    const world = await prepared('first run', folder);
    world.graph.set({
      fault: ({ kind }) => (kind === 'put-photo' ? { kind: 'crash', when: 'before' } : undefined),
    });
    await unlessCrashed(world.run({ run: 'r' }));
    for (const { id } of managedIn(world.box(), world.target())) world.box().edit(id, { categories: [] });
    await expectRecovered(world, 'without category');
  });

  it('costs the next one no photo request where the share has none', async () => {
    const world = makeMailboxWorld({ imported: importWith({ folder }) });
    world.offer(shareOf(8));
    world.graph.set({ fault: (_operation, n) => (n === 6 ? { kind: 'crash', when: 'after' } : undefined) });
    await unlessCrashed(world.run({ run: 'r' }));
    world.graph.set({});
    await world.run({ run: 'r' });
    expect(world.graph.of('delete-photo')).toBe(0);
    expect(world.deviations()).toEqual([]);
  });

  it('among photos that the share has given up since, twice interrupted, leaves none of them', async () => {
    const world = await prepared('first run', folder);
    let photos = 0;
    world.graph.set({
      fault: ({ kind }) =>
        kind === 'put-photo' && ++photos > 3 ? { kind: 'crash', when: 'before' } : undefined,
    });
    await unlessCrashed(world.run({ run: 'r' }));
    world.offer(shareOf(5));
    world.graph.set({ fault: () => ({ kind: 'throttle', retryAfterMs: 600_000 }) });
    await world.run({ run: 's' });
    world.graph.set({ fault: (_operation, n) => (n > 30 ? { kind: 'crash', when: 'before' } : undefined) });
    await unlessCrashed(world.run({ run: 's' }));
    await expectRecovered(world, 'given up');
  });

  it('[I4] still counts what it made where its successor reads the folder twice', async () => {
    const world = makeMailboxWorld({ imported: importWith({ folder }) });
    world.offer(shareOf(250));
    world.graph.set({ fault: (_operation, n) => (n === 100 ? { kind: 'crash', when: 'after' } : undefined) });
    await unlessCrashed(world.run({ run: 'r' }));
    let reads = 0;
    const place = () => (folder.kind === 'default' ? 'default' : { id: world.box().folders()[0]?.id ?? '' });
    const act = () => world.box().addOwn(place(), { categories: ['Müller AG'] });
    world.graph.set({
      fault: ({ kind }) => (kind === 'changes' && ++reads === 1 ? { kind: 'meanwhile', act } : undefined),
    });
    const { results } = await world.run({ run: 'r' });
    expect(world.graph.of('list')).toBe(2);
    expect(totalOf(results)).toMatchObject({ created: 250, unchanged: 0 });
  });

  it('[I4] reports rightly what three workers did of whom two died, at any two moments', async () => {
    for (let k = 1; k <= 22; k++) {
      for (let l = k + 1; l <= 30; l++) {
        const world = await prepared('first run', folder);
        const dying = (n: number): Fault | undefined =>
          n === k || n === l ? { kind: 'crash', when: n % 2 === 0 ? 'before' : 'after' } : undefined;
        world.graph.set({ fault: (_operation, n) => dying(n) });
        await unlessCrashed(world.run({ run: 'r' }));
        await unlessCrashed(world.run({ run: 'r' }));
        world.graph.set({});
        const { results } = await world.run({ run: 'r' });
        expect(totalOf(results), `${k}, ${l}`).toMatchObject({ created: 10, updated: 0, unchanged: 0 });
        expect(world.deviations(), `${k}, ${l}`).toEqual([]);
      }
    }
  });

  it('[I9] while it takes contacts away leaves nothing of them to the next one', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let k = 1; ; k++) {
        const world = await prepared('first run', folder);
        await world.run();
        const own = folder.kind === 'default' ? world.box().addOwn('default', {}) : undefined;
        world.graph.resetCounters();
        world.graph.set({ fault: (_operation, n) => (n === k ? { kind: 'crash', when } : undefined) });
        const removal = { target: removalOf(world.imported), run: 'r' };
        const crashed = await unlessCrashed(world.run(removal));
        world.graph.set({});
        const { results } = await world.run(removal);
        expect(
          world
            .box()
            .contacts()
            .map(({ id }) => id),
        ).toEqual(own === undefined ? [] : [own]);
        expect(world.box().folders()).toEqual([]);
        expect(world.manifests.size).toBe(0);
        if (!crashed) break;
        expect(totalOf(results).deleted).toBe(10);
      }
    }
  });
});

describe('[I5] two workers on the same mailboxes', () => {
  it.each(['first run', 'run with changes, joiners, leavers and edits'] as const)(
    'in a %s, the one asleep at any moment while the other does all, end with the folder equal to the share',
    async (scenario) => {
      for (let k = 1; k <= 24; k++) {
        const world = await prepared(scenario, ownFolder);
        let wake = () => {};
        const until = new Promise<void>((resolve) => {
          wake = resolve;
        });
        world.graph.set({ fault: (_operation, n) => (n === k ? { kind: 'hang', until } : undefined) });
        const sleeper = world.run({ run: 'r' });
        for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
        world.graph.set({});
        const worker = await world.run({ run: 'r' });
        expect(worker.end).not.toBe('interrupted');
        wake();
        const { end } = await sleeper;
        const open = worker.end === 'lost' ? end : worker.end;
        expect(open).toBe('finished');
        await world.run();
        expect(world.deviations(), `asleep at ${k}`).toEqual([]);
        world.graph.resetCounters();
        await world.run();
        expect(world.graph.writes, `asleep at ${k}`).toBe(0);
      }
    },
  );
});

describe('[I5] [I7] whatever throttles, fails, dies or is edited in between', () => {
  it('one run without trouble makes the folders equal the share, another writes nothing', async () => {
    const day = fc.record({
      faults: fc.array(anyFault, { minLength: 60, maxLength: 60 }),
      variant: fc.nat(3),
      people: fc.integer({ min: 0, max: 6 }),
      category: fc.constantFrom('Müller AG', 'Partners'),
      attempts: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 4 }), fc.boolean(), async (days, isOwn) => {
        const folder = isOwn ? ownFolder : defaultFolder;
        const world = makeMailboxWorld({ count: 2, imported: importWith({ folder }) });
        for (const [n, { faults, variant, people, category, attempts }] of days.entries()) {
          world.offer(shareOf(people, { variant, category, ...(variant > 1 ? { photo: variant } : {}) }));
          let at = 0;
          world.graph.set({ fault: (operation) => faultOf(world, operation, faults[at++]) });
          for (let attempt = 0; attempt < attempts; attempt++) {
            const crashed = await unlessCrashed(world.run({ run: `day ${n}` }));
            world.clock.advance(100_000);
            if (!crashed) break;
          }
        }
        world.graph.set({});
        const own = world.ids.map((id) =>
          world.graph
            .mailbox(id)
            .contacts()
            .filter((each) => each.id.startsWith('own')),
        );
        await world.run();
        expect(world.deviations()).toEqual([]);
        expect(
          world.ids.map((id) =>
            world.graph
              .mailbox(id)
              .contacts()
              .filter((each) => each.id.startsWith('own')),
          ),
        ).toEqual(own);
        world.graph.resetCounters();
        await world.run();
        expect(world.graph.writes).toBe(0);
        expect(world.graph.overlaps).toBe(0);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
