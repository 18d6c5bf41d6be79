import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { packageApp } from '../../local/package/package-app.ts';

/** What is deployed, with no node_modules beside it; `npm run demo` itself plays the same with the sources. */
const folder = mkdtempSync(join(tmpdir(), 'switchboard-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('../../', import.meta.url));

it('[T2] [S1] [H1] [H2] [I1] [I2] [I4] [I5] the demonstration tells the story with the packaged application, and proves it', async () => {
  await packageApp(folder);
  const demo = ['local/demo.ts', '--json', '--app', join(folder, 'main.mjs')];
  const { stdout } = await promisify(execFile)(process.execPath, demo, {
    cwd: root,
    maxBuffer: 10_000_000,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const { mailboxes, contacts, firstRun, secondRun, changedRun } = result;
  expect(firstRun).toMatchObject({ created: mailboxes * contacts, updated: 0, deleted: 0, failed: 0 });
  expect(firstRun.graphRequests).toBeLessThanOrEqual(firstRun.minimumRequests * 1.05);
  expect(firstRun.graphHttpCalls).toBeLessThanOrEqual(Math.ceil(firstRun.minimumHttpCalls * 1.05));
  expect(secondRun).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: mailboxes * contacts });
  expect(secondRun.graphRequests).toBeLessThanOrEqual(mailboxes);
  expect(changedRun.graphRequests).toBeLessThanOrEqual(changedRun.minimumRequests);
  expect(result).toMatchObject({ ownContactsUntouched: true, duplicates: 0, equalToShare: true });
}, 180_000);
