import { expect, it } from 'vitest';
import { makeTenantBench } from '../../tests/support/tenant-fixtures.ts';
import { once } from '../http/idempotency.ts';
import { memoryRecords } from '../http/testing/bench.ts';
import { makeAnswersOfTenants } from './answers-of-tenants.ts';

const open = () => {
  const bench = makeTenantBench();
  const records = memoryRecords();
  const kept = makeAnswersOfTenants({ ...bench, records });
  let runs = 0;
  const ask = () =>
    once(kept, bench.clock, bench.ctx, { id: 'r1', fingerprint: 'f' }, async () => {
      runs++;
      return { status: 403, headers: {}, body: '' };
    });
  return { ...bench, records, ask, runs: () => runs };
};

it('[T4] of a company that is not set up no answer is kept, not even one that a consent overtakes', async () => {
  const bench = open();
  expect(await bench.ask()).toMatchObject({ value: { replayed: false } });
  expect(await bench.ask()).toMatchObject({ value: { replayed: false } });
  expect(bench.records.size()).toBe(0);
  const kept = makeAnswersOfTenants(bench);
  const begun = await kept.begin(bench.ctx, { id: 'r1', fingerprint: 'f', leaseUntil: 1, keepUntil: 1 });
  await bench.tenantRegions.settle(bench.ctx, 'westeurope');
  await kept.finish(bench.ctx, begun.etag, { id: 'r1', fingerprint: 'f', leaseUntil: 1, keepUntil: 1 });
  await kept.abandon(bench.ctx, begun.etag, 'r1');
  expect(bench.records.size()).toBe(0);
});

it.each([
  [
    'has settled its region',
    (bench: ReturnType<typeof open>) => bench.tenantRegions.settle(bench.ctx, 'westeurope'),
  ],
  ['is older than the directory', (bench: ReturnType<typeof open>) => bench.have()],
])('of a company that %s they are', async (_, prepare) => {
  const bench = open();
  await prepare(bench);
  await bench.ask();
  expect(await bench.ask()).toMatchObject({ value: { replayed: true } });
  expect(bench.runs()).toBe(1);
});
