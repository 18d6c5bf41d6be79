import { expect, it } from 'vitest';
import { check } from './check.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { play } from './history/play.ts';
import { randomHistory } from './history/random-history.ts';

it('has at least forty kinds of fault, each under a name of its own', () => {
  expect(faultKinds.length).toBeGreaterThanOrEqual(40);
  expect(new Set(faultKinds.map(({ name }) => name)).size).toBe(faultKinds.length);
});

it('plays the same history twice in the same way', async () => {
  const once = async () => {
    const { world } = await play(randomHistory(7));
    world.close();
    return [world.timeline.count(), world.logs, world.journal.map(({ key, after }) => [key, after?.etag])];
  };
  expect(await once()).toEqual(await once());
});

it('notices a history that does not come to its end', async () => {
  const { found } = await check(
    { ...randomHistory(1), faults: [] },
    { planted: { ports: (ports) => ({ ...ports, mailboxes: { execute: () => new Promise(() => {}) } }) } },
  );
  expect(found).not.toEqual([]);
});
