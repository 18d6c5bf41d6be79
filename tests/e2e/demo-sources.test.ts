import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { hasSlapd, slapdNeeded } from '../../local/ldap/slapd.ts';
import { calls } from '../../local/scene/calls.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

it(`[S0] [S2] [S3] [S4] [S5] [S7] [S8] [S10] [S11] the demonstration feeds one share by every kind of source, and phones show the right names${slapdNeeded}`, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['local/demo-sources.ts', '--own'], {
    cwd: root,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const { 'active-directory': directory, ...others } = result.sources;
  expect(others).toEqual({
    'entra-id': 107,
    'exchange-online': 18,
    'dynamics-365': 76,
    'company-list': 4,
    'shared-mailbox': 6,
    'office-365': 4,
  });
  expect(result).toMatchObject({ mailboxes: 10, equalToShare: true });
  expect(result.created).toBe(result.mailboxes * result.contacts);
  expect(result.calls).toEqual(
    calls
      .filter(({ kind }) => hasSlapd || kind !== 'active-directory')
      .map((call) => ({ ...call, shown: call.name })),
  );
  expect(directory).toBe(hasSlapd ? 35 : undefined);
  expect(result).toMatchObject(
    hasSlapd
      ? {
          ldap: 'slapd',
          contacts: 212,
          merged: 22,
          conflicts: 10,
          conflictingContacts: 8,
          unusableNumbers: 12,
        }
      : { ldap: 'needs slapd', contacts: 196, merged: 6, conflicts: 3, unusableNumbers: 11 },
  );
}, 120_000);
