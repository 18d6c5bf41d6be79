import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageApp } from './package-app.ts';

const work = mkdtempSync(join(tmpdir(), 'package-'));
const folder = join(work, 'first');
let archive: Uint8Array;
beforeAll(async () => {
  archive = await packageApp(folder);
}, 60_000);
afterAll(() => rmSync(work, { recursive: true }));

/** As the cloud's worker supplies its module: `require` answers for it, wherever it is called. */
const asTheWorker = `
  const Module = require('node:module');
  const registered = [];
  const core = {
    version: '3.12.0', hostVersion: '4.1041.0', Disposable: class {},
    setProgrammingModel() {}, log() {}, registerHook: () => ({ dispose() {} }),
    registerFunction: ({ name }) => { registered.push(name); return { dispose() {} }; },
  };
  Module.prototype.require = new Proxy(Module.prototype.require, {
    apply: (target, self, names) => names[0] === '@azure/functions-core' ? core : Reflect.apply(target, self, names),
  });
  const { main } = JSON.parse(require('node:fs').readFileSync('package.json', 'utf8'));
  import(require('node:url').pathToFileURL(require('node:path').resolve(main)).href).then(() => {
    process.stdout.write(JSON.stringify(registered));
    process.exit(0);
  });
`;

describe('the package', () => {
  it('is the same to the byte when it is made again', async () => {
    expect(Buffer.compare(archive, await packageApp(join(work, 'second')))).toBe(0);
  }, 60_000);

  it('holds the bundle, its licences and what the platform reads, and nothing else', () => {
    const names = readdirSync(folder);
    const parts = names.filter((name) => /^(main|part-\w+|[\w.-]+-\w{8})\.mjs(\.LEGAL\.txt)?$/.test(name));
    expect(names.filter((name) => !parts.includes(name)).toSorted()).toEqual(
      expect.arrayContaining(['LICENSE', 'host.json', 'package.json']),
    );
    expect(names.filter((name) => !/\.(mjs|txt|json)$/.test(name))).toEqual(['LICENSE']);
    const repository = new URL('../../host.json', import.meta.url);
    expect(readFileSync(join(folder, 'host.json'), 'utf8')).toBe(readFileSync(repository, 'utf8'));
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
    for (const name of parts) {
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain('SharedAccessKey=loopback');
    }
  });

  it('starts from its folder alone, with the module supplied as the cloud’s worker does it', () => {
    const sample = new URL('../../local.settings.sample.json', import.meta.url);
    const env = { PATH: '', ...JSON.parse(readFileSync(sample, 'utf8')).Values };
    const started = spawnSync(process.execPath, ['--input-type=commonjs', '-e', asTheWorker], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(started.stderr).toBe('');
    const registered: readonly string[] = JSON.parse(started.stdout);
    expect(registered).toEqual(
      expect.arrayContaining(['getHealth', 'due-imports', 'mailbox-blocks', 'preflight', 'elsewhere']),
    );
  });

  const unzip = spawnSync('unzip', ['-v']).status === 0;
  it.skipIf(!unzip)('is a zip archive that others can read (needs unzip)', () => {
    const file = join(work, 'app.zip');
    writeFileSync(file, archive);
    expect(execFileSync('unzip', ['-tq', file], { encoding: 'utf8' })).toContain('No errors detected');
    execFileSync('unzip', ['-q', file, '-d', join(work, 'out')]);
    expect(readdirSync(join(work, 'out'))).toEqual(readdirSync(folder));
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(work, 'out', name)).equals(readFileSync(join(folder, name)))).toBe(true);
    }
  });
});
