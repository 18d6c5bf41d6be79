import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/kernel/clock.ts';
import { alpha, beta, testApp } from '../emulators/entra/fixture.ts';
import { type EntraEmulator, startEntraEmulator } from '../emulators/entra/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-'));
const endpoints = join(folder, 'endpoints.json');

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}
const run = (...args: readonly string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    const script = join(import.meta.dirname, '..', 'token.ts');
    execFile(process.execPath, [script, '--endpoints', endpoints, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

describe('the token command', () => {
  let entra: EntraEmulator;
  beforeAll(async () => {
    entra = await startEntraEmulator({
      port: 0,
      stateFile: ':memory:',
      clock: systemClock,
      companies: [alpha, beta],
      app: { ...testApp, redirectUris: ['http://localhost'] },
    });
    writeFileSync(endpoints, JSON.stringify({ entra: entra.url, clientId: testApp.clientId }));
  });
  afterAll(async () => {
    await entra.close();
    rmSync(folder, { recursive: true });
  });

  it.each([alpha.tenantId, 'alpha.example', 'Alpha GmbH', 'alp'])(
    'prints the API token of a role’s holder alone, the tenant given as %s',
    async (tenant) => {
      const { code, stdout, stderr } = await run('--tenant', tenant, '--role', 'Admin');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      expect(entra.verifyToken(stdout.trim(), testApp.clientId)).toMatchObject({
        tid: alpha.tenantId,
        roles: ['Admin'],
        scp: 'access_as_user',
      });
    },
  );

  it('signs a named user in', async () => {
    const { stdout } = await run('--tenant', 'beta', '--user', 'user@beta.example');
    expect(decodeJwt(stdout.trim())).toMatchObject({ preferred_username: 'user@beta.example' });
  });

  it.each([
    [
      ['--tenant', 'alpha', '--role', 'Operator'],
      /Nobody with the role Operator exists in Alpha GmbH.*admin@alpha\.example {2}Admin/s,
    ],
    [
      ['--tenant', 'alpha', '--role', 'Admin', '--user', 'user@alpha.example'],
      /No user user@alpha\.example with the role Admin/,
    ],
    [['--tenant', 'gamma', '--role', 'Admin'], /No tenant is called "gamma".*Beta AG/s],
    [['--tenant', 'alpha'], /--role/],
    [['--nonsense'], /nonsense/],
    [['--endpoints', '/nowhere', '--tenant', 'alpha', '--role', 'Admin'], /npm start/],
  ])('says on stderr why there is no token: %j', async (args, reason) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(reason);
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--tenant') });
  });
});
