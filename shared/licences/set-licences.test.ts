import { expect, it } from 'vitest';
import { mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { billingAccountId } from '../billing/billing-account.ts';
import { conflict, stale } from '../kernel/failures.ts';
import { err } from '../kernel/result.ts';

/** Imports of 5 and of 3 mailboxes, eight licences, no trial any more. */
const open = async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.create('b', mailboxes(5, 8));
  await bench.book(8);
  bench.afterTrial();
  const charges = async () =>
    (await bench.stores.billingAccounts.get(bench.ctx, billingAccountId))?.value.charges ?? [];
  return { ...bench, charges };
};

it('[L11] fewer licences than are in use are refused with the imports that would pause', async () => {
  const { book, charges } = await open();
  expect(await book(7, false)).toEqual(
    err({ type: 'licences-in-use', needed: 8, wanted: 7, imports: ['b'] }),
  );
  expect(await book(4, false)).toMatchObject({ error: { imports: ['a'] } });
  expect(await charges()).toEqual([]);
});

it('[L11] accepted, imports pause; booking enough resumes them and wakes them in the same commit', async () => {
  const { book, licenceHold, sent, overview } = await open();
  expect(await book(5)).toMatchObject({ ok: true, value: { value: { held: 5, inUse: 5, missing: 3 } } });
  expect(await licenceHold('b')).toBe('licences-short');
  await book(7);
  expect(await licenceHold('b')).toBe('licences-short');
  expect(sent).toEqual([]);
  await book(8);
  expect(await licenceHold('b')).toBeUndefined();
  expect(sent.map(({ queue }) => queue)).toEqual(['import-wakeups']);
  expect(await overview()).toMatchObject({ missing: 0, inUse: 8 });
});

it('[L11] booking more pauses nothing that runs, also where an older, larger import would fit instead', async () => {
  const { book, licenceHold } = await open();
  await book(3);
  expect(await Promise.all(['a', 'b'].map(licenceHold))).toEqual(['licences-short', undefined]);
  expect((await book(5, false)).ok).toBe(true);
  expect(await Promise.all(['a', 'b'].map(licenceHold))).toEqual(['licences-short', undefined]);
});

it('[L11] nothing in use, nothing to accept', async () => {
  const { book, remove } = await open();
  await remove('b');
  expect(await book(5, false)).toMatchObject({ ok: true });
});

it('[L10] while the trial runs any number may be given back', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.book(5);
  expect(await bench.book(1, false)).toMatchObject({ ok: true });
  expect(await bench.licenceHold('a')).toBeUndefined();
});

it('[L11] a seat that is given back by a deleted import resumes one that waits', async () => {
  const { book, remove, licenceHold, sent } = await open();
  await book(5);
  await remove('a');
  expect(await licenceHold('b')).toBeUndefined();
  expect(sent.map(({ queue }) => queue)).toEqual(['import-wakeups']);
});

it('what was read before somebody else booked is stale', async () => {
  const { ctx, setLicences, readLicences, book } = await open();
  const { etag } = await readLicences(ctx);
  const allowed = (stored: string) => stored === etag;
  await book(9);
  expect(await setLicences(ctx, allowed, { held: 10 })).toEqual(err(stale));
});

it('what was read is booked upon, also by a company that has nothing yet', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  for (const held of [3, 4]) {
    const { etag } = await bench.readLicences(bench.ctx);
    expect(etag).not.toBe('');
    const done = await bench.setLicences(bench.ctx, (stored) => stored === etag, { held });
    expect(done).toMatchObject({ ok: true, value: { value: { held } } });
  }
});

it('[L11] to book none is not to have booked', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.book(0);
  bench.afterTrial();
  expect(await bench.licenceHold('a')).toBe('trial-ended');
  await bench.book(1);
  await bench.book(0);
  expect(await bench.licenceHold('a')).toBe('licences-short');
});

it('an overview is stale once the trial has ended', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  const before = await bench.readLicences(bench.ctx);
  bench.afterTrial();
  const after = await bench.readLicences(bench.ctx);
  expect([before.value.inUse, after.value.inUse]).toEqual([5, 0]);
  expect(after.etag).not.toBe(before.etag);
});

it('the plan decides how often imports may run, and stays where it is not named', async () => {
  const { ctx, setLicences, runsPerDay } = await open();
  expect(await runsPerDay(ctx)).toBe(1);
  await setLicences(ctx, () => true, { held: 8, plan: 'premium' });
  await setLicences(ctx, () => true, { held: 9 });
  expect(await runsPerDay(ctx)).toBe(24);
});

it('[L1][L12] a cheaper plan that is to come stays where more are booked and no plan is named; the present one withdraws it', async () => {
  const { ctx, setLicences, settle, overview } = await open();
  await settle();
  const want = (held: number, plan?: 'standard' | 'premium') => setLicences(ctx, () => true, { held, plan });
  await want(8, 'premium');
  await want(8, 'standard');
  expect(await overview()).toMatchObject({ plan: 'premium', later: { plan: 'standard', held: 8 } });
  await want(9);
  expect(await overview()).toMatchObject({ plan: 'premium', held: 9, later: { plan: 'standard', held: 9 } });
  await want(9, 'premium');
  expect(await overview()).not.toHaveProperty('later');
});

it('[L12] what is booked is charged from the day on; what changes nothing is neither', async () => {
  const { ctx, clock, setLicences, settle, charges } = await open();
  await settle();
  expect(await charges()).toMatchObject([{ reason: 'term', plan: 'standard', quantity: 8, amount: 8 * 99 }]);
  const set = await setLicences(ctx, () => true, { held: 12, plan: 'premium' });
  expect(await setLicences(ctx, () => true, { held: 12, plan: 'premium' })).toEqual(set);
  expect(await charges()).toMatchObject([
    { reason: 'term', quantity: 8 },
    { reason: 'added', plan: 'standard', quantity: 4, unitAmount: 99 },
    { reason: 'upgraded', plan: 'premium', quantity: 12, unitAmount: 50 },
  ]);
  clock.advance(1000);
  await setLicences(ctx, () => true, { held: 9, plan: 'premium', acceptPause: true });
  expect(await charges()).toHaveLength(3);
});

it('[L12] a period holds 200 bookings; one more is refused and changes nothing, giving back is not', async () => {
  const { ctx, setLicences, settle, stores, overview } = await open();
  await settle();
  const stored = await stores.billingAccounts.get(ctx, billingAccountId);
  const [term] = stored?.value.charges ?? [];
  if (stored === undefined || term === undefined) throw new Error('nothing was charged');
  const full = { ...stored.value, charges: Array.from({ length: 199 }, () => term) };
  await stores.commit(ctx, [stores.billingAccounts.replaced(ctx, stored.etag, full)]);
  const want = (held: number, plan?: 'premium') =>
    setLicences(ctx, () => true, { held, plan, acceptPause: true });
  const before = await overview();
  expect(await want(9, 'premium')).toEqual(err(conflict('too-many-bookings')));
  expect(await overview()).toEqual(before);
  expect(await want(9)).toMatchObject({ ok: true });
  expect(await want(10)).toEqual(err(conflict('too-many-bookings')));
  expect(await want(3)).toMatchObject({ ok: true });
});

it('[L11] fewer count from the end of the term; who wants them back before keeps what is paid', async () => {
  const { ctx, clock, setLicences, settle, overview } = await open();
  await settle();
  const want = (held: number) => setLicences(ctx, () => true, { held, acceptPause: true });
  expect(await want(3)).toMatchObject({ ok: true, value: { value: { held: 8 } } });
  expect(await want(8)).toMatchObject({ ok: true });
  clock.advance(32 * 24 * 3_600_000);
  await settle();
  expect(await overview()).toMatchObject({ held: 8 });
  await want(3);
  clock.advance(32 * 24 * 3_600_000);
  await settle();
  expect(await overview()).toMatchObject({ held: 3, inUse: 3 });
});

it('a company that is not set up cannot book', async () => {
  const { book } = makeLicenceBench();
  expect(await book(3)).toEqual(err(conflict('tenant-not-ready')));
});

it('a company without imports has no lists to read', async () => {
  const bench = makeLicenceBench();
  await bench.have();
  const { reads } = bench.calls;
  await bench.book(3);
  // The company, and its account.
  expect(bench.calls.reads).toBe(reads + 2);
});
