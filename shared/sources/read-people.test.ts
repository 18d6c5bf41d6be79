import { expect, it } from 'vitest';
import { makeSourceBench } from '../../tests/support/source-fixtures.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import { ok } from '../kernel/result.ts';
import { tenantEntityId } from '../tenants/tenant.ts';

const open = async (options: Parameters<typeof makeSourceBench>[0] = {}) => {
  const bench = makeSourceBench(options);
  await bench.have();
  await bench.haveSource();
  for (const key of ['anna', 'berta', 'carla', 'dora']) bench.put(key);
  return bench;
};

it('[S8] reads everyone again when the company turns out to be in another country, whose numbers they are', async () => {
  const bench = await open();
  const { ctx, tenants } = bench;
  bench.put('emil', { businessPhones: ['044 668 18 35'] });
  succeeded(await bench.refresh());
  const tenant = await tenants.get(ctx, tenantEntityId);
  if (tenant === undefined) throw new Error('no tenant');
  await bench.commit(ctx, [tenants.replaced(ctx, tenant.etag, { ...tenant.value, countryCode: 'CH' })]);
  succeeded(await bench.refresh());
  const emil = (await bench.everyone()).find(({ key }) => key === 'emil');
  expect(emil?.phones[0]?.e164).toBe('+41446681835');
  succeeded(await bench.refresh());
  expect(bench.reads).toEqual(['full', 'full', 'delta']);
});

it('keeps who came back while everyone was being read', async () => {
  const bench = await open({ pageSize: 2 });
  const { directory } = bench;
  const read = directory.readPeople;
  directory.readPeople = async function* (ctx, link) {
    let page = 0;
    for await (const each of read(ctx, link)) {
      // Gone on the first page, and there again on the last.
      yield ++page === 1 && each.ok ? ok({ ...each.value, removed: ['dora'] }) : each;
    }
  };
  succeeded(await bench.refresh());
  expect((await bench.everyone()).map(({ key }) => key)).toEqual(['anna', 'berta', 'carla', 'dora']);
});

it('takes a photo that has no room in a row for none', async () => {
  const bench = await open();
  bench.put('anna', {}, 'x'.repeat(512 * 1024));
  bench.put('berta', {}, 'x'.repeat(512 * 1024 + 1));
  succeeded(await bench.refresh());
  const photos = (await bench.everyone()).map(({ key, photo }) => [key, photo !== undefined]);
  expect(Object.fromEntries(photos)).toMatchObject({ anna: true, berta: false });
});
