import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyFault, faultOf, unlessCrashed } from '../../tests/support/any-fault.ts';
import { type MailboxWorld, makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import { Crash } from '../../tests/support/memory-mailboxes.ts';
import { defaultFolder, importWith, ownFolder, shareOf, targetOf } from '../../tests/support/share-model.ts';
import { type CategoryColour, categoryColours } from './category-colour.ts';

const imported = importWith({ categoryColour: 'preset3' });
const worldWith = (found: string | undefined): MailboxWorld => {
  const world = makeMailboxWorld({ count: 2, imported });
  if (found !== undefined) for (const n of [0, 1]) world.box(n).setCategory('Müller AG', found);
  return world;
};

const expectQuiet = async (world: MailboxWorld, what: string) => {
  world.graph.resetCounters();
  await world.run();
  expect([world.graph.writes, world.graph.of('list-categories')], what).toEqual([0, 0]);
  expect(world.deviations(), what).toEqual([]);
};

describe('[I5] [H5] a worker that dies while it gives a category its colour', () => {
  it.each([['none yet'], ['one of another colour', 'preset1']] as const)(
    'where there is %s, over any request or save, leaves it to the next',
    async (_, found?: string) => {
      for (const by of ['request', 'save'] as const) {
        for (const when of ['before', 'after'] as const) {
          for (let k = 1; ; k++) {
            const world = worldWith(found);
            if (by === 'request') {
              world.graph.set({ fault: (_operation, n) => (n === k ? { kind: 'crash', when } : undefined) });
            } else {
              world.manifests.set({
                onSave: (n, at) => {
                  if (n === k && at === when) throw new Crash();
                },
              });
            }
            const crashed = await unlessCrashed(world.run({ run: 'r' }));
            world.graph.set({});
            world.manifests.set({});
            const { results } = await world.run({ run: 'r' });
            const what = `${by} ${k} ${when}`;
            const { created, unchanged, failed } = totalOf(results);
            expect(created + unchanged + failed, what).toBe(6);
            for (const n of [0, 1])
              expect(world.box(n).categories(), what).toEqual({ 'Müller AG': 'preset3' });
            await expectQuiet(world, what);
            if (!crashed) break;
          }
        }
      }
    },
  );
});

it('[I5] [H5] a colour that is wished for again after a crash under another one is given', async () => {
  const inColour = (colour: CategoryColour) => targetOf(shareOf(3), importWith({ categoryColour: colour }));
  for (const when of ['before', 'after'] as const) {
    for (let k = 1; ; k++) {
      const world = worldWith(undefined);
      world.offer(shareOf(3));
      await world.run();
      world.graph.resetCounters();
      world.graph.set({ fault: (_operation, n) => (n === k ? { kind: 'crash', when } : undefined) });
      const crashed = await unlessCrashed(world.run({ run: 'r', target: inColour('preset5') }));
      world.graph.set({});
      await world.run({ target: inColour('preset3') });
      for (const n of [0, 1]) expect(world.box(n).categories(), `${k}`).toEqual({ 'Müller AG': 'preset3' });
      await expectQuiet(world, `${k} ${when}`);
      if (!crashed) break;
    }
  }
});

describe('[I5] [H5] whatever throttles, fails, dies or is edited in between', () => {
  it('one run without trouble leaves folders equal to the share and the category in its colour', async () => {
    const day = fc.record({
      faults: fc.array(anyFault, { minLength: 50, maxLength: 50 }),
      people: fc.integer({ min: 0, max: 5 }),
      category: fc.constantFrom('Müller AG', 'Partners'),
      colour: fc.option(fc.constantFrom(...categoryColours.slice(0, 3)), { nil: undefined }),
      attempts: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 4 }), fc.boolean(), async (days, isOwn) => {
        const world = makeMailboxWorld({
          count: 2,
          imported: importWith({ folder: isOwn ? ownFolder : defaultFolder }),
        });
        const target = (colour: (typeof days)[number]['colour']) =>
          targetOf(
            world.share,
            importWith({
              folder: world.imported.folder,
              ...(colour === undefined ? {} : { categoryColour: colour }),
            }),
          );
        for (const [n, { faults, people, category, colour, attempts }] of days.entries()) {
          world.offer(shareOf(people, { category }));
          let at = 0;
          world.graph.set({ fault: (operation) => faultOf(world, operation, faults[at++]) });
          for (let attempt = 0; attempt < attempts; attempt++) {
            const crashed = await unlessCrashed(world.run({ run: `day ${n}`, target: target(colour) }));
            world.clock.advance(100_000);
            if (!crashed) break;
          }
        }
        world.graph.set({});
        const colour = days.at(-1)?.colour;
        const { results } = await world.run({ target: target(colour) });
        expect(world.deviations()).toEqual([]);
        for (const [n, result] of results.entries()) {
          expect(result).not.toHaveProperty('uncoloured');
          if (colour !== undefined) expect(world.box(n).categories()[world.share.category]).toBe(colour);
        }
        world.graph.resetCounters();
        await world.run({ target: target(colour) });
        expect([world.graph.writes, world.graph.of('list-categories')]).toEqual([0, 0]);
        expect(world.graph.overlaps).toBe(0);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
