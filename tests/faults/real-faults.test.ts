import { expect, it } from 'vitest';
import type { Api } from '../../local/scene/api.ts';
import { sharePeople } from '../../local/scene/share-people.ts';
import { isFinal, type Run } from '../../shared/imports/run.ts';
import { tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { ask } from './real/ask.ts';
import { realKinds } from './real/kinds.ts';
import { onboardTenant } from './real/onboard.ts';
import { makeRealWorld, type RealWorld } from './real/world.ts';
import { userIdOf } from './simulation/history/companies.ts';
import { tagOf } from './simulation/history/mailbox-edits.ts';

const mostDeliveries = 10;
const targets = [0, 1, 2];
const hour = 3_600_000;
const folderName = 'Geteilt';

/**
 * Delivers what is due and goes on to the time of what is due later. Where a handler throws, or `twice` wants it, everything
 * that was ever sent comes once more: more often than any queue would deliver it.
 */
const settle = async ({ app, clock, twice }: RealWorld, untilMs = clock.now() + 4 * hour): Promise<void> => {
  let again = 0;
  const redeliver = async () => {
    again += 1;
    const originals = app.bus.sent.filter(({ id }) => !id.includes('-again-'));
    await app.bus.send(
      originals.map((message) => ({ ...message, id: `${message.id}-again-${again}-${clock.now()}` })),
    );
  };
  let isRepeated = !twice.always;
  for (;;) {
    try {
      await app.settle();
      if (!isRepeated) {
        isRepeated = true;
        await redeliver();
        continue;
      }
    } catch (error) {
      if (again >= mostDeliveries) throw error;
      clock.advance(1_000);
      await redeliver();
      continue;
    }
    const due = app.bus.sent.flatMap(({ notBefore = 0 }) => (notBefore > clock.now() ? [notBefore] : []));
    const next = Math.min(...due);
    if (next > untilMs) return;
    clock.advance(next - clock.now());
    isRepeated = !twice.always;
  }
};

const made = async (...asking: Parameters<typeof ask>) => {
  const { status, json } = await ask(...asking);
  if (status >= 300) throw new Error(`${asking.slice(1, 4).join(' ')}: ${status} ${JSON.stringify(json)}`);
  return json;
};

const offer = async (world: RealWorld): Promise<string> => {
  const { provider } = world;
  await onboardTenant(world.app, world.clock, provider, 'Anbieter');
  await onboardTenant(world.app, world.clock, world.importer, 'Abnehmer');
  const call: Api['call'] = async (method, path, body) => {
    await settle(world);
    const { status, json } = await ask(world, provider, method, path, body);
    return { status, headers: new Headers(), body: json };
  };
  const api = {
    call,
    expect: async (status: number, ...asking: Parameters<Api['call']>) => {
      const answered = await call(...asking);
      if (answered.status !== status) throw new Error(JSON.stringify(answered.body));
      return answered;
    },
  };
  return (await sharePeople(api as Api, 'Alle')).capability;
};

const runsOf = async (world: RealWorld): Promise<readonly Run[]> => {
  const runs: Run[] = [];
  const ctx = systemContext(tenantId(world.importer), 'look');
  for await (const { value } of world.app.stores.runs.all(ctx)) runs.push(value);
  return runs;
};

const wantedOf = ({ companies }: RealWorld): readonly string[] =>
  (companies[0]?.users ?? [])
    .flatMap(({ displayName, mobilePhone }) => (mobilePhone === null ? [] : [displayName]))
    .sort();

const shownIn = ({ graph, importer }: RealWorld, user: number) => {
  const folders = graph.readMailbox(importer, userIdOf(1, user));
  const contacts = folders.find(({ displayName }) => displayName === folderName)?.contacts ?? [];
  const tags = contacts.flatMap((contact) => tagOf(contact) ?? []);
  return {
    names: contacts.map((contact) => String(contact['displayName'])).sort(),
    twins: tags.length - new Set(tags).size,
    own: folders.flatMap((folder) => folder.contacts).filter((contact) => tagOf(contact) === undefined)
      .length,
  };
};

it.each(Object.entries(realKinds))(
  '[I5] %s: every folder equals the share, nobody twice, every run final',
  async (name, strike) => {
    const world = await makeRealWorld();
    const shareId = await offer(world);
    strike(world);
    const imported = await made(world, world.importer, 'POST', '/v1/imports', {
      displayName: name,
      shareId,
      targets: { users: targets.map((user) => userIdOf(1, user)) },
      folder: { kind: 'own', displayName: folderName },
    });
    await settle(world, world.clock.now() + 40 * hour);
    expect(world.left(), 'a fault that met nothing').toBe(0);
    world.graph.clearFaults();
    await made(world, world.importer, 'POST', `/v1/imports/${imported.id}/runs`);
    await settle(world);
    for (const user of targets)
      expect(shownIn(world, user)).toEqual({ names: wantedOf(world), twins: 0, own: 1 });
    const runs = await runsOf(world);
    expect(runs.filter(({ state }) => !isFinal(state))).toEqual([]);
    expect(runs.at(0)).toMatchObject({
      state: 'completed',
      totals: { mailboxes: targets.length, mailboxesDone: targets.length, failed: 0 },
    });
  },
);
