import { spawnSync } from 'node:child_process';
import { areas } from './areas.ts';

/**
 * `npm run test:mutation [-- area …]`: plants faults in an area's code, one at a time, and tells which of them no test
 * notices. Fails below the score of stryker.config.json in any area. What was tried before and has not changed since is
 * not tried again (`.local/mutation-*.json`).
 */
const names = Object.keys(areas);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no area ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
  process.exit(2);
}

const failed: string[] = [];
for (const [name, { mutate }] of Object.entries(areas)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const options = ['--mutate', [...mutate, '!**/*.test.ts'].join(','), '--incrementalFile'];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', ...options, `.local/mutation-${name}.json`],
    { stdio: 'inherit', env: { ...process.env, MUTATION_AREA: name } },
  );
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) process.stderr.write(`Below the score, or not run: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
