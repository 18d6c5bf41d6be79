import { expect, it } from 'vitest';
import { fromIso } from '../../../shared/kernel/clock.ts';
import { everyNth } from './extent.ts';
import type { PlannedFault } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { makeClient } from './history/client.ts';
import { companyOf, mailOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { tagOf } from './history/mailbox-edits.ts';
import { onboard } from './history/play.ts';
import type { PortCall } from './world/gate.ts';
import { makePrng } from './world/prng.ts';
import { makeWorld } from './world/world.ts';

const seed = 12;
const settleMs = 30 * 3_600_000;
const [owner, colleague] = [0, 1];

/** Another tool has left a colleague in a mailbox; an import adopts him while the faults strike, and goes once all is quiet. */
const adopted = async (faults: readonly PlannedFault[], onCall?: (call: PortCall) => void) => {
  let begun = false;
  const world = makeWorld({
    seed,
    startMs: fromIso('2026-06-01T18:00:00.000Z'),
    companies: [companyOf(0, 3, makePrng(seed, 'companies'))],
    faults,
    onCall: (call) => {
      if (begun) onCall?.(call);
    },
    isCalm: () => !begun,
  });
  await onboard(world, 0, null);
  const { admin } = world.graph;
  const mailbox = [tenantIdOf(0), userIdOf(0, owner)] as const;
  const emailAddresses = [{ address: mailOf(0, colleague), name: 'alt' }];
  admin.addContact(...mailbox, {
    surname: 'Alt',
    nickName: 'Altbestand',
    categories: ['Golf'],
    emailAddresses,
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
  begun = true;

  const broken: string[] = [];
  const ask = makeClient(world, 0);
  const until = async (work: () => Promise<unknown>) => {
    let done = false;
    void work()
      .catch((error: unknown) => broken.push(String(error)))
      .finally(() => {
        done = true;
      });
    if (!(await world.run(() => done))) broken.push('it came to no end');
  };
  const quiet = async () => {
    const quietAt = world.timeline.now() + settleMs;
    await world.run(() => world.host.isIdle() && world.timeline.now() >= quietAt);
  };
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
  await quiet();
  const filled = look();
  await until(async () => {
    const params = { importId };
    const { etag = '' } = await ask({ operation: 'getImport', params });
    const gone = await ask({ operation: 'deleteImport', params, etag });
    if (gone.status !== 202) broken.push(`deleteImport: ${gone.status}`);
  });
  await quiet();
  const after = look();
  const categories = admin.readCategories(...mailbox).map(({ displayName, color }) => [displayName, color]);
  world.close();
  return { broken, before, filled, after, categories };
};

const holds = ({ broken, before, filled, after, categories }: Awaited<ReturnType<typeof adopted>>) => {
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
  holds(await adopted([]));
});

it('[I11] so it is whatever fault meets a call', { timeout: 300_000 }, async () => {
  const counts = new Map<string, number>();
  await adopted([], (call) => {
    for (const { name, ports, meets } of faultKinds)
      if (ports.includes(call.port) && meets?.(call) !== false) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  /** What people do meanwhile, and twins that live until the next night, are other tests' subject. */
  const kinds = [...counts].filter(([kind]) => /^(crash|throttle|lost|unavailable|graph|table)/.test(kind));
  const each = 2;
  const cases = kinds.flatMap(([kind, count]) =>
    Array.from({ length: Math.min(each, count) }, (_, n) => ({
      kind,
      nth: 1 + Math.floor((n * count) / each),
    })),
  );
  expect(cases.length).toBeGreaterThan(10);
  for (const fault of cases.filter((_, n) => n % everyNth === 0)) {
    try {
      holds(await adopted([fault]));
    } catch (error) {
      throw new Error(`with ${JSON.stringify(fault)}`, { cause: error });
    }
  }
});
