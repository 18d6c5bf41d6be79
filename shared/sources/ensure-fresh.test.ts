import { expect, it } from 'vitest';
import { throttledFor } from '../../tests/support/fake-directory.ts';
import { makeMailboxBench } from '../../tests/support/mailbox-source.ts';
import { makeSourceBench, sourceId, sourceOf } from '../../tests/support/source-fixtures.ts';
import { leaseMs } from './source-lease.ts';

const hour = 60 * 60_000;
const fine = { ok: true, value: undefined };

const open = async () => {
  const bench = makeSourceBench();
  await bench.have();
  await bench.haveSource();
  bench.put('anna');
  return bench;
};

it('reads a source that is older than wanted, and no other', async () => {
  const bench = await open();
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
  bench.advance(hour);
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
  expect(bench.reads).toEqual(['full']);
  bench.advance(1);
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
  expect(bench.reads).toEqual(['full', 'delta']);
});

it('lets a failure out that it met, and one that came since the last read', async () => {
  const bench = await open();
  bench.control.failAtPage = { page: 1, failure: throttledFor(20) };
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual({ ok: false, error: throttledFor(20) });
  bench.control.failAtPage = undefined;
  await bench.ensureFresh(bench.ctx, sourceId);

  const blocked = { type: 'access-blocked', code: '53003' } as const;
  bench.control.failAtPage = { page: 1, failure: blocked };
  await bench.refresh();
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual({ ok: false, error: blocked });
});

it('a service that failed since does not stop what is fresh', async () => {
  const bench = await open();
  await bench.refresh();
  bench.control.failAtPage = { page: 1, failure: { type: 'unavailable', service: 'graph' } };
  await bench.refresh();
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
});

it('says when to come back where another worker reads', async () => {
  const bench = await open();
  bench.control.onPage = async () => {
    expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual({ ok: false, error: throttledFor(60) });
    bench.advance(leaseMs - 5000);
    expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual({ ok: false, error: throttledFor(5) });
  };
  await bench.refresh();
});

it('is content with what another worker has read meanwhile', async () => {
  const bench = await open();
  let finished: Promise<unknown> = Promise.resolve();
  let waited = 0;
  bench.control.onPage = async () => {
    bench.control.onPage = async () => {};
    finished = bench.ensureFresh(bench.ctx, sourceId);
    // Long enough for it to find the lease taken and to begin its wait.
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  let release = () => {};
  const read = new Promise<void>((resolve) => {
    release = resolve;
  });
  bench.waiting.during = async () => {
    waited++;
    await read;
  };
  await bench.refresh();
  release();
  expect(await finished).toEqual(fine);
  expect(waited).toBe(1);
  expect(bench.reads).toEqual(['full']);
});

it('leaves a source that is gone to its reader, and asks for consent where the tenant is unknown', async () => {
  const bench = makeSourceBench();
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
  await bench.haveSource();
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual({
    ok: false,
    error: { type: 'consent-required', missingPermissions: ['User.Read.All'] },
  });
});

it('does not try a refused sign-in again at each import: accounts are locked by that', async () => {
  const bench = await makeMailboxBench();
  bench.refusing.refusal = 'wrong-credentials';
  const notReadable = { ok: false, error: { type: 'unavailable', service: 'source' } };
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(notReadable);
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(notReadable);
  expect(bench.links).toHaveLength(1);
  bench.advance(hour + 1);
  bench.refusing.refusal = undefined;
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
});

it('takes for fresh what is kept by hand', async () => {
  const bench = makeSourceBench();
  const list = { ...sourceOf({ state: 'ready' }), kind: 'company-list', settings: {} } as const;
  await bench.commit(bench.ctx, [bench.sources.inserted(bench.ctx, list)]);
  expect(await bench.ensureFresh(bench.ctx, sourceId)).toEqual(fine);
  expect(bench.reads).toEqual([]);
});
