import { spawnSync } from 'node:child_process';

export type Compiler = readonly [command: string, ...first: string[]];

/** ARM refuses templates above this. */
const largestTemplate = 4 * 1024 * 1024;

const answers = ([command, ...first]: Compiler): boolean =>
  spawnSync(command, [...first, command === 'az' ? 'version' : '--version'], { stdio: 'ignore' }).status ===
  0;

/** Microsoft's compiler where this machine has it, by itself or in the Azure CLI. */
export const findCompiler = (): Compiler | undefined =>
  ([['bicep'], ['az', 'bicep']] satisfies Compiler[]).find(answers);

/**
 * Problems that the compiler has with a `.bicep` or `.bicepparam` file, warnings among them; empty where there are none.
 * The template that comes out is measured against ARM's limit.
 */
export const compile = ([command, ...first]: Compiler, file: string): readonly string[] => {
  const verb = file.endsWith('.bicepparam') ? 'build-params' : 'build';
  const named = command === 'az' ? ['--file', file] : [file];
  const { status, stdout, stderr } = spawnSync(command, [...first, verb, ...named, '--stdout'], {
    encoding: 'utf8',
    maxBuffer: 4 * largestTemplate,
  });
  const told = stderr.split('\n').filter((line) => /: (Error|Warning) /i.test(line));
  if (status !== 0 && told.length === 0) return [`${file}: the compiler ended with ${status}`];
  const bytes = Buffer.byteLength(stdout);
  return bytes > largestTemplate ? [...told, `${file}: a template of ${bytes} bytes, ARM takes 4 MiB`] : told;
};
