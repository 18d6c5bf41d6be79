import { afterAll, expect, it } from 'vitest';
import { signedIn } from '../../local/scene/api.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, sharePeople } from '../../local/scene/share-people.ts';
import { makeStateDir, openStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
afterAll(() => stateDir.remove());

/** Azurite writes its file within a quarter of a second. */
const untilWritten = () => new Promise((resolve) => setTimeout(resolve, 1000));

it('[I5] all of the stack is killed after a run; started again on its state, the next run writes nothing', async () => {
  const first = await openStack(stateDir.path);
  const provider = await signedIn(first.endpoints, 'mueller', 'Admin');
  const importer = await signedIn(first.endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(importer);
  const { capability } = await sharePeople(provider, 'Durable');
  const targets = { users: importer.tenant.users.slice(0, 5).map(({ id }) => id) };
  const created = await importer.expect(201, 'POST', '/v1/imports', { shareId: capability, targets });
  const run = await runEnded(importer, created.body.id, created.body.activeRun);
  expect(run.totals.created).toBeGreaterThan(0);
  await untilWritten();
  await first.stack.killAll();

  const second = await openStack(stateDir.path);
  try {
    const again = await signedIn(second.endpoints, 'nordwind', 'Admin');
    const started = await again.expect(202, 'POST', `/v1/imports/${created.body.id}/runs`);
    const next = await runEnded(again, created.body.id, started.body.id);
    expect(next).toMatchObject({ state: run.state, contacts: run.contacts });
    expect(next.totals).toMatchObject({ created: 0, updated: 0, deleted: 0, unchanged: run.totals.created });
  } finally {
    await second.close();
  }
}, 60_000);
