import { expect, it } from 'vitest';
import { mailOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { openStage, playUnderFaults, type Scene } from './stage.ts';

const hour = 3_600_000;
const erased = 1;
const person = { emails: [mailOf(0, erased)] };

interface Preview {
  readonly count: number;
  readonly value: readonly { readonly card: { readonly givenName?: string } }[];
}

/**
 * A person was erased. His erasure is lifted while what has changed is read, and while the share is looked at: no source has
 * changed him, so only a reading in full brings him back.
 */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openStage(scene, { seed: 23, start: '2026-06-01T08:00:00.000Z', people: 3 });
  const { world, ask, wanted, broken, until, pass } = stage;
  const ids = { sourceId: '', shareId: '' };
  let erasureId = '';
  await until(async () => {
    const source = { kind: 'entra-id', filter: 'all' };
    const made = wanted(await ask({ operation: 'createSource', body: source, key: 'a' }), 201);
    ids.sourceId = textOf(made, 'id');
    const sources = [{ sourceId: ids.sourceId }];
    const body = { displayName: 's', sources, selection: { everyone: true } };
    ids.shareId = textOf(wanted(await ask({ operation: 'createShare', body, key: 'b' }), 201), 'id');
  });
  await pass(hour);
  const { sourceId, shareId } = ids;
  await until(async () => {
    const body = { ...person, people: 1 };
    const begun = await ask({ operation: 'requestPersonErasure', body, key: 'erase' });
    erasureId = textOf(wanted(begun, 202), 'id');
  });
  await pass(3 * hour);
  const preview = async (): Promise<readonly string[]> => {
    const shown = wanted(await ask({ operation: 'previewShare', params: { shareId } }), 200);
    const { count, value } = shown.body as unknown as Preview;
    if (count !== value.length) broken.push(`a preview counts ${count} and shows ${value.length}`);
    return value.map(({ card }) => card.givenName ?? '').sort();
  };
  let before: readonly string[] = [];
  await until(async () => {
    before = await preview();
  });

  stage.begin();
  const seen: (readonly string[])[] = [];
  await until(async () => {
    world.graph.admin.changeUser(tenantIdOf(0), userIdOf(0, 0), { department: 'Einkauf' });
    const look = async () => {
      for (let n = 0; n < 3; n++) seen.push(await preview());
    };
    const lift = async () => {
      // Whose answer was lost finds that it has gone.
      wanted(await ask({ operation: 'liftPersonErasure', params: { erasureId } }), 204, 404);
    };
    await Promise.all([ask({ operation: 'refreshSource', params: { sourceId } }), look(), lift()]);
  });
  await pass(2 * hour);
  world.calm();
  await stage.tend();
  await pass(hour);

  let after: readonly string[] = [];
  let known: Readonly<Record<string, unknown>> = {};
  await until(async () => {
    after = await preview();
    known = wanted(await ask({ operation: 'exportPerson', body: person }), 200).body;
    wanted(await ask({ operation: 'getPersonErasure', params: { erasureId } }), 404);
  });
  world.close();

  expect(broken).toEqual([]);
  const name = `Person${erased}`;
  const everybody = [...before, name].sort();
  expect(before).not.toContain(name);
  // He is there or not; nobody else is missing meanwhile.
  for (const names of seen) expect([before, everybody]).toContainEqual(names);
  expect(after).toEqual(everybody);
  expect(known).toMatchObject({ people: [{}], keptOutBy: [] });
};

it('[T5] who was erased is in his source and its share again when the erasure is lifted', async () => {
  await play({ faults: [] });
});

it('[T5][H4] so it is whatever fault meets the calls, and previews show whole shares', {
  timeout: 300_000,
}, async () => {
  const kinds = (kind: string) =>
    /^(crash|clock-minutes|table-(500-after|lands|down|pages)|send|deliver|lock|dead|replayed|settling|vault-t|graph-429-s)/.test(
      kind,
    );
  expect(await playUnderFaults(play, { each: 1, kinds })).toBeGreaterThan(15);
});
