import { expect, it } from 'vitest';
import { mailboxes, makeLicenceBench } from '../../tests/support/licence-bench.ts';
import { stale } from '../kernel/failures.ts';
import { err, ok } from '../kernel/result.ts';

const open = async () => {
  const bench = makeLicenceBench();
  await bench.have();
  await bench.create('a', mailboxes(0, 5));
  await bench.create('b', mailboxes(5, 8));
  return bench;
};

it('the seats of an import go with its own rows, and only they', async () => {
  const { ctx, releaseSeats, stores, overview } = await open();
  const committed = await releaseSeats(ctx, 'a', (changes, messages) =>
    stores.commit(ctx, changes, messages),
  );
  // The account's row, then the list, of which nothing is left.
  expect(committed).toEqual(ok([expect.stringMatching(/./), '']));
  expect(await overview()).toMatchObject({ needed: 3, imports: [{ importId: 'b' }] });
});

it('an import without seats commits what the caller has of his own, and touches no other', async () => {
  const { ctx, releaseSeats, overview } = await open();
  const before = await overview();
  const asked: unknown[] = [];
  const answer = await releaseSeats(ctx, 'gone', async (changes, messages) => {
    asked.push([changes, messages]);
    return ok(['own']);
  });
  expect([answer, asked]).toEqual([ok(['own']), [[[], []]]]);
  expect(await overview()).toEqual(before);
});

it('where the caller’s rows are refused the seats stay', async () => {
  const { ctx, releaseSeats, overview } = await open();
  for (const importId of ['a', 'gone']) {
    expect(await releaseSeats(ctx, importId, async () => err(stale))).toEqual(err(stale));
  }
  expect(await overview()).toMatchObject({ needed: 8 });
});
