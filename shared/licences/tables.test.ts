import { expect, it } from 'vitest';
import { keepLicences, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { makeMemoryBus } from '../../tests/support/memory-bus.ts';
import { testTables } from '../../tests/support/tables.ts';
import { makeCommit } from '../adapters/tables/commit.ts';
import { makeEntityStore } from '../adapters/tables/entity-store.ts';
import { systemRandom } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { eachOnce, mostMailboxes } from './seat-list.ts';

/** Seats over the table service itself, with its limits of rows and transactions. */
const open = async () => {
  const { state } = await testTables();
  const bus = makeMemoryBus();
  const clock = { now: () => 1_800_000_000_000 };
  const bench = makeLicenceBench({
    stores: {
      ...keepLicences((options) => makeEntityStore(state, options)),
      commit: makeCommit({
        table: state,
        bus,
        askForRelay: async () => {},
        clock,
        random: systemRandom,
        log: silentLog,
      }),
    },
  });
  await bench.have();
  return bench;
};
const people = (count: number) => eachOnce(Array.from({ length: count }, () => systemRandom.id()));

it('[L8] imports of 5,000 mailboxes each are claimed, grow and go', async () => {
  const { create, run, remove, book, overview, afterTrial, licenceHold, calls } = await open();
  const everyone = people(7500);
  expect((await create('a', everyone.slice(0, 5000))).ok).toBe(true);
  expect((await create('b', everyone.slice(2500))).ok).toBe(true);
  await book(7500);
  afterTrial();
  expect(await overview()).toMatchObject({ needed: 7500, missing: 0, inUse: 7500 });

  const before = { ...calls };
  expect((await run('a', everyone.slice(0, 5000))).leftOut).toEqual([]);
  expect(calls).toEqual({ ...before, reads: before.reads + 1 });

  const grown = [...everyone.slice(0, 5000), ...people(3)];
  expect(await run('a', grown)).toMatchObject({ leftOut: { length: 3 } });
  await book(5002);
  expect(await licenceHold('b')).toBe('licences-short');
  expect(await run('a', grown)).toMatchObject({ leftOut: { length: 1 } });
  expect((await remove('a')).ok).toBe(true);
  expect(await licenceHold('b')).toBeUndefined();
  expect(await overview()).toMatchObject({ needed: 5000, inUse: 5000 });
});

it('[L8] the longest list there may be fits into a row and a transaction', async () => {
  const { create, run, overview } = await open();
  const everyone = people(mostMailboxes);
  expect((await create('a', everyone)).ok).toBe(true);
  expect(await run('a', people(mostMailboxes + 1))).toMatchObject({ leftOut: { length: 1 } });
  expect(await overview()).toMatchObject({ needed: mostMailboxes });
});

it('[L11] of imports that are created at once no more are taken than licences are held', async () => {
  const { create, book, afterTrial, overview, seatsInUse } = await open();
  await book(9);
  await create('first', []);
  afterTrial();
  const answers = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => create(id, people(2))));
  const made = answers.filter((each) => each.status === 'fulfilled' && each.value.ok);
  expect(made).toHaveLength(4);
  expect(await overview()).toMatchObject({ needed: 8, inUse: 8 });
  expect(await seatsInUse()).toEqual({ used: 8, entitled: 9 });
});
