import { expect, it } from 'vitest';
import { makeBillingBench } from '../../tests/support/billing-bench.ts';
import { mailboxes } from '../../tests/support/licence-bench.ts';
import { conflict } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';
import { makeCloseBilling } from './close-billing.ts';

const open = async (startsAt = '2026-02-28T23:00:00.000Z') => {
  const bench = makeBillingBench({ startsAt });
  await bench.have({ notificationAddress: 'admin@mueller.example' });
  const told = async () => (await bench.mails()).map(({ kind, params }) => ({ kind, ...params }));
  const leave = (requestedAt: string) =>
    bench.changeTenant({
      state: 'leaving',
      departure: { requestedBy: 'x', requestedAt },
      erasedAfter: '2026-08-01T10:00:00.000Z',
    });
  return { ...bench, told, leave };
};

it('[L2][N1] the end of the app’s trial is announced a week and a day before, once each, then billed', async () => {
  const bench = await open();
  await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 4 });
  await bench.passUntil('2026-05-24T21:59:00.000Z');
  expect(await bench.told()).toEqual([]);
  await bench.passUntil('2026-07-01T00:00:00.000Z');
  expect(await bench.told()).toMatchObject([
    { kind: 'trial-ends', product: 'app', on: '2026-06-01', days: 7, continues: 1 },
    { kind: 'trial-ends', product: 'app', on: '2026-06-01', days: 1, continues: 1 },
    { kind: 'statement-issued', gross: '11.85', correction: 0 },
  ]);
});

it('[L3][N1] a cancellation is confirmed by mail, once; what was cancelled in the trial is never billed', async () => {
  const bench = await open();
  await bench.subscribe(bench.ctx, { plan: 'app-yearly', quantity: 4 });
  await bench.wish({ cancelled: true });
  await bench.wish({ cancelled: true });
  await bench.passUntil('2027-07-01T00:00:00.000Z');
  expect(await bench.told()).toMatchObject([
    { kind: 'subscription-cancelled', product: 'app', on: '2026-06-01' },
    { kind: 'trial-ends', days: 7, continues: 0 },
    { kind: 'trial-ends', days: 1, continues: 0 },
  ]);
  expect(await bench.charges()).toEqual([]);
});

it('[L3][L8][N1] that no mailboxes are to be held any more is a cancellation, too: confirmed once, in the trial and after it', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 5));
  const book = (held: number) => bench.setLicences(bench.ctx, () => true, { held, acceptPause: true });
  const told = async () => (await bench.told()).filter(({ kind }) => kind === 'subscription-cancelled');
  await book(5);
  await book(0);
  await book(0);
  expect(await told()).toMatchObject([{ product: 'mailbox-sync', on: '2026-06-01' }]);
  await book(5);
  await bench.passUntil('2026-06-20T10:00:00.000Z');
  await book(3);
  expect(await told()).toHaveLength(1);
  await book(0);
  await book(0);
  await bench.passUntil('2026-09-01T10:00:00.000Z');
  expect(await told()).toMatchObject([{ on: '2026-06-01' }, { product: 'mailbox-sync', on: '2026-07-01' }]);
});

it('[L10][N1] the end of the mailboxes’ trial is announced also where nobody has booked', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 5));
  await bench.passUntil('2027-01-01T00:00:00.000Z');
  expect(await bench.told()).toMatchObject([
    { kind: 'trial-ends', product: 'mailbox-sync', on: '2026-06-01', days: 7, continues: 0 },
    { kind: 'trial-ends', product: 'mailbox-sync', on: '2026-06-01', days: 1, continues: 0 },
  ]);
  expect([await bench.charges(), await bench.due('2999')]).toEqual([[], []]);
});

it('[L10][N1] booked after the first announcement, the second says that it goes on', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 5));
  await bench.passUntil('2026-05-28T10:00:00.000Z');
  await bench.setLicences(bench.ctx, () => true, { held: 5 });
  await bench.passUntil('2026-06-02T00:00:00.000Z');
  expect(await bench.told()).toMatchObject([
    { days: 7, continues: 0 },
    { days: 1, continues: 1 },
  ]);
  expect(await bench.charges()).toMatchObject([{ quantity: 5, from: '2026-06-01' }]);
});

it('[L2] a timer that was away over both announcements makes one, and none after the end', async () => {
  const bench = await open();
  await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 4 });
  bench.setTo('2026-05-31T10:00:00.000Z');
  await bench.settle();
  await bench.settle();
  expect(await bench.told()).toMatchObject([{ days: 1 }]);
  // Late for the first only: it says how many days are left, and the second one comes in its time.
  const between = await open();
  await between.subscribe(between.ctx, { plan: 'app-monthly', quantity: 4 });
  between.setTo('2026-05-28T10:00:00.000Z');
  await between.settle();
  await between.passUntil('2026-06-02T00:00:00.000Z');
  expect(await between.told()).toMatchObject([{ days: 4 }, { days: 1 }]);
  const late = await open();
  await late.subscribe(late.ctx, { plan: 'app-monthly', quantity: 4 });
  late.setTo('2026-06-03T10:00:00.000Z');
  await late.settle();
  expect(await late.told()).toEqual([]);
});

it('[T6][L12] a company that asks to leave: what it owes is on a last statement at once, and no further term begins', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.subscribe(bench.ctx, { plan: 'app-yearly', quantity: 1 });
  await bench.passUntil('2026-06-20T10:00:00.000Z');
  await bench.leave(bench.now());
  await bench.settle();
  expect(await bench.statements()).toMatchObject([
    { period: { until: '2026-06-21' }, net: 792 + 2490, issuedOn: '2026-06-20' },
  ]);
  expect(await bench.setLicences(bench.ctx, () => true, { held: 9 })).toEqual(
    err(conflict('tenant-leaving')),
  );
  expect(await bench.wish({ quantity: 9 })).toEqual(err(conflict('tenant-leaving')));
  expect((await bench.told()).filter(({ kind }) => kind === 'subscription-cancelled')).toHaveLength(2);
  await bench.passUntil('2027-07-01T00:00:00.000Z');
  expect(await bench.statements()).toHaveLength(1);
  expect((await bench.account())?.charges).toEqual([]);
});

it('[T6][L12] who stays after all keeps his term; what he books then goes on, also after the cancellation', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-06-20T10:00:00.000Z');
  await bench.leave(bench.now());
  await bench.settle();
  await bench.changeTenant({ state: 'active', departure: undefined, erasedAfter: undefined });
  expect(await bench.overview()).toMatchObject({ held: 8, later: { held: 0, on: '2026-07-01' } });
  await bench.setLicences(bench.ctx, () => true, { held: 9 });
  await bench.passUntil('2026-08-02T00:00:00.000Z');
  expect((await bench.charges()).map(({ from }) => from)).toEqual([
    '2026-06-01',
    '2026-06-20',
    '2026-07-01',
    '2026-08-01',
  ]);
  // What was charged on the day on which it asked to leave, after that, is within the period that tells of it.
  expect((await bench.statements()).map(({ period }) => period)).toEqual([
    { from: '2026-06-01', until: '2026-06-21' },
    { from: '2026-06-20', until: '2026-07-01' },
    { from: '2026-07-01', until: '2026-08-01' },
  ]);
});

it('[T6][L12] a term that had begun before the company asked to leave is owed, also where the timer was late', async () => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-06-20T10:00:00.000Z');
  bench.setTo('2026-07-03T10:00:00.000Z');
  await bench.leave(bench.now());
  await bench.passUntil('2026-09-01T00:00:00.000Z');
  expect((await bench.charges()).map(({ from }) => from)).toEqual(['2026-06-01', '2026-07-01']);
  expect((await bench.account())?.charges).toEqual([]);
});

it.each([
  ['half an hour before the company’s midnight, is not owed', '2026-06-30T21:30:00.000Z', ['2026-06-01']],
  ['half an hour after it, is owed', '2026-06-30T22:30:00.000Z', ['2026-06-01', '2026-07-01']],
])('[T6][L12] a term that begins on 1 July, where the wish to leave came %s', async (_when, at, terms) => {
  const bench = await open();
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-06-20T10:00:00.000Z');
  await bench.leave(at);
  bench.setTo('2026-07-03T10:00:00.000Z');
  await bench.settle();
  expect((await bench.charges()).map(({ from }) => from)).toEqual(terms);
});

it('[T6][L12] where an erasure begins without a wish to leave, what is owed is on a last statement in that commit', async () => {
  const bench = await open();
  const close = makeCloseBilling(bench.billing);
  expect(await close(bench.ctx)).toEqual({ changes: [], messages: [] });
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-07-20T10:00:00.000Z');
  await bench.changeTenant({ state: 'consent-lost', erasedAfter: bench.now() });
  expect((await bench.account())?.charges).toHaveLength(1);
  const { changes, messages } = await close(bench.ctx);
  expect((await bench.stores.commit(bench.ctx, changes, messages)).ok).toBe(true);
  expect((await bench.statements()).map(({ sequence, net }) => [sequence, net])).toEqual([
    [1, 792],
    [2, 792],
  ]);
  expect(await bench.account()).toMatchObject({ charges: [], statements: 2 });
  expect((await bench.told()).filter(({ kind }) => kind === 'statement-issued')).toMatchObject([
    { gross: '9.42' },
    { gross: '9.42' },
  ]);
});

it('[L6][N1] seats that are added have it looked at whether they are short; fewer, or mailboxes, have not', async () => {
  const bench = await open();
  const looks = () => bench.sent.filter(({ queue }) => queue === 'billing-settlements').length;
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  expect(looks()).toBe(0);
  await bench.subscribe(bench.ctx, { plan: 'app-monthly', quantity: 4 });
  expect(looks()).toBe(1);
  await bench.wish({ quantity: 3 });
  await bench.wish({ plan: 'app-yearly' });
  expect(looks()).toBe(1);
  await bench.passUntil('2026-03-02T10:00:00.000Z');
  await bench.wish({ quantity: 5 });
  expect(bench.sent.at(-1)).toMatchObject({
    queue: 'billing-settlements',
    body: { dueAt: '2026-03-02T10:00:00.000Z' },
  });
  expect(looks()).toBe(2);
  await bench.passUntil('2026-08-02T00:00:00.000Z');
  expect(looks()).toBe(2);
});
