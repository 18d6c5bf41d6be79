import { check } from './check.ts';
import { hunt } from './hunt.ts';
import { planted } from './planted.ts';

const only = process.argv[2];
for (const [name, bug] of Object.entries(planted)) {
  if (only !== undefined && !name.includes(only)) continue;
  const t = performance.now();
  const found = await hunt(bug, 800);
  console.log(
    name,
    '→',
    found === undefined ? 'NOT FOUND' : `after ${found.histories}: ${found.found[0]?.slice(0, 160)}`,
    found === undefined ? '' : (await check(found.history)).found,
    Math.round(performance.now() - t),
    'ms',
  );
}
