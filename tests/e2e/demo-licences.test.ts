import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

it('[L1] [L2] [L3] [L8] [L10] [L11] [L12] the demonstration goes from the trial to the cancellation, and its statements add up', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['local/demo-licences.ts'], {
    cwd: root,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(result).toMatchObject({
    contacts: 12,
    mailboxes: 8,
    needed: 8,
    chargedInTrial: 0,
    pausedBy: ['licences-short'],
    pausedByAfterwards: [],
    switchPreview: '622.50',
    switchCharged: '622.50',
  });
  const lines = result.statements.flatMap((each: { readonly lines: readonly object[] }) => each.lines);
  expect(lines.slice(0, 3)).toMatchObject([
    { reason: 'term', plan: 'app-monthly', quantity: 25, amount: '62.25' },
    { reason: 'term', plan: 'standard', quantity: 6, amount: '5.94' },
    { reason: 'added', plan: 'standard', quantity: 2 },
  ]);
  expect(lines).toContainEqual(expect.objectContaining({ plan: 'standard', quantity: 8, amount: '7.92' }));
}, 180_000);
