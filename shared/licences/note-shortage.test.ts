import { expect, it } from 'vitest';
import {
  type LicenceBench,
  type LicenceStores,
  mailbox,
  mailboxes,
  makeLicenceBench,
} from '../../tests/support/licence-bench.ts';
import { stale } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';

const address = { notificationAddress: 'it@mueller.example' };

/** After the trial of an import of five; nothing was ever booked. */
const unpaid = async (bench: LicenceBench): Promise<LicenceBench> => {
  await bench.create('a', mailboxes(0, 5));
  bench.afterTrial();
  return bench;
};

const open = async (tenant: object = address) => {
  const bench = makeLicenceBench();
  await bench.have(tenant);
  await unpaid(bench);
  const mails = async () =>
    (await bench.stores.notifications.list(bench.ctx, { limit: 9 })).items.map(({ value }) => value.params);
  return { ...bench, mails };
};
const figures = (needed: number, held: number) => ({ needed, held, missing: needed - held, paused: 1 });

it('[N1] a shortage is told when either figure has changed, and each mail is sent on its way', async () => {
  const { noteShortage, book, change, mails, sent } = await open();
  await noteShortage();
  await book(2);
  await noteShortage();
  await change('a', mailboxes(0, 4));
  await noteShortage();
  expect(await mails()).toHaveLength(3);
  expect(await mails()).toEqual(expect.arrayContaining([figures(5, 0), figures(5, 2), figures(4, 2)]));
  expect(sent.map(({ queue }) => queue)).toEqual(['notifications', 'notifications', 'notifications']);
});

it('[N1] what was booked in time and is given back again is told again, though nothing ran in between that had to look', async () => {
  const { noteShortage, book, run, mails } = await open();
  await book(4);
  await noteShortage();
  await book(5);
  expect(await run('a', mailboxes(0, 5))).toMatchObject({ leftOut: [] });
  await book(4);
  await noteShortage();
  // Beside the statement of the month that has passed.
  const ofShortage = (await mails()).filter((params) => 'missing' in params);
  expect(ofShortage).toEqual([figures(5, 4), figures(5, 4)]);
});

it('of a company that has no licences there is nothing to tell', async () => {
  const { noteShortage, calls } = makeLicenceBench();
  await noteShortage();
  expect(calls).toEqual({ reads: 1, commits: 0, changes: 0 });
});

it('a company that nobody can write to, or that is not set up, is told nothing and runs as far as licences go', async () => {
  const { book, create, run, sent, mails } = await open({});
  await book(5);
  await create('b', []);
  expect((await run('b', [mailbox(9)])).leftOut).toEqual([mailbox(9)]);
  expect(await mails()).toEqual([]);
  // Of the booking.
  expect(sent.map(({ queue }) => queue)).toEqual(['import-wakeups']);
  const bare = await unpaid(makeLicenceBench());
  expect(await bare.run('a', mailboxes(0, 5))).toEqual({ hold: 'trial-ended', seated: [], leftOut: [] });
});
it('[N1] mailboxes that wait in one import are told of, also where another has all of its own', async () => {
  const { book, create, run, mails } = await open();
  await book(6);
  await create('b', [mailbox(20)]);
  await run('b', [mailbox(20), mailbox(21)]);
  expect(await mails()).toEqual([{ needed: 7, held: 6, missing: 1, paused: 0 }]);
});

it('a night of which everything was told reads the licences and nothing else', async () => {
  const { book, run, calls } = await open();
  await book(5);
  await run('a', mailboxes(0, 8));
  const { reads } = calls;
  await run('a', mailboxes(0, 8));
  // The account, then account and lists for the claim, and the account again: nobody was faster.
  expect(calls.reads).toBe(reads + 4);
});

it('rows that contradict each other are a matter for a redelivery, whoever meets them', async () => {
  let refusing = false;
  const around = (stores: LicenceStores): LicenceStores => ({
    ...stores,
    commit: async (ctx, changes, messages) => (refusing ? err(stale) : stores.commit(ctx, changes, messages)),
  });
  const bench = makeLicenceBench({ around });
  await bench.have();
  await unpaid(bench);
  refusing = true;
  await expect(bench.run('a', mailboxes(0, 6))).rejects.toThrow('table storage');
  await expect(bench.book(9)).rejects.toThrow('table storage');
});
