import { expect, it } from 'vitest';
import { check } from './check.ts';
import { everyNth } from './extent.ts';
import { randomHistory } from './history/random-history.ts';
import { hunt } from './hunt.ts';
import { lockNotRenewed, planted } from './planted.ts';

const mostHistories = 500;

it.each(Object.entries(planted))('finds %s', { timeout: 300_000 }, async (_name, bug) => {
  const hunted = await hunt(bug, mostHistories);
  if (hunted === undefined) throw new Error('the planted bug was not found');
  expect(hunted.found).not.toEqual([]);
  // Without the bug the same history is fine: it was the bug that was found.
  expect((await check(hunted.history, { hasty: true })).found).toEqual([]);
  for (const part of bug.harmless ?? [])
    expect((await check(hunted.history, { planted: part, hasty: true })).found).toEqual([]);
});

it('locks that are not renewed do no harm by themselves: the platform promises no more', async () => {
  for (let seed = 1; seed <= 24; seed += everyNth)
    expect((await check(randomHistory(seed), { planted: lockNotRenewed })).found).toEqual([]);
});
