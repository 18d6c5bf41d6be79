import { describe, expect, it } from 'vitest';
import { mailbox, mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { emptyAccount } from './licence-account.ts';
import { mostMailboxes } from './seat-list.ts';
import { type Seating, seatAsFar } from './seating.ts';

/** After the trial: a first import of four mailboxes, which does not fit, and a second of three, which does. */
const open = async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('large', mailboxes(10, 14));
  await bench.create('small', mailboxes(20, 23));
  await bench.book(3);
  bench.afterTrial();
  const held = () => Promise.all(['large', 'small'].map(bench.licenceHold));
  expect(await held()).toEqual(['licences-short', undefined]);
  return { ...bench, held };
};

describe('[L11] an import that does not fit', () => {
  it('keeps no licence from one that is created, or that grows', async () => {
    const { book, create, run, held } = await open();
    await book(5);
    expect((await create('new', [mailbox(30)])).ok).toBe(true);
    expect(await run('small', mailboxes(20, 24))).toEqual({ seated: mailboxes(20, 24), leftOut: [] });
    expect(await held()).toEqual(['licences-short', undefined]);
  });

  it('does not take the place of a later one that gives licences back', async () => {
    for (const how of ['change', 'run'] as const) {
      const bench = await open();
      await bench.book(5);
      await bench[how]('small', mailboxes(20, 22));
      expect(await bench.held()).toEqual(['licences-short', undefined]);
    }
  });

  it('does not take the place of a later one by its own run', async () => {
    const { book, run, held } = await open();
    await book(5);
    expect(await run('large', mailboxes(10, 14))).toMatchObject({ hold: 'licences-short' });
    expect(await held()).toEqual(['licences-short', undefined]);
  });

  it('waits for all of its mailboxes, also where they are others than before', async () => {
    const { book, run, held } = await open();
    await book(5);
    expect(await run('large', mailboxes(40, 44))).toMatchObject({ hold: 'licences-short' });
    expect(await run('large', mailboxes(40, 42))).toEqual({ seated: mailboxes(40, 42), leftOut: [] });
    expect(await held()).toEqual([undefined, undefined]);
  });
});

it('[L11] newcomers whose ids come first take no seat from who has one', async () => {
  const { run } = await open();
  expect(await run('small', [mailbox(1), ...mailboxes(20, 23)])).toEqual({
    seated: mailboxes(20, 23),
    leftOut: [mailbox(1)],
  });
});

it.each([
  ['covered', true],
  ['not covered', false],
])('a list takes no more mailboxes than fit into its row, of an import that is %s', (_, fits) => {
  const wanted = mailboxes(0, mostMailboxes + 1);
  const former = { importId: 'a', fits, seats: [], waiting: [], hash: '' };
  const before: Seating = { account: { ...emptyAccount, held: mostMailboxes + 1 }, imports: [former] };
  const [after] = seatAsFar(before, 'a', wanted, 0).imports;
  expect(after?.seats).toHaveLength(mostMailboxes);
  expect(after?.waiting).toEqual([]);
});
