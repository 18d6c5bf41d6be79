import { parseArgs } from 'node:util';
import { check } from './check.ts';
import type { History } from './history/history.ts';
import { play } from './history/play.ts';
import { randomHistory } from './history/random-history.ts';
import { shrink } from './shrink.ts';

/** Plays one history again: `node tests/faults/simulation/replay.ts --seed 17`, or `--history '{…}'` of a shrunk one. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    history: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
  },
});

const read = (): History => {
  if (values.history !== undefined) return JSON.parse(values.history) as History;
  if (values.seed !== undefined) return randomHistory(Number(values.seed));
  throw new Error('say --seed or --history');
};

const history = read();
const { found } = await check(history);
console.log(found.length === 0 ? 'All invariants hold.' : found.join('\n'));
const smallest =
  found.length > 0 && values.shrink
    ? await shrink(history, async (smaller) => (await check(smaller)).found.length > 0)
    : history;
console.log(JSON.stringify(smallest));
if (smallest !== history) console.log((await check(smallest)).found.join('\n'));
if (values.log) {
  const { world } = await play(smallest);
  for (const { level, message, fields } of world.logs)
    if (level !== 'debug') console.log(level, message, JSON.stringify(fields));
  console.log(world.errors.join('\n'));
  console.log(JSON.stringify(world.struck));
  world.close();
}
if (found.length > 0) process.exitCode = 1;
