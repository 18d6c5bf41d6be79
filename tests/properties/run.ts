import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * `npm run test:properties -- [--rounds 10] [--seed 17]`: every test that draws its examples, with a new seed each round.
 * A round that failed ends it, and its seed plays it again.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string' } },
});

const files = globSync('{functions,shared,local,tests}/**/*.test.ts').filter((file) =>
  readFileSync(file, 'utf8').includes("from 'fast-check'"),
);

const failed = (seed: string): boolean =>
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
    stdio: 'inherit',
    env: { ...process.env, PROPERTY_SEED: seed },
  }).status !== 0;

const rounds = values.seed === undefined ? Number(values.rounds) : 1;
for (let round = 1; round <= rounds; round++) {
  const seed = values.seed ?? String(randomInt(2 ** 31));
  console.log(`round ${round} of ${rounds}, seed ${seed}`);
  if (failed(seed)) {
    console.error(`again: npm run test:properties -- --seed ${seed}`);
    process.exitCode = 1;
    break;
  }
}
