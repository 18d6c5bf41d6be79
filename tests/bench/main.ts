import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm run bench [-- name …]`: every benchmark in a process of its own, one line of JSON per figure on standard output:
 * `{name, measured, unit, minimum?, limit?, ratio?}`. Nothing is asserted: figures are for people to compare.
 */
const benches = [
  'plan',
  'merge',
  'app',
  'traffic',
  'big-run',
  'big-share',
  'source-read',
  'throughput',
  'bundle',
  'ldap',
  'billing',
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${benches.join(', ')}.\n`);
  process.exit(2);
}

let failed = 0;
for (const name of wanted.length === 0 ? benches : wanted) {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' });
  if (status !== 0) failed++;
}
process.exit(failed === 0 ? 0 : 1);
