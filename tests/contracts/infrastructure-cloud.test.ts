import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile, findCompiler } from '../../infra/check/compiler.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = globSync('infra/*.{bicep,bicepparam}', { cwd: root });

const compiler = findCompiler();
describe.skipIf(compiler === undefined)(
  'Microsoft’s compiler (run: az bicep install; npm run infra:check)',
  () => {
    it.each(files)(
      'builds %s without a warning, into a template that is not too large',
      (file) => {
        expect(compiler && compile(compiler, join(root, file))).toEqual([]);
      },
      60_000,
    );
  },
);

const group = process.env['SWITCHBOARD_WHAT_IF_GROUP'];
describe.skipIf(group === undefined)(
  'Azure (run: az login; SWITCHBOARD_WHAT_IF_GROUP=<an empty resource group>)',
  () => {
    const environments = files.filter((file) => file.endsWith('.bicepparam'));
    it.each(environments)(
      'would take %s',
      (file) => {
        const asked = [
          'deployment',
          'group',
          'what-if',
          '--resource-group',
          group ?? '',
          '--parameters',
          file,
        ];
        const { status, stderr } = spawnSync('az', asked, { cwd: root, encoding: 'utf8' });
        expect(stderr).not.toMatch(/error/i);
        expect(status).toBe(0);
      },
      300_000,
    );
  },
);
