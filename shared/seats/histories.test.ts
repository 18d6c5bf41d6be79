import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  makeSeatBench,
  type SeatBench,
  type SeatBenchStores,
  seatUser,
} from '../../tests/support/seat-bench.ts';
import { countOf, rankOf, withNext, without } from './number-ranges.ts';

const user = fc.nat(5);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('enrol' as const), user, device: fc.nat(2) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), user }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('give-back' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reassign' as const), user, to: user }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('quantity' as const),
      quantity: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), cancelled: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(1, 20, 95) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Company {
  readonly bench: SeatBench;
  readonly subscription: string;
  readonly texts: string[];
  readonly tokens: string[];
}

const found = async (around?: (stores: SeatBenchStores) => SeatBenchStores): Promise<Company> => {
  const bench = makeSeatBench(around === undefined ? {} : { around });
  const subscription = await bench.have(3);
  const { text, token } = await bench.token({ deviceLimit: 2, expiresAt: '2027-03-01T00:00:00Z' });
  return { bench, subscription, texts: [text], tokens: [token.id] };
};

const take = async ({ bench, subscription, texts, tokens }: Company, each: Step) => {
  const { ctx } = bench;
  switch (each.kind) {
    case 'enrol':
      return bench.enrol(each.user, `device-${each.user}-${each.device}`, texts.at(-1) ?? '');
    case 'release':
      return bench.releaseSeat(ctx, seatUser(each.user));
    case 'give-back': {
      const own = (await bench.seats()).find(({ userId }) => userId === seatUser(each.user));
      const device = own?.devices[0];
      return device && bench.releaseDevice(ctx, seatUser(each.user), device.id);
    }
    case 'reassign':
      return bench.reassignSeat(ctx, seatUser(each.user), seatUser(each.to));
    case 'quantity':
      return bench.manage(subscription, { quantity: each.quantity });
    case 'cancel':
      return bench.manage(subscription, { cancelled: each.cancelled });
    case 'revoke': {
      await bench.revokeToken(ctx, tokens.at(-1) ?? '');
      const { text, token } = await bench
        .token({ deviceLimit: 2, expiresAt: '2028-01-01T00:00:00Z' })
        .catch(() => bench.token({ deviceLimit: 2 }));
      texts.push(text);
      tokens.push(token.id);
      return undefined;
    }
    case 'pass':
      bench.days(each.days);
      return undefined;
  }
};

/** The quantity may change between two reads: then what was read is of two moments. */
const atOneMoment = async (bench: SeatBench): Promise<{ held: number; entitled: number }> => {
  const held = await bench.held();
  const entitled = (await bench.entitled()).length;
  return held === (await bench.held()) ? { held, entitled } : atOneMoment(bench);
};

/** From the rows: whoever is entitled has a seat that is paid for, and the register knows exactly the seats there are. */
const rightly = async (bench: SeatBench) => {
  const seats = await bench.seats();
  const { taken = [], next = 1 } = (await bench.register()) ?? {};
  const { held, entitled } = await atOneMoment(bench);
  expect(entitled).toBe(Math.min(held, seats.length));
  expect(countOf(taken)).toBe(seats.length);
  expect(new Set(seats.map(({ number }) => number)).size).toBe(seats.length);
  for (const { number, devices } of seats) {
    expect(rankOf(taken, number)).toBeDefined();
    expect(number).toBeLessThan(next);
    expect(devices.length).toBeLessThanOrEqual(2);
    expect(new Set(devices.map(({ hash }) => hash)).size).toBe(devices.length);
  }
};

it('[L6] whatever happens, seats in use never exceed those that are paid for, and nobody has two', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const company = await found();
      const { bench } = company;
      for (const each of steps) {
        const before = { seats: await bench.seats(), held: await bench.held() };
        const answer = await take(company, each);
        await rightly(bench);
        const after = await bench.seats();
        if (answer?.ok === false) expect(after).toEqual(before.seats);
        // Nobody is turned away while a seat is free, and none is added beyond what is held.
        if (each.kind === 'enrol') {
          if (answer?.ok === false && 'type' in answer.error && answer.error.type === 'seats-short') {
            expect(before.seats.length).toBeGreaterThanOrEqual(before.held);
          }
          if (after.length > before.seats.length) expect(after.length).toBeLessThanOrEqual(before.held);
        }
      }
    }),
    { numRuns: 120 },
  );
});

it('[L6] also at each commit of workers that interleave anyhow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const held: { bench?: SeatBench } = {};
        const company = await found((stores) => ({
          ...stores,
          seatRegisters: {
            ...stores.seatRegisters,
            get: schedule.scheduleFunction(stores.seatRegisters.get),
          },
          seats: { ...stores.seats, get: schedule.scheduleFunction(stores.seats.get) },
          commit: schedule.scheduleFunction(async (ctx, changes, messages) => {
            const done = await stores.commit(ctx, changes, messages);
            if (held.bench !== undefined) await rightly(held.bench);
            return done;
          }),
        }));
        held.bench = company.bench;
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map((each) => take(company, each))));
          await rightly(company.bench);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('ranges of numbers are the numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(30)), { maxLength: 60 }), (moves) => {
      let ranges: readonly number[] = [];
      let next = 1;
      const model = new Set<number>();
      for (const gone of moves) {
        if (gone === null) {
          ranges = withNext(ranges, next);
          model.add(next++);
        } else {
          ranges = without(ranges, gone);
          model.delete(gone);
        }
      }
      expect(countOf(ranges)).toBe(model.size);
      const sorted = [...model].sort((a, b) => a - b);
      for (let n = 0; n <= 62; n++) {
        expect(rankOf(ranges, n)).toBe(model.has(n) ? sorted.indexOf(n) : undefined);
      }
    }),
  );
});
