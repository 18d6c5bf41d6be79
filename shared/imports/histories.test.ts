import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ImportWorld, makeImportWorld, userId, userIds } from '../../tests/support/import-world.ts';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { toIso } from '../kernel/clock.ts';
import type { ImportId } from '../kernel/ids.ts';
import { isFinal } from './run.ts';

const minute = 60_000;
const users = 4;

const targets = fc
  .uniqueArray(fc.nat(users - 1), { minLength: 1, maxLength: 3 })
  .map((ns) => ({ users: ns.map(userId), groups: [] }));
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create' as const), targets }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('change' as const), targets }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reschedule' as const), inMinutes: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('run' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('preview' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('timer' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), twice: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 6) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const any = () => true;
const always = { users: [userId(0)], groups: [] };

/** A time of day in the tenant's zone. */
const timeAt = (now: number) =>
  new Date(now).toLocaleTimeString('de-DE', {
    timeZone: 'Europe/Berlin',
    hour: '2-digit',
    minute: '2-digit',
  });

const all = async ({ stores, ctx }: ImportWorld) => {
  const found = [];
  for await (const { value } of stores.imports.all(ctx)) found.push(value);
  return found;
};

const take = async (world: ImportWorld, each: Step, passes: (ms: number) => Promise<void>) => {
  const { ctx, clock } = world;
  const use = world.use();
  const id = (await all(world))[0]?.id ?? ('none' as ImportId);
  switch (each.kind) {
    case 'create': {
      const runsAt = [timeAt(clock.now() + minute)];
      return use.create(ctx, { shareId: 'capability', targets: each.targets, runsAt });
    }
    case 'change':
      return use.change(ctx, id, any, { targets: each.targets });
    case 'reschedule':
      return use.change(ctx, id, any, { runsAt: [timeAt(clock.now() + each.inMinutes * minute)] });
    case 'run':
      return use.runNow(ctx, id);
    case 'preview':
      return use.preview(ctx, id);
    case 'pause':
      return use.pause(ctx, id);
    case 'resume':
      return use.resume(ctx, id);
    case 'delete':
      return use.delete(ctx, id, any);
    case 'timer':
      return use.dispatch();
    case 'pass':
      return passes(each.minutes * minute);
    case 'deliver': {
      const [message] = world.waiting();
      if (message === undefined) return undefined;
      return Promise.all((each.twice ? [1, 2] : [1]).map(() => world.deliver(message)));
    }
  }
};

/** With nobody at work: each import has its next run in the index, and nothing is left of those that are gone. */
const atRest = async (world: ImportWorld, schedule: fc.Scheduler) => {
  const imports = await all(world);
  const ids = imports.map(({ id }) => id).sort();
  const entries = [...world.due.values()].map(({ importId, dueAt }) => `${importId} ${dueAt}`);
  for (const { id, nextRunAt, activeRun } of imports) {
    expect(activeRun).toBeUndefined();
    expect(entries).toContain(`${id} ${nextRunAt}`);
  }
  for (const { importId, state } of await world.allRuns()) {
    expect(isFinal(state), `a run of ${importId}`).toBe(true);
  }
  const { value: licences } = await schedule.waitFor(world.use().readLicences(world.ctx));
  expect(licences.imports.map(({ importId }) => importId).sort()).toEqual(ids);
  for (const id of world.provider.uses.keys()) expect(ids).toContain(id);
};

it('[I2][I9] commands, timers and messages that interleave anyhow leave no import without its next run, and none half gone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const around = makeInterleaving(schedule);
        const held: { clock?: ImportWorld['clock'] } = {};
        const time = around({ passes: async (ms: number) => held.clock?.advance(ms) });
        const world = makeImportWorld({ around });
        held.clock = world.clock;
        await schedule.waitFor(world.create(1, 2, { targets: always, runsAt: [timeAt(world.clock.now())] }));
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map((each) => take(world, each, time.passes))));
        }
        await schedule.waitFor(world.settle());
        await atRest(world, schedule);

        // A day later nothing that happened shows any more.
        for (const { id } of await all(world)) await schedule.waitFor(world.use().resume(world.ctx, id));
        await schedule.waitFor(world.settle());
        world.clock.advance(25 * 60 * minute);
        await schedule.waitFor(world.use().dispatch());
        await schedule.waitFor(world.settle());
        await atRest(world, schedule);
        const left = await all(world);
        expect(left.filter(({ state }) => state === 'deleting')).toEqual([]);
        for (const user of userIds(users)) {
          const wanted = left.filter((each) => each.targets.users.includes(user)).length;
          expect(world.graph.mailbox(user).contacts()).toHaveLength(2 * wanted);
        }
        expect([...world.due.values()].every(({ dueAt }) => dueAt > toIso(world.clock.now()))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});
