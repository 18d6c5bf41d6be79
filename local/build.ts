import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, startPath } from './bundle.ts';

const outdir = join(fileURLToPath(new URL('../', import.meta.url)), 'dist');
rmSync(outdir, { recursive: true, force: true });
const metafile = await bundle(outdir);
const started = startPath(metafile).reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0);
process.stdout.write(`dist/main.mjs, ${(started / 1024 / 1024).toFixed(2)} MB to start\n`);
