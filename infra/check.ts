import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, findCompiler } from './check/compiler.ts';
import { unsafe } from './check/safety-rules.ts';

/**
 * `npm run infra:check [-- folder]`: every Bicep file against Azure's published resource types, against our own rules of
 * safety, and by Microsoft's compiler where there is one. Ends with 1 on any finding, warnings among them.
 */
const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url));
const checker = fileURLToPath(new URL('../tools/bicep-check/bicep-check.mjs', import.meta.url));
const files = globSync('**/*.{bicep,bicepparam}', { cwd: folder })
  .toSorted()
  .map((file) => join(folder, file));
let found = 0;
const tell = (text: string) => {
  found += 1;
  console.log(text);
};

if (files.length === 0) tell(`${folder}: no Bicep file`);

const checked = spawnSync(process.execPath, [checker, '--strict', ...files], { encoding: 'utf8' });
process.stdout.write(checked.stdout);
process.stderr.write(checked.stderr);
if (checked.status !== 0) found += 1;

for (const file of files) {
  for (const { line, rule } of unsafe(readFileSync(file, 'utf8')))
    tell(`${relative(process.cwd(), file)}:${line}: error safety: ${rule}`);
}

const compiler = findCompiler();
if (compiler === undefined) {
  console.log(
    'Microsoft’s Bicep compiler is not on the PATH (bicep, or az with bicep): not built, size not measured.',
  );
} else {
  for (const file of files) for (const line of compile(compiler, file)) tell(line);
  console.log(`Built ${files.length} file(s) by ${compiler.join(' ')}.`);
}
process.exitCode = found === 0 ? 0 : 1;
