import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/**
 * `npm run test:faults` runs the suites; `npm run test:faults -- --soak 100000 [--from 1]` plays so many random histories
 * and goes on past failures, so that a night's worth of them can be read in the morning.
 */
const { values } = parseArgs({
  options: { soak: { type: 'string' }, from: { type: 'string', default: '1000001' } },
});

/** One process a core for many files: what is loaded and compiled for one is there for the next. */
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--no-isolate'];

/** What becomes of a run of the suites; the output of one beside another is shown when that has ended. */
const played = async (filters: readonly string[], beside: boolean): Promise<number> => {
  const child = spawn(process.execPath, [...vitest, ...filters], {
    stdio: ['ignore', beside ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, FAULTS: 'all' },
  });
  const shown: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => shown.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  process.stdout.write(Buffer.concat(shown));
  return code ?? 1;
};

/** Whoever kills or cuts off real processes mostly waits: meanwhile the simulation has all cores. */
const suites = async (): Promise<number> =>
  Math.max(
    ...(await Promise.all([
      played(['tests/faults/simulation'], false),
      played(['tests/faults/kill', 'tests/faults/real', '--maxWorkers=1'], true),
    ])),
  );

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
  values.soak === undefined ? await suites() : await soak(Number(values.soak), Number(values.from));
