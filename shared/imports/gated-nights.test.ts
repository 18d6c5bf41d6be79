import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId } from '../../tests/support/import-world.ts';
import { shareOf } from '../../tests/support/share-model.ts';
import { makeDeletionGate } from './deletion-limit.ts';

const group = '11111111-2222-4333-8444-000000000001';
const users = Array.from({ length: 8 }, (_, n) => userId(n));

const held = (world: ImportWorld) =>
  new Map(
    users.map((id) => [
      id,
      world.graph
        .mailbox(id)
        .contacts()
        .map((each) => each.id),
    ]),
  );

const newest = async (world: ImportWorld) => {
  const run = await world.newest();
  const { items } = await world.use().listMailboxResults(world.ctx, run, { limit: 100 });
  return { run, items };
};

const night = fc.record({
  members: fc.subarray([...users.keys()]),
  named: fc.subarray(Array.from({ length: 12 }, (_, n) => `p${n}`)),
  variant: fc.nat(2),
  limit: fc.record({ percent: fc.nat(100), contacts: fc.nat(6) }),
  confirms: fc.boolean(),
});

describe('[I6] night after night, whatever share and groups become', () => {
  it('no unconfirmed run takes away more than the limit, a confirmed one no more than was told, and a preview knows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(night, { minLength: 2, maxLength: 4 }), async (nights) => {
        const world = makeImportWorld({ blockSize: 3 });
        const { id } = await world.create(1, 0);
        world.groups.set(group, users);
        const change = world.use().change;
        await change(world.ctx, id, () => true, { targets: { users: [], groups: [group] } });
        await world.settle();

        const runs = async (start: () => Promise<unknown>, limit: (typeof nights)[number]['limit']) => {
          const before = held(world);
          const recorded = (await world.manifests.store.mailboxes(world.ctx, id)).length;
          const told = (await world.only()).gate;
          await start();
          await world.settle();
          const after = held(world);
          const { run, items } = await newest(world);
          const gate = makeDeletionGate(limit, run.confirmed);
          expect(run.confirmed).toEqual(
            run.trigger === 'confirmed' ? { kind: told?.kind, deletions: told?.deletions } : undefined,
          );
          const leavers = new Set(users.filter((user) => !(world.groups.get(group) ?? []).includes(user)));
          for (const [user, ids] of before) {
            const left = new Set(after.get(user));
            const gone = ids.filter((each) => !left.has(each)).length;
            if (!leavers.has(user)) expect(gate.contacts(gone, ids.length)).toBe(true);
          }
          const holders = [...before].filter(([, ids]) => ids.length > 0);
          const emptied = holders.filter(([user]) => leavers.has(user) && after.get(user)?.length === 0);
          expect(gate.mailboxes(emptied.length, recorded)).toBe(true);
          return { run, items };
        };

        for (const { members, named, variant, limit, confirms } of nights) {
          world.groups.set(group, members.map(userId));
          world.provider.offer({ ...shareOf(0), people: new Map(named.map((key) => [key, { variant }])) });
          await change(world.ctx, id, () => true, { deletionLimit: limit });
          await world.use().preview(world.ctx, id);
          await world.settle();
          const previewed = await newest(world);
          const real = await runs(() => world.use().runNow(world.ctx, id), limit);
          expect(previewed.items).toEqual(real.items);
          expect(previewed.run).toMatchObject({ state: real.run.state, totals: real.run.totals });
          const { gate } = await world.only();
          expect(gate === undefined).toBe((real.run.heldBack ?? []).length === 0);
          if (confirms && gate !== undefined) {
            const confirmed = await runs(() => world.use().confirm(world.ctx, id, gate), limit);
            // Nothing has changed in between: what was confirmed is carried out.
            expect((confirmed.run.heldBack ?? []).map(({ kind }) => kind)).not.toContain(gate.kind);
          }
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
