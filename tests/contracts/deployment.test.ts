import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const allOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
const workflows = globSync('.github/workflows/*.yml', { cwd: root });
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);

describe.each([...workflows, 'azure.yaml'])('%s', (file) => {
  const text = read(file);

  it('runs only scripts that there are', () => {
    for (const name of allOf(text, /npm run (?:--silent )?([\w:]+)/g)) expect(scripts).toContain(name);
  });

  it('uses actions of others in a version that is written out', () => {
    for (const used of allOf(text, /uses: (\S+)/g)) {
      expect(used).toMatch(/^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@v\d+\.\d+\.\d+)$/);
    }
  });

  it('keeps no secret and asks for no right that it does not use', () => {
    expect(text).not.toMatch(/secrets\.|write-all|contents: write/);
  });
});

it('hands every variable to the template that the parameter files ask for', () => {
  const asked = new Set(
    globSync('infra/*.bicepparam', { cwd: root }).flatMap((file) =>
      allOf(read(file), /readEnvironmentVariable\(\s*'(\w+)'/g),
    ),
  );
  const given = allOf(read('.github/workflows/deploy-environment.yml'), /^ {2}(SWITCHBOARD_\w+):/gm);
  expect(given.toSorted()).toEqual([...asked].toSorted());
});

it('an audit fails on grave advisories, and says so where nobody answers', () => {
  const audited = (answer: string) => {
    const { status, stdout } = spawnSync(process.execPath, [join(root, '.ci/audit.js')], {
      input: answer,
      encoding: 'utf8',
    });
    return { status, stdout };
  };
  const report = (severity: string) =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: { x: { name: 'x', severity, range: '<2' } },
    });
  expect(audited(report('high'))).toMatchObject({ status: 1, stdout: expect.stringContaining('high: x <2') });
  expect(audited(report('moderate')).status).toBe(0);
  expect(audited('{"message": "405"}')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('not audited'),
  });
});
