import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.ts';
import { zip } from './zip.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the platform reads to start the application; without dependencies, which are in the bundle. */
const manifest = {
  name: 'switchboard',
  private: true,
  type: 'module',
  main: 'main.mjs',
  engines: { node: '>=24' },
};

/**
 * Everything that production needs, in a folder of its own: the bundle with the licences of what is in it, host.json,
 * package.json. Answers the same as a zip archive; the same sources give the same bytes.
 */
export const packageApp = async (outdir: string): Promise<Uint8Array> => {
  rmSync(outdir, { recursive: true, force: true });
  await bundle(outdir);
  copyFileSync(join(root, 'host.json'), join(outdir, 'host.json'));
  copyFileSync(join(root, 'LICENSE'), join(outdir, 'LICENSE'));
  writeFileSync(join(outdir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const names = globSync('**/*', { cwd: outdir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  return zip(names.map((name) => ({ name, bytes: readFileSync(join(outdir, name)) })));
};
