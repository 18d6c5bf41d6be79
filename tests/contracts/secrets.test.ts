import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { suspectsIn } from './support/secret-patterns.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('no tracked file holds a secret', () => {
  const listed = execFileSync('git', ['-c', `safe.directory=${root.replace(/\/$/, '')}`, 'ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((file) => file !== '');
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((file) => {
    try {
      return suspectsIn(readFileSync(join(root, file), 'utf8')).map(
        ({ kind, line }) => `${file}:${line}: ${kind}`,
      );
    } catch {
      // Deleted, but not committed yet.
      return [];
    }
  });
  expect(found).toEqual([]);
});

const base64 = (length: number) => 'Ab3/'.repeat(length / 4 + 1).slice(0, length);

/** Put together here, so that this file holds none. */
const made = (...parts: readonly string[]) => parts.join('');
const jwtPart = made('ey', 'J', 'hbGciOi'.repeat(4));

it.each([
  ['private key', made('-----BEGIN ', 'RSA PRIVATE', ' KEY-----\n', base64(64))],
  ['storage key', made('AccountName=a;AccountKey=', base64(86), '==')],
  ['shared access key', made('Endpoint=sb://x;SharedAccessKey=', base64(43), '=')],
  ['client secret of Entra', made("x 'abc", '8Q~', 'aB3~'.repeat(8), "zz'")],
  ['token', made('Bearer ', jwtPart, '.', jwtPart, '.', 'sig_'.repeat(20))],
  ['token of npm', made('_authToken=', 'npm', '_', 'aB3d'.repeat(9))],
  ['named secret', made("client_secret: '", 'aB3d'.repeat(10), "'")],
])('a %s would be found', (kind, text) => {
  expect(suspectsIn(`first line\n${text}`)).toContainEqual({ kind, line: 2 });
});
