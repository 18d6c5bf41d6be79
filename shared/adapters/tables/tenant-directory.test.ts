import { describe, expect, it } from 'vitest';
import { makeCountedTable } from '../../../tests/support/faulty-table.ts';
import { makeMemoryTable, makeMemoryTableClient } from '../../../tests/support/memory-tables/memory-table.ts';
import { freshTenant, testAccounts } from '../../../tests/support/tables.ts';
import { makeTenantDirectory } from './tenant-directory.ts';

const home = 'germanywestcentral';
const azurite = async () => (await testAccounts()).germanywestcentral.index;

it('[T4] the first wish holds, for every instance and for good', async () => {
  const index = await azurite();
  const ctx = freshTenant();
  const [one, other] = [makeTenantDirectory({ index, home }), makeTenantDirectory({ index, home })];
  expect(await one.find(ctx)).toBeUndefined();
  expect(await other.settle(ctx, 'westeurope')).toBe('westeurope');
  expect(await one.find(ctx)).toBe('westeurope');
  expect(await one.settle(ctx, 'northeurope')).toBe('westeurope');
  expect(await one.toRead(ctx.tenantId)).toBe('westeurope');
  expect(await one.toWrite(ctx.tenantId)).toBe('westeurope');
});

it('of several that settle at once one decides', async () => {
  const index = await azurite();
  const ctx = freshTenant();
  const wishes = ['westeurope', 'northeurope', 'germanywestcentral', 'westeurope'] as const;
  const settled = await Promise.all(
    wishes.map((region) => makeTenantDirectory({ index, home }).settle(ctx, region)),
  );
  expect(new Set(settled).size).toBe(1);
});

it('an answer that is lost changes nothing: the repetition meets its own entry', async () => {
  const index = await azurite();
  const ctx = freshTenant();
  await makeTenantDirectory({ index, home }).settle(ctx, 'westeurope');
  expect(await makeTenantDirectory({ index, home }).settle(ctx, 'westeurope')).toBe('westeurope');
});

describe('a tenant without an entry', () => {
  it('is read at home and not remembered: another instance may settle it at any time', async () => {
    const index = await azurite();
    const ctx = freshTenant();
    const directory = makeTenantDirectory({ index, home });
    expect(await directory.toRead(ctx.tenantId)).toBe(home);
    await makeTenantDirectory({ index, home }).settle(ctx, 'westeurope');
    expect(await directory.toRead(ctx.tenantId)).toBe('westeurope');
  });

  it('is settled at home by its first write', async () => {
    const index = await azurite();
    const ctx = freshTenant();
    const directory = makeTenantDirectory({ index, home });
    expect(await directory.toWrite(ctx.tenantId)).toBe(home);
    expect(await makeTenantDirectory({ index, home }).settle(ctx, 'westeurope')).toBe(home);
  });
});

it('[T4] costs one read for a tenant and process', async () => {
  const counted = makeCountedTable(await azurite());
  const ctx = freshTenant();
  await makeTenantDirectory({ index: counted.client, home }).settle(ctx, 'westeurope');
  counted.taken();
  const directory = makeTenantDirectory({ index: counted.client, home });
  for (let n = 0; n < 20; n++) {
    await directory.toRead(ctx.tenantId);
    await directory.toWrite(ctx.tenantId);
    await directory.find(ctx);
  }
  expect(counted.taken()).toBe(1);
});

it('remembers so many tenants, and reads the one remembered longest ago again', async () => {
  const { client, taken } = makeCountedTable(makeMemoryTableClient(makeMemoryTable()));
  const directory = makeTenantDirectory({ index: client, home });
  const first = freshTenant();
  await directory.settle(first, 'westeurope');
  for (let n = 0; n < 20_000; n++) await directory.settle(freshTenant(), 'northeurope');
  taken();
  expect(await directory.find(first)).toBe('westeurope');
  expect(taken()).toBe(1);
});
