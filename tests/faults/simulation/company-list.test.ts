import { expect, it } from 'vitest';
import { mobileOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { openListStage } from './list-stage.ts';
import { playUnderFaults, type Scene } from './stage.ts';

const hour = 3_600_000;

/** Two administrators edit one list at the same time. */
const edit = async (scene: Scene): Promise<void> => {
  const { world, ask, until, pass, wanted, params, expected, asked, holds } = await openListStage(scene);
  const administrate = async (who: string) => {
    const person = (n: number, variant: number) => ({
      displayName: `${who} ${n}`,
      phones: [{ kind: 'mobile', number: mobileOf(0, n, variant) }],
    });
    const note = (n: number, variant: number) => expected.set(`${who} ${n}`, mobileOf(0, n, variant));
    const ids: string[] = [];
    for (const n of [0, 1, 2]) {
      const asking = { operation: 'createContact', params, body: person(n, 0), key: `${who}-${n}` };
      ids.push(textOf(wanted(await ask(asking), 201), 'id'));
      note(n, 0);
      asked.created++;
    }
    const entry = (n: number) => ({ ...params, contactId: ids[n] ?? '' });
    const { etag = '' } = wanted(await ask({ operation: 'getContact', params: entry(0) }), 200);
    const replaced = { operation: 'replaceContact', params: entry(0), body: person(0, 7), etag };
    wanted(await ask(replaced), 200);
    note(0, 7);
    asked.changed++;
    // Whose answer was lost asks again, and finds that it has gone.
    const gone = await ask({ operation: 'deleteContact', params: entry(1) });
    if (gone.status !== 404) wanted(gone, 204);
    expected.delete(`${who} 1`);
    asked.removed++;
  };
  await until(() => Promise.all(['Empfang', 'Bereitschaft'].map(administrate)));
  world.calm();
  await pass(2 * hour);
  await holds();
};

it('[S10] a list has what two administrators were told it has, and the trail tells each edit once', async () => {
  await edit({ faults: [] });
});

it('[S10] so it is whatever fault meets its calls', { timeout: 300_000 }, async () => {
  const kinds = (kind: string) => !/^(meanwhile|graph|part|tokens|entra|mail)/.test(kind);
  expect(await playUnderFaults(edit, { each: 2, kinds })).toBeGreaterThan(50);
});
