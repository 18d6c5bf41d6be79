import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Forgets everything the embedded stack has kept. A stack that runs must be stopped first. */
const endpoints = new URL('../.local/endpoints.json', import.meta.url);
const running = await readFile(endpoints, 'utf8')
  .then((text) => (JSON.parse(text) as { readonly control: string }).control)
  .then((control) => fetch(`${control}/endpoints`, { signal: AbortSignal.timeout(1000) }))
  .then((answer) => answer.ok)
  .catch(() => false);
if (running) {
  process.stderr.write('The stack is running: please stop it first (Ctrl-C where "npm start" runs).\n');
  process.exitCode = 1;
} else {
  rmSync(fileURLToPath(new URL('../.local', import.meta.url)), { recursive: true, force: true });
  process.stdout.write('Forgotten: the next start begins anew.\n');
}
