import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { details, listId, makeListBench } from '../../tests/support/list-fixtures.ts';
import { makeDeleteSource } from '../sources/delete-source.ts';

const name = fc.constantFrom('Empfang', 'Pforte', 'Werkstatt', 'Labor');
const key = fc.constantFrom('desk-1', 'desk-2');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('create' as const), key, name }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('replace' as const), key, name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('load' as const),
      name,
      mode: fc.constantFrom('merge', 'replace'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('message' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-list' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const always = () => true;

const open = async (schedule: fc.Scheduler) => {
  const wrap = makeInterleaving(schedule);
  const bench = makeListBench({ wrap });
  const { ctx, clock } = bench;
  await bench.haveList();
  const deleteList = makeDeleteSource({
    sources: wrap(bench.sources),
    use: { sharesOf: async () => [] },
    commit: wrap(bench.commit),
    clock,
  });
  const take = async (each: Step): Promise<unknown> => {
    switch (each.kind) {
      case 'create':
        return bench.createEntry(
          { ...ctx, commandId: each.key },
          listId,
          details({ displayName: each.name }),
        );
      case 'replace': {
        const target = { sourceId: listId, key: each.key };
        return bench.replaceEntry(ctx, target, always, details({ displayName: each.name }));
      }
      case 'remove':
        return bench.deleteEntry(ctx, { sourceId: listId, key: each.key }, always);
      case 'load': {
        const mode = each.mode === 'merge' ? 'merge' : 'replace';
        const text = `Anzeigename\n${each.name}\n`;
        return bench.loadList(ctx, listId, { format: 'csv', text, mode, dryRun: false });
      }
      case 'message':
        return bench.recordEdit(ctx, listId);
      case 'delete-list':
        return deleteList(ctx, listId, always);
    }
  };
  /** Contacts, row and trail tell the same. */
  const atRest = async () => {
    const list = await bench.list();
    const entries = await bench.entries();
    if (list === undefined) {
      expect(entries).toEqual([]);
      return;
    }
    const told = (await bench.told()) as { created: number; changed: number; removed: number }[];
    const sum = told.reduce((all, { created, removed }) => all + created - removed, 0);
    expect(sum).toBe(entries.length);
    expect(list.lastRefresh?.contacts ?? 0).toBe(entries.length);
    expect(list.lastEdit).toBe((await bench.contacts.head(ctx, listId))?.edit?.id);
  };
  /** The last message of a list that is gone comes when everybody who knew it has ended. */
  const settle = () => schedule.waitFor(bench.recordEdit(ctx, listId));
  return { take, settle, atRest };
};

it('[S10] whoever edits a list at once, each entry and each edit is told once, and nothing outlives the list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (schedule, rounds) => {
        const { take, settle, atRest } = await open(schedule);
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map(take)));
          await settle();
          await atRest();
        }
      },
    ),
    { numRuns: 100 },
  );
});
