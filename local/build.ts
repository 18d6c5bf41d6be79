import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The application as one file, `dist/main.mjs`: cold starts follow its size. `@azure/functions-core` is the host's own and
 * stays outside. Reproducible: the same sources give the same bytes.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const outfile = join(root, 'dist/main.mjs');

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['functions/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  legalComments: 'linked',
  external: ['@azure/functions-core'],
  // Some of the SDKs are CommonJS and ask for `require` at run time.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
process.stdout.write(`dist/main.mjs, ${(statSync(outfile).size / 1024 / 1024).toFixed(2)} MB\n`);
