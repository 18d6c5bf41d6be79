import { expect, it } from 'vitest';
import { mailbox, mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { licenceAccountId } from './licence-account.ts';

const address = { notificationAddress: 'it@mueller.example' };

/** Import `a` of the first five mailboxes, its trial over, five licences held. */
const open = async (held = 5) => {
  const bench = makeLicenceBench();
  await bench.have(address);
  await bench.create('a', mailboxes(0, 5));
  await bench.book(held);
  bench.afterTrial();
  const mails = async () =>
    (await bench.stores.notifications.list(bench.ctx, { limit: 50 })).items.map(({ value }) => value.params);
  return { ...bench, mails };
};

it('a run whose mailboxes are as they were reads one row and writes nothing', async () => {
  const { run, calls } = await open();
  const before = { ...calls };
  expect(await run('a', mailboxes(0, 5).toReversed())).toEqual({ seated: mailboxes(0, 5), leftOut: [] });
  expect(calls).toEqual({ ...before, reads: before.reads + 1 });
});

it('[L11] who has a seat keeps it, and newcomers get one in order of their ids as far as licences go', async () => {
  const { run, book, overview } = await open();
  await book(7);
  const grown = [...mailboxes(0, 5), mailbox(30), mailbox(20), mailbox(10)];
  const seats = { seated: [...mailboxes(0, 5), mailbox(10), mailbox(20)], leftOut: [mailbox(30)] };
  expect(await run('a', grown)).toEqual(seats);
  expect(await run('a', [...grown].reverse())).toEqual(seats);
  expect(await overview()).toMatchObject({
    needed: 8,
    held: 7,
    missing: 1,
    inUse: 7,
    imports: [{ importId: 'a', mailboxes: 8, waiting: 1, covered: true }],
  });
});

it('[L11] who left gives the seat back to who waited', async () => {
  const { run } = await open();
  expect((await run('a', mailboxes(0, 6))).leftOut).toEqual([mailbox(5)]);
  expect(await run('a', mailboxes(1, 6))).toEqual({ seated: mailboxes(1, 6), leftOut: [] });
});

it('[L11] booking more seats who waited in the next run', async () => {
  const { run, book } = await open();
  await run('a', mailboxes(0, 6));
  await book(6);
  expect((await run('a', mailboxes(0, 6))).leftOut).toEqual([]);
});

it('[L8] a newcomer who has a seat by another import costs nothing', async () => {
  const { run, create } = await open(6);
  expect((await create('b', [mailbox(4), mailbox(9)])).ok).toBe(true);
  expect((await run('a', [...mailboxes(0, 5), mailbox(9)])).leftOut).toEqual([]);
});

it('two imports that grow in the same night share what is there', async () => {
  const { run, create, book, overview, seatsInUse } = await open();
  await book(8);
  await create('b', [mailbox(50)]);
  const [a, b] = await Promise.all([
    run('a', mailboxes(0, 7)),
    run('b', [mailbox(50), mailbox(51), mailbox(52)]),
  ]);
  expect(a.leftOut.length + b.leftOut.length).toBe(2);
  expect(await overview()).toMatchObject({ needed: 10, inUse: 8 });
  expect(await seatsInUse()).toEqual({ used: 8, entitled: 8 });
});

it('[L11] the administrator is told once, and again when the figures change', async () => {
  const { run, book, mails, overview } = await open();
  for (let night = 0; night < 3; night++) await run('a', mailboxes(0, 8));
  const first = { needed: 8, held: 5, missing: 3, paused: 0 };
  expect(await mails()).toEqual([first]);
  await run('a', mailboxes(0, 9));
  await book(6);
  await run('a', mailboxes(0, 9));
  expect(await mails()).toEqual(
    expect.arrayContaining([
      first,
      { ...first, needed: 9, missing: 4 },
      { ...first, needed: 9, held: 6, missing: 3 },
    ]),
  );
  await book(9);
  await run('a', mailboxes(0, 9));
  expect(await mails()).toHaveLength(3);
  // Short again by the very figures of before: that is news.
  await book(5);
  expect((await overview()).imports).toMatchObject([{ covered: false }]);
  await run('a', mailboxes(0, 9));
  expect(await mails()).toContainEqual({ needed: 9, held: 5, missing: 4, paused: 1 });
});

it('nobody is told where there is no address, and no night writes for it', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.book(5);
  bench.afterTrial();
  await bench.run('a', mailboxes(0, 8));
  const { commits } = bench.calls;
  await bench.run('a', mailboxes(0, 8));
  expect(bench.calls.commits).toBe(commits);
});

it('[L11] once the trial has ended an import of a company that never booked does not run', async () => {
  const bench = makeLicenceBench();
  await bench.have(address);
  await bench.create('a', mailboxes(0, 5));
  expect(await bench.licenceHold('a')).toBeUndefined();
  bench.afterTrial();
  expect(await bench.licenceHold('a')).toBe('trial-ended');
  expect(await bench.run('a', mailboxes(0, 5))).toEqual({ hold: 'trial-ended', seated: [], leftOut: [] });
  expect(await bench.seatsInUse()).toEqual({ used: 0, entitled: 0 });
});

it('[L11] with too few booked, those that fit go on, the oldest first, and the rest wait', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.create('b', mailboxes(5, 15));
  await bench.create('c', mailboxes(3, 7));
  await bench.book(8);
  bench.afterTrial();
  expect(await Promise.all(['a', 'b', 'c'].map(bench.licenceHold))).toEqual([
    undefined,
    'licences-short',
    undefined,
  ]);
});

it('[L11] an import that waits is covered again as soon as its own mailboxes fit', async () => {
  const { run, book, licenceHold } = await open(3);
  expect(await licenceHold('a')).toBe('licences-short');
  expect(await run('a', mailboxes(0, 4))).toMatchObject({ hold: 'licences-short' });
  expect(await run('a', mailboxes(0, 3))).toEqual({ seated: mailboxes(0, 3), leftOut: [] });
  await book(2);
  expect(await licenceHold('a')).toBe('licences-short');
});

it('a late worker does not bring back the seats of an import that is gone', async () => {
  const { run, create, remove, overview, licenceHold } = await open();
  await create('b', []);
  await remove('a');
  expect(await licenceHold('a')).toBeUndefined();
  expect(await run('a', mailboxes(0, 3))).toEqual({ seated: [], leftOut: mailboxes(0, 3) });
  expect(await overview()).toMatchObject({ needed: 0, imports: [{ importId: 'b' }] });
});

it('a company that has neither booked nor imported holds nothing back and runs nothing', async () => {
  const { run, licenceHold, runsPerDay, ctx } = makeLicenceBench();
  expect(await licenceHold('a')).toBeUndefined();
  expect(await runsPerDay(ctx)).toBe(1);
  expect(await run('a', mailboxes(0, 3))).toEqual({ seated: [], leftOut: mailboxes(0, 3) });
});

it('an import that comes to have the mailboxes of another is counted with them', async () => {
  const { run, create, overview } = await open();
  await create('b', [mailbox(1)]);
  expect((await run('b', mailboxes(0, 5))).leftOut).toEqual([]);
  expect(await overview()).toMatchObject({ needed: 5, imports: [{ mailboxes: 5 }, { mailboxes: 5 }] });
});

it('a clock that steps back over the end of the trial, and on again, leaves nobody with more than is held', async () => {
  const { run, clock, seatsInUse, book } = await open();
  await book(5);
  clock.advance(-90 * 24 * 3_600_000);
  expect((await run('a', mailboxes(0, 9))).leftOut).toEqual([]);
  clock.advance(90 * 24 * 3_600_000);
  const { used, entitled } = await seatsInUse();
  expect(used).toBeLessThanOrEqual(entitled);
});

it('the account keeps no list of mailboxes', async () => {
  const { stores, ctx } = await open();
  expect(JSON.stringify(await stores.accounts.get(ctx, licenceAccountId))).not.toContain(mailbox(1));
});

it('[L11] the end of a trial is told once, when an import is left out because of it', async () => {
  const bench = makeLicenceBench();
  await bench.have(address);
  await bench.create('a', mailboxes(0, 5));
  bench.afterTrial();
  await bench.noteShortage();
  const { commits } = bench.calls;
  const before = bench.calls.reads;
  await bench.noteShortage();
  expect([bench.calls.commits, bench.calls.reads]).toEqual([commits, before + 1]);
  const mails = (await bench.stores.notifications.list(bench.ctx, { limit: 9 })).items;
  expect(mails.map(({ value }) => [value.kind, value.params])).toEqual([
    ['licences-short', { needed: 5, held: 0, missing: 5, paused: 1 }],
  ]);
});

it('the licences of many imports at one moment are one read', async () => {
  const { licenceHold, calls } = await open();
  const { reads } = calls;
  await Promise.all(['a', 'b', 'c'].map(licenceHold));
  expect(calls.reads).toBe(reads + 1);
  await licenceHold('a');
  expect(calls.reads).toBe(reads + 2);
});

it('[I6] a preview foresees the seats of the run that follows, and keeps and tells nothing', async () => {
  const { run, calls, overview, mails } = await open();
  const [before, commits] = [await overview(), calls.commits];
  const foreseen = await run('a', mailboxes(1, 8), 'foresee');
  expect(foreseen.leftOut).toHaveLength(2);
  expect([await overview(), calls.commits, await mails()]).toEqual([before, commits, []]);
  expect(await run('a', mailboxes(1, 8))).toEqual(foreseen);
});
