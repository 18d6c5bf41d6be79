import { expect, it } from 'vitest';
import { makeSourceBench, sourceId } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { leaseMs } from './source-lease.ts';

const open = async (options: Parameters<typeof makeSourceBench>[0] = {}) => {
  const bench = makeSourceBench(options);
  await bench.have();
  await bench.haveSource();
  for (const key of ['anna', 'berta', 'carla', 'dora']) bench.put(key);
  return bench;
};

/** Runs `act` once, while the first page is being read. */
const duringRead = (bench: Awaited<ReturnType<typeof open>>, act: () => Promise<unknown>) => {
  let done = false;
  bench.control.onPage = async () => {
    if (done) return;
    done = true;
    await act();
  };
};

it('of two workers one reads, and the other one comes back when the lease ends', async () => {
  const bench = await open();
  const until = bench.clock.now() + leaseMs;
  duringRead(bench, async () => {
    expect(await bench.refresh()).toEqual({ ok: false, error: { type: 'refresh-in-progress', until } });
    expect(await bench.handleRefresh(bench.ctx, { sourceId, mode: 'full' })).toMatchObject({ ok: true });
  });
  succeeded(await bench.refresh());
  expect(bench.reads).toEqual(['full']);
  expect(bench.queued()).toMatchObject([{ body: { sourceId, mode: 'full' }, notBefore: until }]);
});

it('a lease that has run out is taken over; who comes back finds it lost and records nothing', async () => {
  const bench = await open();
  duringRead(bench, async () => {
    bench.advance(leaseMs + 1);
    succeeded(await bench.refresh());
    bench.put('eva');
  });
  expect(await bench.refresh()).toMatchObject({ ok: false, error: { type: 'refresh-in-progress' } });
  expect(await bench.source()).toMatchObject({ state: 'ready', lastRefresh: { contacts: 4 } });
  succeeded(await bench.refresh());
  expect(await bench.everyone()).toHaveLength(5);
});

it('a worker that lives extends its lease', async () => {
  const bench = await open({ pageSize: 1 });
  const seen = new Set<string | undefined>();
  bench.control.onPage = async () => {
    bench.advance(leaseMs * 0.6);
    seen.add((await bench.source())?.leaseUntil);
  };
  succeeded(await bench.refresh());
  expect(seen.size).toBe(4);
});

it('an administrator’s change during a read is kept', async () => {
  const bench = await open();
  duringRead(bench, () => bench.setSource((source) => ({ ...source, displayName: 'Unsere Leute' })));
  succeeded(await bench.refresh());
  expect(await bench.source()).toMatchObject({ state: 'ready', displayName: 'Unsere Leute' });
});

it('of a source that was deleted during a read nothing stays', async () => {
  const bench = await open();
  duringRead(bench, async () => {
    const known = await bench.sources.get(bench.ctx, sourceId);
    await bench.commit(bench.ctx, [bench.sources.deleted(bench.ctx, known?.etag ?? '', sourceId)]);
  });
  expect(await bench.refresh()).toEqual({ ok: false, error: { type: 'not-found' } });
  expect(await bench.contacts.head(bench.ctx, sourceId)).toBeUndefined();
});

it('the message of a source that is gone removes what is left of it', async () => {
  const bench = await open();
  succeeded(await bench.refresh());
  const known = await bench.sources.get(bench.ctx, sourceId);
  await bench.commit(bench.ctx, [bench.sources.deleted(bench.ctx, known?.etag ?? '', sourceId)]);
  expect(await bench.handleRefresh(bench.ctx, { sourceId })).toEqual({ ok: true, value: undefined });
  expect(await bench.everyone()).toEqual([]);
});
