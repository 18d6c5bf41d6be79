import { expect, it } from 'vitest';
import { type LicenceStores, mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { stale } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';
import { mostMailboxes } from './seat-list.ts';

const open = async (held = 0) => {
  const bench = makeLicenceBench();
  await bench.have();
  if (held > 0) await bench.book(held);
  return bench;
};

/** A tenant whose trial is over and that has booked. */
const paying = async (held: number) => {
  const bench = await open(held);
  await bench.create('first', []);
  bench.afterTrial();
  return bench;
};

it('[L8] twelve contacts to eight users are eight licences', async () => {
  const { create, overview } = await open();
  expect((await create('a', mailboxes(0, 8))).ok).toBe(true);
  expect(await overview()).toMatchObject({ needed: 8, held: 0, missing: 8, inUse: 8 });
});

it('[L8] a mailbox of two imports counts once, in whatever case its id comes', async () => {
  const { create, overview } = await open();
  await create('a', mailboxes(10, 18));
  await create(
    'b',
    [...mailboxes(14, 20), ...mailboxes(10, 12)].map((id) => id.toUpperCase()),
  );
  expect(await overview()).toMatchObject({
    needed: 10,
    imports: [
      { importId: 'a', mailboxes: 8 },
      { importId: 'b', mailboxes: 8 },
    ],
  });
});

it('[L10] the first import begins the trial, in which any number is entitled; there is no second one', async () => {
  const bench = await open();
  expect((await bench.overview()).trial).toBeUndefined();
  await bench.create('a', mailboxes(0, 5000));
  const trial = { startedAt: '2026-03-01T08:00:00.000Z', endsAt: '2026-06-01T07:00:00.000Z', running: true };
  expect(await bench.overview()).toMatchObject({ trial, needed: 5000, inUse: 5000 });
  bench.clock.advance(1000);
  await bench.create('b', mailboxes(5000, 5001));
  await bench.remove('a');
  await bench.remove('b');
  bench.afterTrial();
  expect(await bench.create('c', mailboxes(0, 1))).toEqual(
    err({ type: 'licences-short', needed: 1, held: 0, missing: 1 }),
  );
  expect((await bench.overview()).trial).toEqual({ ...trial, running: false });
});

it('[L10] the trial is reckoned in the company’s time zone, in Berlin’s where none is known', async () => {
  const endOf = async (timeZone?: string) => {
    const bench = makeLicenceBench();
    if (timeZone !== undefined) await bench.have({ timeZone });
    await bench.create('a', []);
    return (await bench.overview()).trial?.endsAt;
  };
  expect(await endOf('Asia/Tokyo')).toBe('2026-06-01T08:00:00.000Z');
  expect(await endOf('Europe/Berlin')).toBe('2026-06-01T07:00:00.000Z');
  expect(await endOf()).toBe('2026-06-01T07:00:00.000Z');
});

it('[L11] an import that would exceed what is held is refused with the figures, and leaves nothing', async () => {
  const bench = await paying(8);
  expect((await bench.create('a', mailboxes(0, 6))).ok).toBe(true);
  const commits = bench.calls.commits;
  expect(await bench.create('b', mailboxes(4, 9))).toEqual(
    err({ type: 'licences-short', needed: 9, held: 8, missing: 1 }),
  );
  expect(bench.calls.commits).toBe(commits);
  expect((await bench.create('b', mailboxes(4, 8))).ok).toBe(true);
  expect(await bench.overview()).toMatchObject({ needed: 8, held: 8, missing: 0, inUse: 8 });
});

it('[L11] booking what is missing is enough', async () => {
  const bench = await paying(3);
  const refused = await bench.create('a', mailboxes(0, 10));
  if (refused.ok || refused.error.type !== 'licences-short') throw new Error('not refused');
  await bench.book(3 + refused.error.missing);
  expect((await bench.create('a', mailboxes(0, 10))).ok).toBe(true);
});

it('[L11] two imports created at once do not both get the last seats', async () => {
  const bench = await paying(10);
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((id, n) => bench.create(id, mailboxes(n * 4, n * 4 + 4))),
  );
  expect(answers.filter(({ ok: done }) => done)).toHaveLength(2);
  expect(await bench.overview()).toMatchObject({ needed: 8, inUse: 8 });
});

it('[L10] two first imports at once begin one trial', async () => {
  const bench = await open();
  const answers = await Promise.all(['a', 'b', 'c'].map((id, n) => bench.create(id, mailboxes(n, n + 1))));
  expect(answers.every(({ ok: done }) => done)).toBe(true);
  expect(await bench.overview()).toMatchObject({ needed: 3, trial: { running: true } });
});

it('an import that is there already is told so, without a write', async () => {
  const bench = await paying(2);
  await bench.create('a', mailboxes(0, 2));
  const commits = bench.calls.commits;
  expect(await bench.create('a', mailboxes(0, 2))).toEqual(err({ type: 'conflict', reason: 'exists' }));
  expect(bench.calls.commits).toBe(commits);
});

it('a refusal of the caller’s own rows is handed back and claims nothing', async () => {
  const bench = await paying(2);
  let tries = 0;
  const done = await bench.claimForNewImport(
    bench.ctx,
    { importId: 'a', mailboxes: mailboxes(0, 2) },
    async () => {
      tries++;
      return err(stale);
    },
  );
  expect(done).toEqual(err(stale));
  expect(tries).toBe(1);
  expect(await bench.overview()).toMatchObject({ needed: 0 });
});

it('whoever always comes too late gives up and asks for a redelivery', async () => {
  const bench = await open();
  let n = 0;
  const late = bench.claimForNewImport(bench.ctx, { importId: 'a', mailboxes: mailboxes(0, 2) }, async () => {
    await bench.create(`other-${n++}`, []);
    return err(stale);
  });
  await expect(late).rejects.toThrow('table storage');
  expect(n).toBe(12);
});

it('a list that was read torn refuses nobody', async () => {
  // Between the reading of the account and that of the lists, licences are booked and used by a run.
  let between: (() => Promise<unknown>) | undefined;
  const around = (stores: LicenceStores): LicenceStores => ({
    ...stores,
    seatLists: {
      ...stores.seatLists,
      all: async function* (ctx, under) {
        const act = between;
        between = undefined;
        await act?.();
        yield* stores.seatLists.all(ctx, under);
      },
    },
  });
  const bench = makeLicenceBench({ around });
  await bench.have();
  await bench.book(5);
  await bench.create('a', mailboxes(0, 2));
  bench.afterTrial();
  between = async () => {
    await bench.book(13);
    await bench.run('a', mailboxes(0, 10));
  };
  expect((await bench.create('b', mailboxes(20, 23))).ok).toBe(true);
  expect(await bench.overview()).toMatchObject({ needed: 13, held: 13, inUse: 13 });
});

it('[L11] changing targets is refused like creating where it takes more, never where it takes less', async () => {
  const bench = await paying(5);
  await bench.create('a', mailboxes(0, 5));
  expect(await bench.change('a', mailboxes(0, 7))).toEqual(
    err({ type: 'licences-short', needed: 7, held: 5, missing: 2 }),
  );
  expect((await bench.change('a', mailboxes(3, 8))).ok).toBe(true);
  await bench.book(2);
  expect(await bench.licenceHold('a')).toBe('licences-short');
  expect((await bench.change('a', mailboxes(3, 7))).ok).toBe(true);
  expect(await bench.licenceHold('a')).toBe('licences-short');
  expect((await bench.change('a', mailboxes(3, 5))).ok).toBe(true);
  expect(await bench.licenceHold('a')).toBeUndefined();
  expect(bench.sent.map(({ queue }) => queue)).toEqual(['import-wakeups']);
});

it('more mailboxes than a list takes are refused at their place', async () => {
  const bench = await open();
  expect(await bench.create('a', mailboxes(0, mostMailboxes + 1))).toEqual(
    err({
      type: 'invalid',
      errors: [{ pointer: '/targets', rule: 'max-items', params: { max: mostMailboxes } }],
    }),
  );
});

it('a seat is free again in the commit that removes the import', async () => {
  const bench = await paying(2);
  await bench.create('a', mailboxes(0, 2));
  expect((await bench.create('b', mailboxes(2, 4))).ok).toBe(false);
  expect(await bench.remove('a')).toEqual(ok(expect.anything()));
  expect((await bench.create('b', mailboxes(2, 4))).ok).toBe(true);
  expect(
    (await bench.stores.seatLists.list(bench.ctx, { limit: 9 })).items.map(({ value }) => value.importId),
  ).toEqual(['b', 'first']);
});

it('targets that change no seat still commit what the caller changes, under the account’s ETag', async () => {
  const bench = await paying(3);
  await bench.create('a', mailboxes(0, 3));
  const before = bench.calls.commits;
  expect((await bench.change('a', mailboxes(0, 3))).ok).toBe(true);
  expect(bench.calls.commits).toBe(before + 1);
});
