import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFault, faultOf, unlessCrashed } from '../../tests/support/any-fault.ts';
import { folderBefore, inherited, leave } from '../../tests/support/left-contacts.ts';
import { makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import {
  defaultFolder,
  importWith,
  managedIn,
  ownFolder,
  removalOf,
  shareOf,
} from '../../tests/support/share-model.ts';

const endings = [ownFolder, defaultFolder].flatMap((folder) =>
  (['before', 'after'] as const).map((when) => ({ folder, when })),
);

describe('[I5] [I11] a worker that dies', () => {
  it.each(endings)(
    'while it adopts in $folder.kind folder, $when any request, leaves nobody twice',
    async (ending) => {
      const { folder, when } = ending;
      for (let k = 1; ; k++) {
        const { world, box } = inherited(folder, k % 2 === 0 ? {} : { photo: 1 });
        world.graph.resetCounters();
        world.graph.set({ fault: (_o, n) => (n === k ? { kind: 'crash', when } : undefined) });
        const died = await unlessCrashed(world.run({ run: 'r' }));
        world.graph.set({});
        const { results } = await world.run({ run: 'r' });
        const counted = { adopted: 2, created: 2, updated: 0, unchanged: 0 };
        expect(totalOf(results), `request ${k}`).toMatchObject(counted);
        expect(world.deviations(), `request ${k}`).toEqual([]);
        expect(box.contacts(), `request ${k}`).toHaveLength(7);
        world.graph.resetCounters();
        await world.run();
        expect(world.graph.writes, `request ${k}`).toBe(0);
        if (!died) return;
      }
    },
  );

  it.each(endings)(
    '[I9] while it gives back in $folder.kind folder, $when any request, deletes nobody’s own',
    async (ending) => {
      const { folder, when } = ending;
      for (let k = 1; ; k++) {
        const { world, box, left } = inherited(folder);
        await world.run();
        world.graph.resetCounters();
        world.graph.set({ fault: (_o, n) => (n === k ? { kind: 'crash', when } : undefined) });
        const removal = { target: removalOf(world.imported), run: 'r' };
        const died = await unlessCrashed(world.run(removal));
        world.graph.set({});
        const { results } = died ? await world.run(removal) : { results: [] };
        expect(
          box.contacts().map(({ id }) => id),
          `request ${k}`,
        ).toEqual(Object.values(left));
        expect(box.contacts().filter(({ tag }) => tag !== undefined)).toEqual([]);
        expect(world.manifests.size).toBe(0);
        if (!died) return;
        expect(totalOf(results), `request ${k}`).toMatchObject({ deleted: 2, released: 2 });
      }
    },
  );
});

describe('[I5] [I9] [I11] whatever throttles, fails, dies or is edited in between', () => {
  it('one run without trouble makes the folders equal the share, and removal gives everybody back his own', async () => {
    const day = fc.record({
      faults: fc.array(anyFault, { minLength: 40, maxLength: 40 }),
      variant: fc.constantFrom(1, 2, 3),
      people: fc.integer({ min: 1, max: 5 }),
      photo: fc.boolean(),
    });
    const keys = fc.array(fc.constantFrom('p0', 'p1', 'p2', 'p3', 'friend'), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(day, { minLength: 1, maxLength: 3 }),
        keys,
        fc.boolean(),
        async (days, left, isOwn) => {
          const imported = importWith({ folder: isOwn ? ownFolder : defaultFolder, adopt: true });
          const world = makeMailboxWorld({ count: 2, imported });
          for (const id of world.ids) {
            const box = world.graph.mailbox(id);
            const place = folderBefore(box, id, imported);
            for (const key of left) leave(box, place, key);
          }
          const contacts = () => world.ids.map((id) => world.graph.mailbox(id).contacts());
          const unmanaged = () => contacts().map((all) => all.filter(({ tag }) => tag === undefined));
          for (const [n, { faults, variant, people, photo }] of days.entries()) {
            world.offer(shareOf(people, { variant, ...(photo ? { photo: variant } : {}) }));
            let at = 0;
            world.graph.set({ fault: (operation) => faultOf(world, operation, faults[at++]) });
            await unlessCrashed(world.run({ run: `day ${n}` }));
            world.clock.advance(100_000);
          }
          world.graph.set({});
          await world.run();
          expect(world.deviations()).toEqual([]);
          const own = unmanaged();
          world.graph.resetCounters();
          await world.run();
          expect([world.graph.writes, world.graph.overlaps]).toEqual([0, 0]);
          const adopted = contacts().flatMap((all) => all.filter((each) => each.adopted === true));
          expect(adopted.every(({ id }) => id.startsWith('own'))).toBe(true);
          await world.run({ target: removalOf(imported) });
          expect(world.ids.flatMap((id) => managedIn(world.graph.mailbox(id), world.target()))).toEqual([]);
          const after = contacts().flat();
          expect(after.map(({ id }) => id).sort()).toEqual(
            [...own.flat(), ...adopted].map(({ id }) => id).sort(),
          );
          expect(
            after.filter(
              ({ categories }) => categories.includes('Müller AG') && !categories.includes('Golf'),
            ),
          ).toEqual(own.flat().filter(({ categories }) => categories.includes('Müller AG')));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
