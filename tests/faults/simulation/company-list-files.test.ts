import { expect, it } from 'vitest';
import { mobileOf } from './history/companies.ts';
import { openListStage } from './list-stage.ts';
import { playUnderFaults, type Scene } from './stage.ts';

const hour = 3_600_000;

const rows = [0, 1, 2, 3, 4];
const cards = [5, 6];
const csvOf = (variant: number) => ({
  type: 'text/csv',
  text: ['id;Anzeigename;Mobil', ...rows.map((n) => `z${n};Zeile ${n};${mobileOf(0, n, variant)}`)].join(
    '\n',
  ),
});
const vcards = {
  type: 'text/vcard',
  text: cards
    .map((n) => `BEGIN:VCARD\nVERSION:3.0\nFN:Karte ${n}\nTEL;TYPE=CELL:${mobileOf(0, n, 3)}\nEND:VCARD\n`)
    .join(''),
};

/**
 * Files are loaded while an entry is added by hand and somebody takes the list out again and again: he never sees a part of
 * a file. Then the list is taken out, loaded again, and loaded in place of itself without its last contact.
 */
const play = async (scene: Scene): Promise<void> => {
  const stage = await openListStage(scene);
  const { world, ask, broken, until, pass, wanted, params, expected, asked, holds } = stage;
  const load = async (file: typeof vcards, key: string, mode = 'merge') =>
    wanted(await ask({ operation: 'loadContacts', params, query: { mode }, file, key }), 200);
  const exported = async () => wanted(await ask({ operation: 'exportContacts', params }), 200).text;
  const loading = { isOver: false };
  const watch = async () => {
    while (!loading.isOver) {
      const text = await exported();
      const variants = [1, 2].filter((variant) => text.includes(mobileOf(0, 0, variant)));
      const whole = rows.every((n) => variants.every((variant) => text.includes(mobileOf(0, n, variant))));
      const seen = (what: string) => text.split(what).length - 1;
      if (variants.length > 1 || !whole || seen('Zeile ') !== variants.length * rows.length)
        broken.push('a part of a file');
      if (![0, cards.length].includes(seen('Karte '))) broken.push('a part of the cards');
    }
  };
  await until(async () => {
    const files = async () => {
      await load(csvOf(1), 'first');
      await load(csvOf(2), 'second');
      loading.isOver = true;
    };
    const byHand = { displayName: 'Empfang', phones: [{ kind: 'mobile', number: mobileOf(0, 9, 0) }] };
    const adds = async () =>
      wanted(await ask({ operation: 'createContact', params, body: byHand, key: 'hand' }), 201);
    await Promise.all([files(), load(vcards, 'cards'), adds(), watch()]);

    const all = { type: 'text/csv', text: await exported() };
    const again = await load(all, 'again');
    const none = { created: 0, updated: 0, removed: 0, unchanged: rows.length + cards.length + 1 };
    expect(again.body).toMatchObject(none);
    const without = all.text.trimEnd().split('\r\n').slice(0, -1).join('\r\n');
    await load({ ...all, text: without }, 'without', 'replace');
  });
  // By name: the last one is the last row.
  for (const n of rows.slice(0, -1)) expected.set(`Zeile ${n}`, mobileOf(0, n, 2));
  for (const n of cards) expected.set(`Karte ${n}`, mobileOf(0, n, 3));
  expected.set('Empfang', mobileOf(0, 9, 0));
  asked.created += rows.length + cards.length + 1;
  asked.changed += rows.length;
  asked.removed += 1;
  world.calm();
  await pass(2 * hour);
  await holds();
};

it('[S10] a file is loaded whole or not at all, and what is taken out changes nothing when it is loaded again', async () => {
  await play({ faults: [] });
});

it('[S10] so it is whatever fault meets its calls', { timeout: 300_000 }, async () => {
  const kinds = (kind: string) => !/^(meanwhile|graph|part|tokens|entra|mail)/.test(kind);
  expect(await playUnderFaults(play, { each: 2, kinds })).toBeGreaterThan(50);
});
