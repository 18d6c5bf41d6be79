import { expect, it } from 'vitest';
import { nextRun } from '../../../shared/imports/next-run.ts';
import { tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { rowsOf } from './sign-ins.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;
const mostTries = 100;
const newZone = 'America/New_York';
/** Has left, and is to be seen all the same. */
const disabled = 2;

/** Of kinds that meet what is kept and what is sent; what befalls a mailbox is the same whatever was changed. */
const kinds = (kind: string) => !/^(meanwhile|graph|part|tokens|mail)/.test(kind);

/** A source, a share of it and an import of that, which has run once; in the evening before Berlin's clocks change. */
const openSettings = async (scene: Scene) => {
  const stage = await openStage(scene, { seed: 31, start: '2026-03-28T16:00:00.000Z', people: 4 });
  const { world, ask, broken, pass } = stage;
  world.graph.admin.changeUser(tenantIdOf(0), userIdOf(0, disabled), { accountEnabled: false });
  const ids = await stage.layOut({
    source: { kind: 'entra-id', filter: 'all', includeDisabled: true },
    filters: { includeDisabled: true },
    wish: { folder: { kind: 'own', displayName: 'Firma' } },
  });
  await pass(hour);

  const paramsOf = (operation: string): Readonly<Record<string, string>> => {
    if (operation.endsWith('Import')) return { importId: ids.importId };
    if (operation.endsWith('Share')) return { shareId: ids.shareId };
    return operation.endsWith('Source') ? { sourceId: ids.sourceId } : {};
  };
  /** Whose answer was lost meets another ETag, or finds that there is nothing any more; others are in the way for a while. */
  const insist = async (read: string, operation: string, body?: unknown): Promise<void> => {
    for (let tries = 0; tries < mostTries; tries++) {
      const { status, etag } = await ask({ operation: read, params: paramsOf(read) });
      if (status === 404) return;
      const asking = { operation, params: paramsOf(operation), ...(body === undefined ? {} : { body }) };
      const answered = await ask({ ...asking, ...(etag === undefined ? {} : { etag }) });
      if (answered.status < 300) return;
      if (![404, 409, 412].includes(answered.status)) break;
      await world.timeline.wait(10 * minute);
    }
    broken.push(`${operation} did not come about`);
  };
  return { ...stage, ids, insist };
};

const namesOf = (contacts: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  contacts.map((each) => String(each['givenName'])).sort();

const change = async (scene: Scene): Promise<void> => {
  const { world, ask, wanted, broken, until, pass, begin, ids, insist, copies } = await openSettings(scene);
  const before = namesOf(copies());
  begin();
  await until(() =>
    Promise.all([
      insist('getTenant', 'changeTenant', { timeZone: newZone }),
      insist('getSource', 'changeSource', { includeDisabled: false }),
      insist('getImport', 'changeImport', { category: 'Kollegen', runsAt: ['02:30'] }),
    ]),
  );
  await pass(3 * hour);
  world.calm();
  // Two nights: the first may still be one by the old clock.
  await pass(54 * hour);
  let nextRunAt = '';
  let timeZone = '';
  await until(async () => {
    const imported = await ask({ operation: 'getImport', params: { importId: ids.importId } });
    nextRunAt = textOf(wanted(imported, 200), 'nextRunAt');
    timeZone = textOf(wanted(await ask({ operation: 'getTenant' }), 200), 'timeZone');
  });
  const now = world.timeline.now();
  const after = copies();
  world.close();

  expect(broken).toEqual([]);
  expect(before).toContain(`Person${disabled}`);
  expect(timeZone).toBe(newZone);
  expect(nextRunAt).toBe(nextRun(['02:30'], newZone, now));
  expect(namesOf(after)).toEqual(before.filter((name) => name !== `Person${disabled}`));
  for (const { categories } of after) expect(categories).toEqual(['Kollegen']);
};

const takeAway = async (scene: Scene): Promise<void> => {
  const { world, broken, until, pass, begin, ids, insist, copies } = await openSettings(scene);
  const before = copies().length;
  begin();
  await until(async () => {
    await insist('getImport', 'deleteImport');
    await insist('getShare', 'revokeShare');
    await insist('getShare', 'deleteShare');
    await insist('getSource', 'deleteSource');
  });
  await pass(3 * hour);
  world.calm();
  await pass(30 * hour);
  const kept = world.tables.state
    .all()
    .filter(({ key, values }) => /^(source|share|import)\|/.test(key) && values['form'] !== 'deleted')
    .map(({ key }) => key);
  const manifests = world.tables.mailboxes.all().map(({ partition, key }) => `${partition} ${key}`);
  const contacts = rowsOf(world, ids.sourceId);
  const after = copies().length;
  world.close();

  expect(broken).toEqual([]);
  expect(before).toBeGreaterThan(1);
  expect({ kept, manifests, contacts, after }).toEqual({ kept: [], manifests: [], contacts: [], after: 0 });
};

it('[I2][I6] what an administrator changes shows in the mailboxes, and nights are those of the new time zone', async () => {
  await change({ faults: [] });
});

it('[I9] an import, its share and its source that are deleted leave no contact, no manifest and no copy', async () => {
  await takeAway({ faults: [] });
});

it('[I2][I6][I9] so it is whatever fault meets the calls', { timeout: 300_000 }, async () => {
  expect(await playUnderFaults(change, { each: 1, kinds })).toBeGreaterThan(30);
  expect(await playUnderFaults(takeAway, { each: 1, kinds })).toBeGreaterThan(30);
});
