import { expect, it } from 'vitest';
import { mailOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { tagOf } from './history/mailbox-edits.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const settleMs = 30 * 3_600_000;
const [owner, colleague] = [0, 1];

/** Another tool has left a colleague in a mailbox; an import adopts him while the faults strike, and goes once all is quiet. */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openStage(scene, { seed: 12, start: '2026-06-01T18:00:00.000Z', people: 3 });
  const { world, ask, wanted, broken, until, pass, begin, layOut } = stage;
  const { admin } = world.graph;
  const mailbox = [tenantIdOf(0), userIdOf(0, owner)] as const;
  admin.addContact(...mailbox, {
    surname: 'Alt',
    nickName: 'Altbestand',
    categories: ['Golf'],
    emailAddresses: [{ address: mailOf(0, colleague), name: 'alt' }],
  });
  const look = () =>
    admin
      .readMailbox(...mailbox)
      .flatMap(({ contacts }) => contacts)
      .map((each) => ({
        name: String(each['displayName']),
        nickName: each['nickName'],
        categories: each['categories'],
        isOurs: tagOf(each) !== undefined,
      }));
  const before = look();

  begin();
  const { importId } = await layOut({ wish: { categoryColour: 'preset7', adopt: true } });
  await world.run(() => world.host.isIdle());
  world.calm();
  await pass(settleMs);
  const filled = look();
  await until(async () => {
    const params = { importId };
    const { etag = '' } = await ask({ operation: 'getImport', params });
    wanted(await ask({ operation: 'deleteImport', params, etag }), 202);
  });
  await pass(settleMs);
  const after = look();
  const categories = admin.readCategories(...mailbox).map(({ displayName, color }) => [displayName, color]);
  world.close();

  expect(broken).toEqual([]);
  expect(categories).toEqual([['Firma', 'preset7']]);
  const ours = filled.filter(({ isOurs }) => isOurs);
  // Not the owner; the other has no number, or has one.
  expect(ours.length).toBeGreaterThanOrEqual(1);
  expect(ours.filter(({ nickName }) => nickName === 'Altbestand')).toMatchObject([
    { name: expect.stringContaining(`Person${colleague}`), categories: ['Golf', 'Firma'] },
  ]);
  expect(ours.filter(({ name }) => name.includes(`Person${owner}`))).toEqual([]);
  expect(new Set(ours.map(({ name }) => name)).size).toBe(ours.length);
  expect(after.filter(({ isOurs }) => isOurs)).toEqual([]);
  expect(after).toHaveLength(before.length);
  expect(after.find(({ nickName }) => nickName === 'Altbestand')?.categories).toEqual(['Golf']);
};

it('[I11] a contact that another tool has left is adopted in a category with its colour [H5], and given back with the import [I9]', async () => {
  await play({ faults: [] });
});

it('[I11] so it is whatever fault meets a call', { timeout: 300_000 }, async () => {
  /** What people do meanwhile, and twins that live until the next night, are other tests' subject. */
  const kinds = (kind: string) => /^(crash|throttle|lost|unavailable|graph|table)/.test(kind);
  expect(await playUnderFaults(play, { each: 2, kinds })).toBeGreaterThan(10);
});
