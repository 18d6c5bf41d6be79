import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findRunningStack } from './running-stack.ts';

/** Forgets everything the embedded stack has kept. A stack that runs must be stopped first. */
const stateDir = join(import.meta.dirname, '..', '.local');
if ((await findRunningStack(stateDir)) !== undefined) {
  process.stderr.write('The stack is running: please stop it first (Ctrl-C where "npm start" runs).\n');
  process.exitCode = 1;
} else {
  rmSync(stateDir, { recursive: true, force: true });
  process.stdout.write('Forgotten: the next start begins anew.\n');
}
