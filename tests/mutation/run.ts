import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { areas } from './areas.ts';

/**
 * `npm run test:mutation [-- area …]`: plants faults in an area's code, one at a time, and tells which of them no test
 * notices. Fails where an area is below the score of stryker.config.json. README.md says how long it takes and what to
 * do with a fault that survives.
 */
const names = Object.keys(areas);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no area ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
  process.exit(2);
}

/** What Stryker keeps of an area, so that only what has changed since is tried again. */
const keptOf = (name: string): string => `.local/mutation-${name}.json`;
const keptSchema = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

const figuresOf = (name: string) => {
  if (!existsSync(keptOf(name))) return { planted: 0, text: 'not run' };
  const { files } = keptSchema.parse(JSON.parse(readFileSync(keptOf(name), 'utf8')));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...of: readonly string[]) => statuses.filter((status) => of.includes(status)).length;
  const [killed, timeout, survived] = [
    count('Killed'),
    count('Timeout'),
    count('Survived', 'NoCoverage'),
  ] as const;
  const planted = killed + timeout + survived;
  const score = ((100 * (killed + timeout)) / planted).toFixed(1);
  return {
    planted,
    text: `${planted} planted, ${killed} caught, ${timeout} timed out, ${survived} survived: ${score} %`,
  };
};

const lines: string[] = [];
for (const [name, { mutate }] of Object.entries(areas)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const options = ['--mutate', [...mutate, '!**/*.test.ts'].join(','), '--incrementalFile', keptOf(name)];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', ...options],
    { stdio: 'inherit', env: { ...process.env, MUTATION_AREA: name } },
  );
  const { planted, text } = figuresOf(name);
  // A pattern that matches no file would pass by itself.
  const passed = status === 0 && planted > 0;
  lines.push(`${passed ? 'passed' : 'FAILED'}  ${name}: ${text}\n`);
  if (!passed) process.exitCode = 1;
}
process.stdout.write(`\n${lines.join('')}`);
