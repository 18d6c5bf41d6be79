import { fork, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/**
 * `npm run test:faults` runs the suites; `npm run test:faults -- --soak 100000 [--from 1]` plays so many random histories
 * and goes on past failures, so that a night's worth of them can be read in the morning.
 */
const { values } = parseArgs({
  options: { soak: { type: 'string' }, from: { type: 'string', default: '1000001' } },
});

/**
 * One process for many files: what is loaded and compiled for one is there for the next. One more than there are cores:
 * whoever kills or cuts off real processes mostly waits.
 */
const inProcesses = ['--no-isolate', `--maxWorkers=${availableParallelism() + 1}`];

const suites = (): number =>
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'tests/faults', ...inProcesses], {
    stdio: 'inherit',
    env: { ...process.env, FAULTS: 'all' },
  }).status ?? 1;

const soak = async (count: number, from: number): Promise<number> => {
  const workers = Math.min(availableParallelism(), count);
  const share = Math.ceil(count / workers);
  const codes = await Promise.all(
    Array.from({ length: workers }, (_, n) => {
      const first = from + n * share;
      const last = Math.min(from + count, first + share) - 1;
      const worker = fork(new URL('./soak-worker.ts', import.meta.url), [String(first), String(last)]);
      return new Promise<number>((resolve) => worker.on('exit', (code) => resolve(code ?? 1)));
    }),
  );
  return Math.max(...codes);
};

process.exitCode =
  values.soak === undefined ? suites() : await soak(Number(values.soak), Number(values.from));
