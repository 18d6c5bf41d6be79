import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageApp } from './package/package-app.ts';

/** `npm run package`: `dist/app` and, the same in one file, `dist/switchboard.zip`. */
const dist = join(fileURLToPath(new URL('../', import.meta.url)), 'dist');
const archive = await packageApp(join(dist, 'app'));
writeFileSync(join(dist, 'switchboard.zip'), archive);
const digest = createHash('sha256').update(archive).digest('hex');
writeFileSync(join(dist, 'switchboard.zip.sha256'), `${digest}  switchboard.zip\n`);
process.stdout.write(
  `dist/switchboard.zip, ${(archive.length / 1024 / 1024).toFixed(2)} MB, SHA-256 ${digest}\n`,
);
