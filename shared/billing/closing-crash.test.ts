import { expect, it } from 'vitest';
import { type BillingBench, makeBillingBench } from '../../tests/support/billing-bench.ts';
import { makeCrashPoints } from '../../tests/support/crash-points.ts';
import { mailboxes } from '../../tests/support/licence-bench.ts';
import { makeMemoryDueTenants } from '../../tests/support/memory-due-tenants.ts';

const changes = ['inserted', 'replaced', 'deleted'] as const;
const endOfMonth = '2026-06-30T22:00:00.000Z';

/** A month that ends with a charge, a term of mailboxes that ends smaller, a mail to write; an instance that may die. */
const open = async () => {
  const points = makeCrashPoints();
  const dueBilling = makeMemoryDueTenants();
  const bench = makeBillingBench({
    startsAt: '2026-02-28T23:00:00.000Z',
    dueBilling: points.wrap(dueBilling, ['acrossTenants']),
    around: (kept) => ({
      ...kept,
      accounts: points.wrap(kept.accounts, [...changes, 'all']),
      billingAccounts: points.wrap(kept.billingAccounts, [...changes, 'all']),
      statements: points.wrap(kept.statements, [...changes, 'all']),
      tenants: points.wrap(kept.tenants, [...changes, 'all']),
      commit: points.wrap(kept.commit),
    }),
  });
  await bench.have({ notificationAddress: 'admin@mueller.example' });
  await bench.create('a', mailboxes(0, 8));
  // Ids that do not differ from one bench to the next.
  await bench.setLicences({ ...bench.ctx, commandId: 'mailboxes' }, () => true, { held: 8 });
  await bench.subscribe({ ...bench.ctx, commandId: 'app' }, { plan: 'app-monthly', quantity: 3 });
  await bench.passUntil('2026-06-15T10:00:00.000Z');
  await bench.setLicences(bench.ctx, () => true, { held: 10 });
  await bench.setLicences(bench.ctx, () => true, { held: 4, acceptPause: true });
  await bench.passUntil('2026-06-30T21:00:00.000Z');
  return { ...bench, points };
};

const outcome = async (bench: BillingBench) => {
  const { told: _told, ...overview } = (await bench.stores.accounts.get(bench.ctx, 'self'))?.value ?? {};
  const { issuedAt: _at, ...statement } = (await bench.statements())[0] ?? {};
  const mails = (await bench.mails()).map(({ kind }) => kind);
  return {
    account: { ...(await bench.account()), subscriptions: (await bench.account())?.subscriptions.length },
    overview,
    statement,
    statements: (await bench.statements()).length,
    mails,
    due: await bench.due('2999'),
  };
};

it('[L12] whoever dies at any side effect of closing a period: it is closed once, with one number and one mail', async () => {
  const calm = await open();
  await calm.passUntil('2026-07-01T12:00:00.000Z');
  const wanted = await outcome(calm);
  expect(wanted).toMatchObject({ statements: 1, overview: { held: 4 } });
  expect(wanted.mails.filter((kind) => kind === 'statement-issued')).toHaveLength(1);

  let deaths = 0;
  for (const when of ['before', 'after'] as const) {
    for (let at = 1; at < 60; at++) {
      const bench = await open();
      bench.setTo(endOfMonth);
      bench.points.arm(at, when);
      const { settleBilling, ctx } = bench;
      const died = await settleBilling(ctx, { dueAt: endOfMonth }).then(
        () => bench.points.died(),
        () => true,
      );
      bench.points.revive();
      if (!died) break;
      deaths++;
      // The message comes again, and the timer asks as well.
      await settleBilling(ctx, { dueAt: endOfMonth });
      await bench.passUntil('2026-07-01T12:00:00.000Z');
      expect(await outcome(bench)).toEqual(wanted);
    }
  }
  expect(deaths).toBeGreaterThan(12);
});

it('[L12] two instances that settle at once, and the timer twice, close one period once', async () => {
  const bench = await open();
  bench.setTo(endOfMonth);
  await Promise.all(Array.from({ length: 4 }, () => bench.settleBilling(bench.ctx, { dueAt: endOfMonth })));
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect(await bench.statements()).toHaveLength(1);
  expect((await bench.mails()).filter(({ kind }) => kind === 'statement-issued')).toHaveLength(1);
  const terms = (await bench.charges()).filter(
    ({ reason, plan }) => reason === 'term' && plan === 'standard',
  );
  expect(terms.map(({ from }) => from)).toEqual(['2026-06-01', '2026-07-01']);
});

it('[L12] the timer asks for each due account again until it has moved on, and then no more', async () => {
  const bench = await open();
  expect(await bench.queueSettlements()).toBe(0);
  bench.setTo(endOfMonth);
  expect(await bench.queueSettlements()).toBe(1);
  expect(await bench.queueSettlements()).toBe(1);
  expect(bench.sent.at(-1)).toMatchObject({ queue: 'billing-settlements', body: { dueAt: endOfMonth } });
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect(await bench.queueSettlements()).toBe(0);
});

it('[L12] an entry that is out of date goes, and nothing is written for it', async () => {
  const bench = await open();
  const before = await bench.account();
  const { commits } = bench.calls;
  await bench.billing.dueBilling.put(bench.ctx, '2026-06-20T22:00:00.000Z');
  await bench.settleBilling(bench.ctx, { dueAt: '2026-06-20T22:00:00.000Z' });
  expect(await bench.account()).toEqual({ ...before, settledOn: '2026-06-30' });
  expect(bench.calls.commits - commits).toBeLessThanOrEqual(1);
  expect(await bench.due('2026-06-30T12:00:00.000Z')).toEqual([]);
  expect(await bench.due('2999')).toEqual([before?.dueAt]);
});

it('[L12] an entry of a company that has nothing leaves nothing behind', async () => {
  const bench = makeBillingBench();
  await bench.have();
  await bench.billing.dueBilling.put(bench.ctx, '2026-02-28T23:00:00.000Z');
  await bench.settleBilling(bench.ctx, { dueAt: '2026-02-28T23:00:00.000Z' });
  expect([await bench.account(), await bench.due('2999')]).toEqual([undefined, []]);
  const stranger = makeBillingBench();
  await stranger.settleBilling(stranger.ctx, { dueAt: '2026-02-28T23:00:00.000Z' });
  expect(await stranger.account()).toBeUndefined();
});

it('[L12] an instance whose clock is behind closes nothing, keeps the entry and takes nothing back', async () => {
  const bench = await open();
  bench.setTo('2026-06-30T21:59:58.000Z');
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect([await bench.statements(), await bench.due(endOfMonth)]).toEqual([[], [endOfMonth]]);
  bench.setTo(endOfMonth);
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  const settled = await bench.account();
  bench.setTo('2026-06-28T10:00:00.000Z');
  await bench.settle();
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect(await bench.account()).toEqual(settled);
  expect(await bench.statements()).toHaveLength(1);
});

it('[L12] a timer that was away for months closes them all, each by its own statement, with the licences of today', async () => {
  const bench = await open();
  bench.setTo('2026-10-05T00:00:00.000Z');
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect((await bench.statements()).map(({ sequence, period }) => [sequence, period.until])).toEqual([
    [1, '2026-07-01'],
    [2, '2026-08-01'],
    [3, '2026-09-01'],
    [4, '2026-10-01'],
  ]);
  expect(await bench.overview()).toMatchObject({ held: 4 });
});

it('[L12][L11] licences that were given back end with their term, also where the timer comes after the month has ended', async () => {
  const bench = await open();
  await bench.setLicences(bench.ctx, () => true, { held: 0, acceptPause: true });
  expect(await bench.overview()).toMatchObject({ held: 10, later: { held: 0, on: '2026-07-01' } });
  bench.setTo('2026-08-03T10:00:00.000Z');
  await bench.settleBilling(bench.ctx, { dueAt: endOfMonth });
  expect(await bench.overview()).toMatchObject({ held: 0, inUse: 0, missing: 8 });
  expect(await bench.licenceHold('a')).toBe('licences-short');
});
