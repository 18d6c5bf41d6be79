import { expect, it } from 'vitest';
import { check } from './check.ts';
import { hunt } from './hunt.ts';
import { planted } from './planted.ts';

const mostHistories = 500;

it.each(Object.entries(planted))('finds %s', { timeout: 300_000 }, async (_name, bug) => {
  const hunted = await hunt(bug, mostHistories);
  if (hunted === undefined) throw new Error('the planted bug was not found');
  expect(hunted.found).not.toEqual([]);
  // Without the bug the same history is fine: it was the bug that was found.
  expect((await check(hunted.history, { hasty: true })).found).toEqual([]);
});
