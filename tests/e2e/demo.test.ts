import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('[T2] [S1] [H1] [H2] [I1] [I2] [I4] [I5] the demonstration starts its own stack, tells the story and proves it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['local/demo.ts', '--json', '--own'], {
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
