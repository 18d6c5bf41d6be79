import { beforeAll, expect, it } from 'vitest';
import { tenantId } from '../../shared/kernel/ids.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { makeWorld, type OpenApp, openApp, secretsOf, type World } from '../isolation/support/world.ts';

const day = 24 * 60 * 60_000;

let open: OpenApp;
beforeAll(async () => {
  open = await openApp();
}, 60_000);

const trailOf = async (tenant: string) => {
  const acts = [];
  for await (const { value } of open.app.stores.acts.all(systemContext(tenantId(tenant), 'test'))) {
    acts.push(value);
  }
  return acts;
};
const trails = async ({ tenants }: World) => [
  ...(await trailOf(tenants.provider)),
  ...(await trailOf(tenants.importer)),
];

it('[T7] a night leaves no act: its reads, leases, runs and blocks cost the trail nothing', async () => {
  const world = await makeWorld(open);
  const before = await trails(world);
  const { app, clock } = open;
  const ctx = systemContext(tenantId(world.tenants.importer), 'test');
  const runs = async () => (await app.stores.runs.list(ctx, { limit: 50 })).items.length;
  const ran = await runs();
  clock.advance(day);
  await app.timer('due-imports');
  await app.settle();
  expect(await runs()).toBe(ran + 1);
  expect(await trails(world)).toEqual(before);
});

it('[T7] the trail of a consent tells where it came from, and nothing of the people of a company gets into any', async () => {
  const world = await makeWorld(open);
  // Everything in this world happens in one moment: the order of its acts says nothing.
  const consents = (await trailOf(world.tenants.provider)).filter(
    ({ operation }) => operation === 'finishConsent',
  );
  expect(consents).toHaveLength(1);
  expect(consents[0]).toMatchObject({
    actor: { kind: 'system' },
    changes: [{ subject: 'tenant', effect: 'created', before: {} }],
  });
  const { mark } = secretsOf(world.tenants.provider);
  const written = JSON.stringify((await trails(world)).map(({ changes }) => changes));
  expect(written).not.toMatch(
    new RegExp(`Zoe${mark}|quark\\d+\\.${mark}|${world.capability}|${world.mailbox}`, 'i'),
  );
});
