import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filled, type MailboxWorld, makeMailboxWorld, managedOf } from '../../tests/support/mailbox-run.ts';
import { Crash, type Fault } from '../../tests/support/memory-mailboxes.ts';
import { type ShareModel, shareOf } from '../../tests/support/share-model.ts';
import { type DeletionLimit, defaultDeletionLimit, makeDeletionGate } from './deletion-limit.ts';

const gateOf = (limit: DeletionLimit = defaultDeletionLimit) => makeDeletionGate(limit).contacts;

/** The share's first people stay. */
const left = (share: ShareModel, count: number): ShareModel => ({
  ...share,
  people: new Map([...share.people].slice(0, count)),
});

describe('[I6] a mailbox of which too much would be deleted', () => {
  it.each([
    ['suddenly empty', 0],
    ['of half its people', 50],
    ['with a filter that leaves a few', 7],
    ['one beyond the limit', 79],
  ])('by a share %s is left as it is, and the numbers are told', async (_, people) => {
    const world = await filled(100);
    const joined = new Map([['new', { variant: 1 }]]);
    const rest = left(shareOf(100, { variant: 1 }), people);
    world.offer({ ...rest, people: new Map([...rest.people, ...joined]) });
    const before = [managedOf(world), world.manifests.dump()];
    const { results } = await world.run({ gate: gateOf() });
    expect(results[0]).toMatchObject({
      state: 'failed',
      reason: 'deletions-unconfirmed',
      heldBack: { deletions: 100 - people, of: 100 },
      created: 0,
      updated: 0,
      deleted: 0,
    });
    expect(world.graph.writes).toBe(0);
    expect([managedOf(world), world.manifests.dump()]).toEqual(before);
  });

  it.each([
    ['at the limit', 100, 80],
    ['below it', 100, 81],
    ['tiny and now empty', 5, 0],
    ['of six without one', 6, 5],
  ])('but a share %s is followed', async (_, before, after) => {
    const world = await filled(before);
    world.offer(shareOf(after));
    const { results } = await world.run({ gate: gateOf() });
    expect(results[0]).toMatchObject({ state: 'done', deleted: before - after });
    expect(world.deviations()).toEqual([]);
  });

  it('of six that is now empty is left as it is', async () => {
    const world = await filled(6);
    world.offer(shareOf(0));
    const { results } = await world.run({ gate: gateOf() });
    expect(results[0]).toMatchObject({ heldBack: { deletions: 6, of: 6 } });
  });

  it('goes on by itself, with what was missed, once the share has recovered', async () => {
    const world = await filled(40);
    world.offer(shareOf(10));
    await world.run({ gate: gateOf() });
    world.offer(shareOf(41, { variant: 1 }));
    const { results } = await world.run({ gate: gateOf() });
    expect(results[0]).toMatchObject({ state: 'done', created: 1, updated: 40, deleted: 0 });
    expect(world.deviations()).toEqual([]);
  });

  it('is not held back for what its user deleted himself', async () => {
    const world = await filled(40);
    for (const { id } of managedOf(world).slice(0, 30)) world.box().deleteOwn(id);
    const { results } = await world.run({ gate: gateOf({ percent: 0, contacts: 0 }) });
    expect(results[0]).toMatchObject({ state: 'done', created: 30 });
  });

  it('has what an earlier attempt of the run deleted counted in', async () => {
    const world = await filled(10);
    const gate = gateOf({ percent: 0, contacts: 3 });
    const joined = [...shareOf(14).people].slice(10);
    world.offer({ ...shareOf(0), people: new Map([...left(shareOf(10), 8).people, ...joined]) });
    world.graph.set({
      fault: ({ kind }) => (kind === 'create' ? { kind: 'throttle', retryAfterMs: 600_000 } : undefined),
    });
    await world.run({ gate, run: 'r' });
    expect(managedOf(world).length).toBe(8);
    // Copies that the user made bear the tags of what he copied.
    for (const { tag, folderId } of managedOf(world).slice(0, 2)) {
      if (tag !== undefined) world.box().addOwn({ id: folderId }, { tag });
    }
    world.clock.advance(600_000);
    world.graph.set({});
    const { results } = await world.run({ gate, run: 'r' });
    expect(results[0]).toMatchObject({ deleted: 2, heldBack: { deletions: 4, of: 12 } });
  });

  it('counts what it holds by asking, where the record was lost', async () => {
    const world = await filled(40);
    world.manifests.clear();
    world.offer(shareOf(10));
    const before = managedOf(world);
    const { results } = await world.run({ gate: gateOf() });
    expect(results[0]).toMatchObject({ heldBack: { deletions: 30, of: 40 } });
    expect(managedOf(world)).toEqual(before);
    world.offer(shareOf(40));
    await world.run({ gate: gateOf() });
    expect(world.deviations()).toEqual([]);
  });
});

const unlessCrashed = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
};

const anyFault = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 12 },
  fc.record({
    kind: fc.constantFrom('crash' as const, 'uncertain' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.constant({ kind: 'throttle' as const, retryAfterMs: 90_000 }),
);

const day = fc.record({
  // Which of 16 people the share names, with which cards.
  named: fc.array(fc.nat(15), { maxLength: 20 }),
  variant: fc.nat(2),
  limit: fc.record({ percent: fc.nat(100), contacts: fc.nat(8) }),
  faults: fc.array(anyFault, { minLength: 30, maxLength: 30 }),
  attempts: fc.integer({ min: 1, max: 3 }),
});

const shareWith = (named: readonly number[], variant: number): ShareModel => ({
  ...shareOf(0),
  people: new Map(named.map((n) => [`p${n}`, { variant }])),
});

const ourIds = (world: MailboxWorld, n: number) => new Set(managedOf(world, n).map(({ id }) => id));

describe('[I6] whatever the limit, the share and the faults', () => {
  it('no unconfirmed run deletes more than the limit in any mailbox, and what passes is carried out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 5 }), async (days) => {
        const world = makeMailboxWorld({ count: 2 });
        for (const [n, { named, variant, limit, faults, attempts }] of days.entries()) {
          world.offer(shareWith(named, variant));
          const before = world.ids.map((_, box) => ourIds(world, box));
          const gate = gateOf(limit);
          let at = 0;
          world.graph.set({ fault: (): Fault | undefined => faults[at++] });
          for (let attempt = 0; attempt < attempts; attempt++) {
            await unlessCrashed(world.run({ gate, run: `day ${n}` }));
            world.clock.advance(100_000);
          }
          world.graph.set({});
          const { results } = await world.run({ gate, run: `day ${n}` });
          for (const [box, held] of before.entries()) {
            const after = ourIds(world, box);
            const gone = [...held].filter((id) => !after.has(id)).length;
            expect(gate(gone, held.size)).toBe(true);
            if (results[box]?.state === 'done') expect(world.deviations([box])).toEqual([]);
            else expect(results[box]?.reason).toBe('deletions-unconfirmed');
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
