import { expect, it } from 'vitest';
import { userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';
import type { World } from './world/world.ts';

const hour = 3_600_000;
const quantity = 2;
const [first, second, third] = [0, 1, 2];

/** The most seats that were ever taken at once, by the rows of every commit. */
const mostTaken = (world: World): number => {
  const taken = new Set<string>();
  let most = 0;
  const commits = Map.groupBy(world.journal, ({ transaction }) => transaction);
  for (const rows of commits.values()) {
    for (const { key, after } of rows) {
      if (!key.startsWith('seat|')) continue;
      if (after === undefined || after.values['form'] === 'deleted') taken.delete(key);
      else taken.add(key);
    }
    most = Math.max(most, taken.size);
  }
  return most;
};

interface SeatView {
  readonly userId: string;
  readonly devices: number;
  readonly covered: boolean;
}

/** Two users want the last seat, each with two devices; then the first gives his back, and who went without asks again. */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openStage(scene, { seed: 22, start: '2026-06-01T08:00:00.000Z', people: 3 });
  const { world, ask, wanted, broken, until, pass } = stage;
  let token = '';
  const enrol = async (user: number, device: string) => {
    const body = { token, deviceId: `${device} of ${user}`, platform: 'ios' };
    return wanted(await ask({ operation: 'enrolMyDevice', user: userIdOf(0, user), body }), 201, 402);
  };
  const both = (user: number) =>
    Promise.all(['the phone', 'the tablet'].map((device) => enrol(user, device)));

  let enrolmentId = '';
  await until(async () => {
    const body = { plan: 'app-monthly', quantity };
    wanted(await ask({ operation: 'createSubscription', body, key: 'a' }), 201);
    const made = await ask({ operation: 'createEnrolmentToken', body: { deviceLimit: 2 }, key: 'b' });
    token = textOf(wanted(made, 201), 'token');
    enrolmentId = textOf(wanted(await enrol(first, 'the phone'), 201), 'id');
  });

  stage.begin();
  const answers = new Map<number, readonly number[]>();
  let [winner, loser] = [second, third];
  await until(async () => {
    await Promise.all(
      [second, third].map(async (user) => {
        answers.set(
          user,
          (await both(user)).map(({ status }) => status),
        );
      }),
    );
    if (answers.get(second)?.includes(201) !== true) [winner, loser] = [third, second];
    // Whose answer was lost asks again, and finds that it has gone.
    const params = { enrolmentId };
    wanted(await ask({ operation: 'releaseMyDevice', user: userIdOf(0, first), params }), 204, 404);
    for (const each of await both(loser)) wanted(each, 201);
  });
  world.calm();
  await pass(hour);

  let figures: unknown;
  let seats: readonly SeatView[] = [];
  let tokens: unknown;
  await until(async () => {
    figures = wanted(await ask({ operation: 'getSeatFigures' }), 200).body;
    seats = wanted(await ask({ operation: 'listSeats' }), 200).body['value'] as readonly SeatView[];
    tokens = wanted(await ask({ operation: 'listEnrolmentTokens' }), 200).body['value'];
  });
  const most = mostTaken(world);
  world.close();

  expect(broken).toEqual([]);
  // One of the two has the last seat, with both devices; the other has none, with neither.
  expect(answers.get(winner)).toEqual([201, 201]);
  expect(answers.get(loser)).toEqual([402, 402]);
  expect(most).toBe(quantity);
  expect(figures).toMatchObject({ held: quantity, taken: quantity, free: 0, missing: 0 });
  expect(seats.map(({ userId }) => userId)).toEqual([userIdOf(0, second), userIdOf(0, third)]);
  for (const seat of seats) expect(seat).toMatchObject({ devices: 2, covered: true });
  expect(tokens).toMatchObject([{ used: 5 }]);
};

it('[L6] of two users who enrol for the last seat one has it, and the other the next that is given back', async () => {
  await play({ faults: [] });
});

it('[L6] so it is whatever tables, vault and processes do meanwhile', { timeout: 300_000 }, async () => {
  const kinds = (kind: string) => /^(crash|slow|very-slow|answer|frozen|clock|table|vault)/.test(kind);
  expect(await playUnderFaults(play, { each: 4, kinds })).toBeGreaterThan(60);
});
