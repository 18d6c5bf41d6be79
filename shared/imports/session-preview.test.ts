import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MailboxWorld, makeMailboxWorld, totalOf } from '../../tests/support/mailbox-run.ts';
import { Crash } from '../../tests/support/memory-mailboxes.ts';
import {
  defaultFolder,
  importWith,
  managedIn,
  ownFolder,
  removalOf,
  shareOf,
  withoutPerson,
} from '../../tests/support/share-model.ts';
import { makeDeletionGate } from './deletion-limit.ts';

/** Everything that a preview must leave as it is. */
const stateOf = (world: MailboxWorld): string =>
  createHash('sha256')
    .update(world.manifests.dump())
    .update(JSON.stringify(world.ids.map((id) => world.graph.mailbox(id).contacts())))
    .update(JSON.stringify(world.ids.map((id) => world.graph.mailbox(id).folders())))
    .digest('hex');

const unlessCrashed = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
};

const preview = async (world: MailboxWorld, how: Parameters<MailboxWorld['run']>[0] = {}) => {
  const before = stateOf(world);
  world.graph.resetCounters();
  const { end, results } = await world.run({ ...how, intent: 'preview' });
  expect(end).toBe('finished');
  expect(world.graph.writes).toBe(0);
  expect(stateOf(world)).toBe(before);
  return results;
};

describe('[I6] a preview', () => {
  it('of a first run makes not even the folder, and tells what would be made', async () => {
    const world = makeMailboxWorld({ count: 2 });
    world.offer(shareOf(7, { photo: 1 }));
    expect(totalOf(await preview(world))).toMatchObject({ created: 14, photos: 14, unchanged: 0 });
    expect(world.graph.requests).toBe(2);
    expect(world.box().folders()).toEqual([]);
  });

  it('reads no more than the run that follows it', async () => {
    const world = makeMailboxWorld({ count: 3 });
    world.offer(shareOf(20));
    await world.run();
    await world.run();
    world.offer(withoutPerson(shareOf(20, { variant: 1 }), 'p3'));
    expect(totalOf(await preview(world))).toMatchObject({ updated: 57, deleted: 3, unchanged: 0 });
    expect(world.graph.requests).toBe(3);
  });

  it('finds a folder of that name that is there already, and the contacts in it', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(4));
    await world.run();
    world.manifests.clear();
    expect(totalOf(await preview(world))).toMatchObject({ created: 0, deleted: 0 });
  });

  it('of a mailbox that leaves the import counts what would be taken away', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(6));
    await world.run();
    const target = removalOf(world.imported);
    expect(totalOf(await preview(world, { target }))).toMatchObject({ deleted: 6 });
    const { results } = await world.run({ target });
    expect(totalOf(results)).toMatchObject({ deleted: 6 });
  });

  it('of a mailbox whose folder the user deleted tells that all would be made anew', async () => {
    const world = makeMailboxWorld();
    world.offer(shareOf(5));
    await world.run();
    for (const { id } of world.box().folders()) world.box().deleteFolder(id);
    expect(totalOf(await preview(world))).toMatchObject({ created: 5, deleted: 0 });
  });
});

const act = fc.record({
  kind: fc.constantFrom('edit', 'delete', 'annotate', 'own', 'folder'),
  pick: fc.nat(9),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const carryOut = (world: MailboxWorld, { kind, pick }: Act) => {
  const box = world.box(pick % world.ids.length);
  const managed = managedIn(box, world.target());
  const contact = managed[pick % Math.max(1, managed.length)];
  const [folder] = box.folders();
  if (kind === 'own' && folder !== undefined) box.addOwn(folder, { categories: ['Müller AG'] });
  else if (kind === 'folder' && folder !== undefined && pick === 0) box.deleteFolder(folder.id);
  else if (contact === undefined) return;
  else if (kind === 'edit') box.edit(contact.id, { card: { jobTitle: `edit ${pick}` }, categories: [] });
  else if (kind === 'delete') box.deleteOwn(contact.id);
  else if (kind === 'annotate') box.edit(contact.id, { note: 'likes tea' });
};

const day = fc.record({
  people: fc.nat(12),
  variant: fc.nat(3),
  category: fc.constantFrom('Müller AG', 'Partners'),
  acts: fc.array(act, { maxLength: 4 }),
  crashAt: fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined, freq: 3 }),
});

describe('[I6] whatever happened before', () => {
  it('a preview tells the figures of the run that follows it, and leaves everything byte for byte', async () => {
    const worlds = fc.record({
      days: fc.array(day, { minLength: 1, maxLength: 4 }),
      isOwn: fc.boolean(),
      limit: fc.record({ percent: fc.nat(100), contacts: fc.nat(6) }),
    });
    await fc.assert(
      fc.asyncProperty(worlds, async ({ days, isOwn, limit }) => {
        const imported = importWith({ folder: isOwn ? ownFolder : defaultFolder });
        const world = makeMailboxWorld({ count: 2, imported });
        for (const [n, { people, variant, category, acts, crashAt }] of days.entries()) {
          const photo = variant > 1 ? { photo: variant } : {};
          world.offer(shareOf(people, { variant, category, ...photo }));
          for (const each of acts) carryOut(world, each);
          if (crashAt !== undefined) {
            world.graph.set({
              fault: (_, k) => (k === crashAt ? { kind: 'crash', when: 'after' } : undefined),
            });
            await unlessCrashed(world.run());
            world.graph.set({});
          }
          const gate = makeDeletionGate(limit).contacts;
          const previewed = await preview(world, { gate, run: `day ${n}` });
          const asked = world.graph.requests;
          world.graph.resetCounters();
          const { results } = await world.run({ gate, run: `day ${n}` });
          expect(previewed).toEqual(results);
          expect(asked).toBeLessThanOrEqual(world.graph.requests);
        }
        const target = removalOf(imported);
        const previewed = await preview(world, { target, run: 'end' });
        expect((await world.run({ target, run: 'end' })).results).toEqual(previewed);
      }),
      { numRuns: 200 },
    );
  });
});
