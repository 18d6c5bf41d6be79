import { expect, it } from 'vitest';
import { mailOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const hour = 3_600_000;
const erased = 1;
const person = { emails: [mailOf(0, erased)] };

/**
 * A person is erased while the source tells a change of him and a run fills a mailbox with him; faults strike until all
 * passes should be over. Then the source tells of him once more, and the import runs.
 */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openStage(scene, { seed: 21, start: '2026-06-01T08:00:00.000Z', people: 4 });
  const { world, ask, wanted, broken, until, pass } = stage;
  const names = () =>
    stage
      .copies()
      .map((each) => String(each['givenName']))
      .sort();
  const changes = (department: string) =>
    world.graph.admin.changeUser(tenantIdOf(0), userIdOf(0, erased), { department });

  const { sourceId, importId } = await stage.layOut();
  await pass(2 * hour);
  await until(async () => {
    const params = { importId };
    const { etag = '' } = await ask({ operation: 'getImport', params });
    // It asks before every single deletion.
    const body = { deletionLimit: { percent: 0, contacts: 0 } };
    wanted(await ask({ operation: 'changeImport', params, body, etag }), 200);
  });
  const before = names();

  const refresh = () => ask({ operation: 'refreshSource', params: { sourceId } });
  const run = (key: string) => ask({ operation: 'startRun', params: { importId }, key });
  let erasureId = '';
  stage.begin();
  await until(async () => {
    changes('Einkauf');
    const body = { ...person, people: 1 };
    const [erasure] = await Promise.all([
      ask({ operation: 'requestPersonErasure', body, key: 'd' }),
      refresh(),
      run('e'),
    ]);
    erasureId = textOf(wanted(erasure, 202), 'id');
  });
  await pass(3 * hour);

  world.calm();
  await stage.tend();
  await pass(3 * hour);
  changes('Lager');
  await until(refresh);
  await pass(hour);
  await until(async () => wanted(await run('f'), 202));
  await pass(hour);

  let state: unknown;
  let gate: unknown;
  let known: Readonly<Record<string, unknown>> = {};
  await until(async () => {
    const erasure = await ask({ operation: 'getPersonErasure', params: { erasureId } });
    ({ state } = wanted(erasure, 200).body);
    ({ gate } = wanted(await ask({ operation: 'getImport', params: { importId } }), 200).body);
    known = wanted(await ask({ operation: 'exportPerson', body: person }), 200).body;
  });
  const after = names();
  world.close();

  expect(broken).toEqual([]);
  expect(before).toContain(`Person${erased}`);
  expect(state).toBe('done');
  expect(known).toMatchObject({ people: [], shares: [], keptOutBy: [erasureId] });
  expect(after).toEqual(before.filter((name) => name !== `Person${erased}`));
  expect(gate).toBeUndefined();
};

it('[T5] an erased person is found nowhere, and is in no mailbox after the next run', async () => {
  await play({ faults: [] });
});

it('[T5] so it is whatever tables, queues and processes do meanwhile', { timeout: 300_000 }, async () => {
  const kinds = (kind: string) => !/^(meanwhile|graph|part|mail|token)/.test(kind);
  expect(await playUnderFaults(play, { each: 1, kinds })).toBeGreaterThan(30);
});

it('[T5] so it is where a clock is behind that of the queue, by however little', async () => {
  for (const fault of [
    { kind: 'clock-second-behind', nth: 1 },
    { kind: 'clock-minutes-behind', nth: 120 },
  ])
    await play({ faults: [fault] });
});
