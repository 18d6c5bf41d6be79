import { expect, it } from 'vitest';
import { mailOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { tagOf } from './history/mailbox-edits.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const settleMs = 30 * 3_600_000;
const [owner, colleague] = [0, 1];

/** Another tool has left a colleague in a mailbox; an import adopts him while the faults strike, and goes once all is quiet. */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openStage(scene, { seed: 12, start: '2026-06-01T18:00:00.000Z', people: 3 });
  const { world, ask, broken, until, pass, begin } = stage;
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
  let importId = '';
  await until(async () => {
    const source = await ask({
      operation: 'createSource',
      body: { kind: 'entra-id', filter: 'all' },
      key: 'a',
    });
    const body = {
      displayName: 's',
      sources: [{ sourceId: textOf(source, 'id') }],
      selection: { everyone: true },
    };
    const share = await ask({ operation: 'createShare', body, key: 'b' });
    const wish = {
      shareId: textOf(share, 'shareId'),
      targets: { users: [userIdOf(0, owner)] },
      folder: { kind: 'default' },
      category: 'Firma',
      categoryColour: 'preset7',
      adopt: true,
    };
    importId = textOf(await ask({ operation: 'createImport', body: wish, key: 'c' }), 'id');
  });
  await world.run(() => world.host.isIdle());
  world.calm();
  await pass(settleMs);
  const filled = look();
  await until(async () => {
    const params = { importId };
    const { etag = '' } = await ask({ operation: 'getImport', params });
    const gone = await ask({ operation: 'deleteImport', params, etag });
    if (gone.status !== 202) broken.push(`deleteImport: ${gone.status}`);
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
