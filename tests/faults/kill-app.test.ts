import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, signedIn } from '../../local/scene/api.ts';
import { duplicatesIn, openMailbox, ownContacts, type RawFolder } from '../../local/scene/mailboxes.ts';
import { onboard } from '../../local/scene/onboard.ts';
import { runEnded, type SharedScene, sharePeople } from '../../local/scene/share-people.ts';
import { makeStateDir, openStack, type RunningStack } from '../support/running-stack.ts';

const stateDir = makeStateDir();
const points = Array.from({ length: 10 }, (_, n) => n / 10);
const elevenMinutes = 11 * 60_000;

let running: RunningStack;
let importer: Api;
let scene: SharedScene;
let targets: readonly string[];
let names: string;
let contacts: number;

/** Often enough to hit a point between two calls. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 2));

const namesIn = (folder: RawFolder | undefined): string =>
  (folder?.contacts ?? [])
    .map(({ displayName }) => displayName ?? '')
    .sort()
    .join('\n');

const look = async (userId: string): Promise<readonly RawFolder[]> =>
  (await openMailbox(running.endpoints, importer.tenant.tenantId, userId)) ?? [];

const creates = async (): Promise<number> =>
  (await running.stack.counters(false))['graph']?.['contactCreates'] ?? 0;

beforeAll(async () => {
  running = await openStack(stateDir.path, { SWITCHBOARD_SYNC_BLOCK_SIZE: '3' });
  const provider = await signedIn(running.endpoints, 'mueller', 'Admin');
  importer = await signedIn(running.endpoints, 'nordwind', 'Admin');
  await onboard(provider);
  await onboard(importer);
  scene = await sharePeople(provider, 'Crash');
  const preview = (await provider.expect(200, 'GET', `/v1/shares/${scene.shareId}/preview?limit=200`)).body;
  contacts = preview.count;
  names = preview.value
    .map(({ card }: { card: { displayName: string } }) => card.displayName)
    .sort()
    .join('\n');
  const all = await Promise.all(
    importer.tenant.users.map(async ({ id }) => ({ id, folders: await look(id) })),
  );
  targets = all
    .filter(({ folders }) => folders.length > 0)
    .map(({ id }) => id)
    .slice(0, 6);
}, 60_000);

afterAll(async () => {
  await running?.close();
  stateDir.remove();
});

describe('[I5] the application is killed in the middle of a first run', () => {
  it.each(points)(
    'at %d of its writes; restarted, every folder equals the share, nothing twice',
    async (point) => {
      const folder = `Crash at ${point}`;
      const own = new Map(
        await Promise.all(targets.map(async (id) => [id, ownContacts(await look(id))] as const)),
      );
      const before = await creates();
      const created = await importer.expect(201, 'POST', '/v1/imports', {
        shareId: scene.capability,
        targets: { users: targets },
        folder: { kind: 'own', displayName: folder },
      });
      const enough = before + Math.floor(point * contacts * targets.length);
      while ((await creates()) < enough) await tick();
      await running.stack.killApp();
      const all = before + contacts * targets.length;
      expect(await creates(), 'killed too late: the run was over').toBeLessThan(all);

      await running.stack.startApp();
      // Leases and locks of the dead process end by time.
      await running.stack.advanceClock(elevenMinutes);
      const run = await runEnded(importer, created.body.id, created.body.activeRun);

      expect(run.state, running.log()).toBe('completed');
      expect(run.totals).toMatchObject({
        mailboxes: targets.length,
        mailboxesDone: targets.length,
        failed: 0,
      });
      for (const id of targets) {
        const folders = await look(id);
        expect(namesIn(folders.find(({ displayName }) => displayName === folder))).toBe(names);
        expect(duplicatesIn(folders)).toBe(0);
        expect(ownContacts(folders)).toBe(own.get(id));
      }
    },
    60_000,
  );
});
