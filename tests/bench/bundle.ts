import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle, startPath } from '../../local/bundle.ts';
import { print } from './line.ts';

const starts = 7;

/** As much of the host's module as registering asks for. */
const core = `export const registerFunction = () => ({ dispose() {} });
export const registerHook = registerFunction;
export const setProgrammingModel = () => {};
export const log = () => {};
export const version = '3.12.0', hostVersion = '4.1041.0';
export const Disposable = class {};`;

const sample = new URL('../../local.settings.sample.json', import.meta.url);
const env = { PATH: process.env['PATH'], ...JSON.parse(readFileSync(sample, 'utf8')).Values };

/** Median milliseconds from the start of a process to its end. */
const timeOf = (code: string): number => {
  const times = Array.from({ length: starts }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env });
    if (status !== 0) throw new Error(String(stderr));
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(starts / 2)] ?? 0;
};

/** Size of what starting loads and of everything; time until all functions are registered, against an empty process. */
const outdir = mkdtempSync(join(tmpdir(), 'bench-bundle-'));
const metafile = await bundle(outdir);
const sizeOf = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0) / 1024 / 1024;
const everything = Object.keys(metafile.outputs).filter((file) => file.endsWith('.mjs'));
print({ name: 'bundle.size.http', measured: sizeOf(startPath(metafile)), unit: 'MiB', limit: 1.2 });
print({ name: 'bundle.size.all', measured: sizeOf(everything), unit: 'MiB' });

const started = timeOf(`
  import { registerHooks } from 'node:module';
  const url = 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(core)});
  registerHooks({ resolve: (name, context, next) =>
    name === '@azure/functions-core' ? { url, shortCircuit: true } : next(name, context) });
  await import(${JSON.stringify(pathToFileURL(join(outdir, 'main.mjs')).href)});
  process.exit(0);
`);
print({ name: 'bundle.start', measured: started, unit: 'ms', minimum: timeOf('') });
rmSync(outdir, { recursive: true });
