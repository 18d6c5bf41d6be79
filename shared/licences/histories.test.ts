import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type LicenceBench,
  type LicenceStores,
  mailbox,
  makeLicenceBench,
} from '../../tests/support/licence-bench.ts';

const day = 24 * 3_600_000;

const importId = fc.constantFrom('a', 'b', 'c', 'd');
const wanted = fc.uniqueArray(fc.nat(11), { maxLength: 7 }).map((ns) => ns.map(mailbox));
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), importId, wanted }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), importId, wanted }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const), importId, wanted }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), importId }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('book' as const), held: fc.nat(12), acceptPause: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(1, 60, 95, -95) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Imports that exist run; others do not, as in the application. */
const exists = async (bench: LicenceBench, id: string) =>
  (await bench.stores.seatLists.get(bench.ctx, id)) !== undefined;

const take = async (bench: LicenceBench, each: Step) => {
  switch (each.kind) {
    case 'create':
      return bench.create(each.importId, each.wanted);
    case 'run':
      return (await exists(bench, each.importId)) ? bench.run(each.importId, each.wanted) : undefined;
    case 'change':
      return (await exists(bench, each.importId)) ? bench.change(each.importId, each.wanted) : undefined;
    case 'remove':
      return bench.remove(each.importId);
    case 'book':
      return bench.book(each.held, each.acceptPause);
    case 'pass':
      bench.clock.advance(each.days * day);
      return undefined;
  }
};

const withinLicences = async (bench: LicenceBench) => {
  const { used, entitled } = await bench.seatsInUse();
  expect(used).toBeLessThanOrEqual(entitled);
};

const seatsOf = async (bench: LicenceBench) => {
  const lists = new Map<string, string>();
  for await (const { value } of bench.stores.seatLists.all(bench.ctx)) {
    lists.set(value.importId, `${value.seats}|${value.waiting}`);
  }
  return lists;
};

it('[L8][L11] (D) whatever happens, covered mailboxes never exceed what is entitled, and the figures are right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const bench = makeLicenceBench();
      await bench.have();
      const model = new Map<string, ReadonlySet<string>>();
      for (const each of steps) {
        const before = await bench.overview();
        const seatsBefore = await seatsOf(bench);
        const known = model.has('importId' in each ? each.importId : '');
        const answer = await take(bench, each);
        const after = await bench.overview();
        const refused = typeof answer === 'object' && 'ok' in answer && !answer.ok;

        if ((each.kind === 'create' || each.kind === 'change') && !refused && answer !== undefined) {
          model.set(each.importId, new Set(each.wanted));
        }
        if (each.kind === 'run' && known) model.set(each.importId, new Set(each.wanted));
        if (each.kind === 'remove') model.delete(each.importId);

        await withinLicences(bench);
        const targets = new Set([...model.values()].flatMap((ids) => [...ids]));
        expect(after.needed).toBe(targets.size);
        expect(after.missing).toBe(Math.max(0, targets.size - after.held));
        expect(after.inUse).toBe((await bench.seatsInUse()).used);
        if (refused) expect(await seatsOf(bench)).toEqual(seatsBefore);
        if (answer !== undefined && 'seated' in answer) {
          const { hold, seated, leftOut } = answer;
          const all = each.kind === 'run' ? [...each.wanted].sort() : [];
          if (hold === undefined) expect([...seated, ...leftOut].sort()).toEqual(all);
          // Nobody waits while a licence is free.
          if (leftOut.length > 0) expect(after.inUse).toBe(after.held);
        }
        if (each.kind === 'book' && each.held >= before.held) {
          const ran = before.imports.filter(({ covered }) => covered).map(({ importId: id }) => id);
          for (const id of ran)
            expect(after.imports).toContainEqual(expect.objectContaining({ importId: id, covered: true }));
        }
      }
    }),
    { numRuns: 400 },
  );
});

it('[L11] (D) also at each commit of commands that interleave anyhow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (schedule, rounds) => {
        const held: { bench?: LicenceBench } = {};
        const around = (stores: LicenceStores): LicenceStores => ({
          ...stores,
          accounts: { ...stores.accounts, get: schedule.scheduleFunction(stores.accounts.get) },
          seatLists: {
            ...stores.seatLists,
            all: async function* (ctx) {
              await schedule.schedule(Promise.resolve(), 'lists');
              yield* stores.seatLists.all(ctx);
            },
          },
          commit: schedule.scheduleFunction(async (ctx, changes, messages) => {
            const done = await stores.commit(ctx, changes, messages);
            if (held.bench !== undefined) await withinLicences(held.bench);
            return done;
          }),
        });
        const bench = makeLicenceBench({ around });
        held.bench = bench;
        await bench.have();
        for (const round of rounds) {
          const all = Promise.all(round.map((each) => take(bench, each).catch(ifExhausted)));
          await schedule.waitFor(all);
          await withinLicences(bench);
        }
        const after = await schedule.waitFor(bench.overview());
        expect(after.inUse).toBe((await bench.seatsInUse()).used);
      },
    ),
    { numRuns: 300 },
  );
});

const ifExhausted = (error: unknown): undefined => {
  if (error instanceof Error && error.name === 'ServiceError') return;
  throw error;
};
