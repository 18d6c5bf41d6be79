import { expect, it } from 'vitest';
import { type BillingBench, makeBillingBench } from '../../tests/support/billing-bench.ts';
import { mailboxes } from '../../tests/support/licence-bench.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { conflict, notFound } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';
import { proRata } from './money.ts';
import { statementEntityId } from './statement.ts';

/** A company with a statement of two lines (792 and 53 net), and a month under way. */
const open = async () => {
  const bench = makeBillingBench({ startsAt: '2026-02-28T23:00:00.000Z' });
  await bench.have({ notificationAddress: 'admin@mueller.example' });
  await bench.create('a', mailboxes(0, 8));
  await bench.setLicences(bench.ctx, () => true, { held: 8 });
  await bench.passUntil('2026-06-15T10:00:00.000Z');
  await bench.setLicences(bench.ctx, () => true, { held: 9 });
  await bench.passUntil('2026-07-10T10:00:00.000Z');
  return bench;
};
const correct = (bench: BillingBench, credits: Parameters<BillingBench['correctStatement']>[2]['credits']) =>
  bench.correctStatement(bench.ctx, 1, { reason: 'Falsch gebucht', credits });

it('[L12] what was charged wrongly is given back by a statement of its own, and the first one stays as it is', async () => {
  const bench = await open();
  const [before] = await bench.statements();
  expect(before?.lines.map(({ amount }) => amount)).toEqual([792, 53]);
  const made = succeeded(await correct(bench, [{ line: 1 }]));
  expect(made).toMatchObject({
    sequence: 2,
    issuedOn: '2026-07-10',
    corrects: { sequence: 1, issuedOn: '2026-07-01', reason: 'Falsch gebucht' },
    lines: [{ reason: 'credit', amount: -53, corrects: 1 }],
    net: -53,
    // 845 bear 161 of tax, the 792 that are left 150.
    tax: -11,
    gross: -64,
  });
  expect((await bench.statements()).map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect((await bench.statements())[0]).toEqual(before);
  expect((await bench.mails()).at(-1)).toMatchObject({ params: { gross: '-0.64', correction: 1 } });
});

it('[L12] no line is given back twice, in parts, in whole or by two of one request', async () => {
  const bench = await open();
  succeeded(await correct(bench, [{ line: 0, amount: 700 }]));
  const tooMuch = { type: 'invalid', errors: [{ pointer: '/credits/0/amount', rule: 'maximum' }] };
  expect(await correct(bench, [{ line: 0, amount: 93 }])).toMatchObject({ error: tooMuch });
  const twice = [
    { line: 0, amount: 50 },
    { line: 0, amount: 50 },
  ];
  expect(await correct(bench, twice)).toMatchObject({
    error: { errors: [{ pointer: '/credits/1/amount', params: { max: 42 } }] },
  });
  expect(succeeded(await correct(bench, [{ line: 0 }])).net).toBe(-92);
  expect(await correct(bench, [{ line: 0 }])).toEqual(err(conflict('nothing-to-credit')));
  expect(await correct(bench, [{ line: 7 }])).toMatchObject({
    error: { errors: [{ pointer: '/credits/0/line', rule: 'unknown-line' }] },
  });
  expect(await bench.statements()).toHaveLength(3);
});

it('[L12] in however many parts: what is left is taxed as if it had been charged so, and all of it gives all back', async () => {
  const bench = await open();
  const left = async () => {
    const all = await bench.statements();
    const total = (of: 'net' | 'tax' | 'gross') => all.reduce((sum, each) => sum + each[of], 0);
    return [total('net'), total('tax'), total('gross')];
  };
  expect(await left()).toEqual([845, 161, 1006]);
  for (let net = 842; net >= 815; net -= 3) {
    succeeded(await correct(bench, [{ line: 1, amount: 3 }]));
    expect(await left()).toEqual([net, proRata(net, 19, 100), net + proRata(net, 19, 100)]);
  }
  succeeded(await correct(bench, [{ line: 0 }]));
  succeeded(await correct(bench, [{ line: 1 }]));
  expect(await left()).toEqual([0, 0, 0]);
});

it('[L12] a correction is not corrected, and an unknown statement is not found', async () => {
  const bench = await open();
  succeeded(await correct(bench, [{ line: 0 }]));
  const again = { reason: 'x', credits: [{ line: 0 }] };
  expect(await bench.correctStatement(bench.ctx, 2, again)).toEqual(err(conflict('is-correction')));
  expect(await bench.correctStatement(bench.ctx, 9, again)).toEqual(err(notFound));
});

it('[L12] corrections at once, and the close of a month with them: numbers without a gap, nothing given back twice', async () => {
  const bench = await open();
  bench.setTo('2026-07-31T22:00:00.000Z');
  const [dueAt = ''] = await bench.due(bench.now());
  await Promise.all([
    ...Array.from({ length: 5 }, () => correct(bench, [{ line: 0, amount: 300 }])),
    bench.settleBilling(bench.ctx, { dueAt }),
    bench.setLicences(bench.ctx, () => true, { held: 12 }),
  ]);
  const all = await bench.statements();
  expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  expect(all.filter(({ corrects }) => corrects !== undefined).map(({ net }) => net)).toEqual([-300, -300]);
  expect((await bench.account())?.statements).toBe(4);
  const statement = await bench.stores.statements.get(bench.ctx, statementEntityId({ sequence: 4 }));
  expect(statement?.value).toEqual(all[3]);
});

it('[L12] the same command again, after its answer was lost, gives the same correction back', async () => {
  const bench = await open();
  const ctx = { ...bench.ctx, commandId: 'c1' };
  const wish = { reason: 'x', credits: [{ line: 0, amount: 100 }] };
  const first = await bench.correctStatement(ctx, 1, wish);
  expect(await bench.correctStatement(ctx, 1, wish)).toEqual(first);
  expect(await bench.statements()).toHaveLength(2);
  const other = await bench.correctStatement({ ...ctx, commandId: 'c2' }, 1, wish);
  expect(other).toMatchObject({ value: { sequence: 3 } });
});

it('[L12] a correction that closes a month on its way leaves the licences that the month brings', async () => {
  const bench = await open();
  await bench.setLicences(bench.ctx, () => true, { held: 2, acceptPause: true });
  bench.setTo('2026-08-01T10:00:00.000Z');
  succeeded(await correct(bench, [{ line: 0 }]));
  expect((await bench.statements()).map(({ corrects }) => corrects?.sequence)).toEqual([
    undefined,
    undefined,
    1,
  ]);
  expect(await bench.overview()).toMatchObject({ held: 2 });
});
