import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const infra = fileURLToPath(new URL('../../infra', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'infra-'));
afterAll(() => rmSync(work, { recursive: true }));

/** `npm run infra:check` without a compiler on the PATH: what is found must be found without it. */
const check = (folder: string, path = '') => {
  const { status, stdout } = spawnSync(process.execPath, [join(infra, 'check.ts'), folder], {
    encoding: 'utf8',
    env: { PATH: path },
  });
  return { status, stdout };
};

interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  readonly told: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    what: 'a property that the resource does not have',
    file: 'modules/service-bus.bicep',
    right: 'requiresSession: false',
    wrong: 'requiresSessions: false',
    told: /service-bus\.bicep:\d+:\d+: error BCP037/,
  },
  {
    what: 'the id of another role than the name says',
    file: 'roles.bicep',
    right: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
    wrong: '76199698-9eea-4c19-bc75-cec21354c6b6',
    told: /roles\.bicep:\d+:\d+: warning .*role/,
  },
  {
    what: 'a role that there is not',
    file: 'roles.bicep',
    right: '3913510d-42f4-4e42-8a64-420c390055eb',
    wrong: '3913510d-42f4-4e42-8a64-420c390055ec',
    told: /roles\.bicep:\d+:\d+: warning .*role/,
  },
  {
    what: 'an environment without a parameter',
    file: 'dev.bicepparam',
    right: 'param monthlyBudget = 50',
    wrong: '',
    told: /dev\.bicepparam:\d+:\d+: error .*monthlyBudget/,
  },
  {
    what: 'an api-version that there is not',
    file: 'modules/service-bus.bicep',
    right: 'namespaces/queues@2024-01-01',
    wrong: 'namespaces/queues@2024-01-02',
    told: /service-bus\.bicep:\d+:\d+: \w+ BCP081/,
  },
  {
    what: 'a text for a number',
    file: 'modules/key-vault.bicep',
    right: 'softDeleteRetentionInDays: 90',
    wrong: "softDeleteRetentionInDays: '90'",
    told: /key-vault\.bicep:\d+:\d+: error BCP036/,
  },
  {
    what: 'a module without a parameter',
    file: 'main.bicep',
    right: '    dataKeyName: dataKeyName\n    principalId',
    wrong: '    principalId',
    told: /main\.bicep:\d+:\d+: error BCP035/,
  },
  {
    what: 'a name that nobody declared',
    file: 'modules/stamp.bicep',
    right: 'scaling: scaling',
    wrong: 'scaling: scalling',
    told: /stamp\.bicep:\d+:\d+: error BCP057/,
  },
  {
    what: 'a parameter that nobody uses',
    file: 'modules/budget.bicep',
    right: 'param addresses string[]',
    wrong: 'param addresses string[]\nparam currency string',
    told: /budget\.bicep:\d+:\d+: warning no-unused-params/,
  },
  {
    what: 'a value that is none of the allowed ones',
    file: 'modules/mail.bicep',
    right: "userEngagementTracking: 'Disabled'",
    wrong: "userEngagementTracking: 'Off'",
    told: /mail\.bicep:\d+:\d+: warning unknown-value/,
  },
  {
    what: 'a module file that is not there',
    file: 'main.bicep',
    right: "'modules/budget.bicep'",
    wrong: "'modules/budgets.bicep'",
    told: /main\.bicep:\d+:\d+: error BCP091/,
  },
  {
    what: 'a brace that nobody closed',
    file: 'modules/identity.bicep',
    right: 'tags: tags\n}',
    wrong: 'tags: tags\n',
    told: /identity\.bicep:\d+:\d+: error/,
  },
  {
    what: 'files that anyone may read',
    file: 'modules/host-storage.bicep',
    right: 'allowBlobPublicAccess: false',
    wrong: 'allowBlobPublicAccess: true',
    told: /host-storage\.bicep:\d+: error safety: .*allowBlobPublicAccess: false/,
  },
  {
    what: 'keys that open the tables',
    file: 'modules/data-account.bicep',
    right: 'allowSharedKeyAccess: false',
    wrong: 'allowSharedKeyAccess: true',
    told: /data-account\.bicep:\d+: error safety: .*allowSharedKeyAccess: false/,
  },
  {
    what: 'a key in an output',
    file: 'modules/service-bus.bicep',
    right: 'output id string = namespace.id',
    wrong: "output id string = listKeys(namespace.id, '2024-01-01').primaryKey",
    told: /service-bus\.bicep:\d+: error safety: reads a key/,
  },
];

describe('npm run infra:check', () => {
  it('finds nothing in what is deployed, and says that the compiler was not there', () => {
    const { status, stdout } = check(infra);
    expect(stdout).toContain('0 error(s), 0 warning(s), 0 note(s)');
    expect(stdout).toContain('compiler is not on the PATH');
    expect(status).toBe(0);
  });

  describe('of copies with a mistake each', () => {
    const copies = join(work, 'copies');
    let found: ReturnType<typeof check>;
    // All in one run: a finding names its copy, and starting takes longer than checking.
    beforeAll(() => {
      for (const [n, { file, right, wrong }] of mistakes.entries()) {
        const copy = join(copies, String(n));
        cpSync(infra, copy, { recursive: true });
        const before = readFileSync(join(copy, file), 'utf8');
        const broken = before.replace(right, wrong);
        if (broken === before) throw new Error(`${file} holds no "${right}"`);
        writeFileSync(join(copy, file), broken);
      }
      found = check(copies);
    });

    it.each(mistakes.map((mistake, n) => ({ ...mistake, n })))('refuses $what', ({ n, told }) => {
      const lines = found.stdout.split('\n').filter((line) => line.includes(`/copies/${n}/`));
      expect(lines.join('\n')).toMatch(told);
      expect(found.status).toBe(1);
    });
  });

  it('refuses what the compiler, where there is one, warns of', () => {
    const bin = mkdtempSync(join(work, 'bin-'));
    const compiler = (told: string) =>
      writeFileSync(join(bin, 'bicep'), `#!/bin/sh\n[ "$1" = --version ] || echo "${told}" >&2\n`, {
        mode: 0o755,
      });
    compiler('');
    const fine = check(infra, `${bin}:/bin:/usr/bin`);
    expect(fine.stdout).toMatch(/Built \d+ file\(s\) by bicep\./);
    expect(fine.status).toBe(0);
    compiler('$2(3,7) : Warning no-unused-vars: not used');
    const warned = check(infra, `${bin}:/bin:/usr/bin`);
    expect(warned.stdout).toContain('main.bicep(3,7) : Warning no-unused-vars');
    expect(warned.status).toBe(1);
  });

  it('refuses a folder without Bicep', () => {
    expect(check(mkdtempSync(join(work, 'empty-'))).status).toBe(1);
  });
});
