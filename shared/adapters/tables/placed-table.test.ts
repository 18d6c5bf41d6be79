import { RestError } from '@azure/data-tables';
import { expect, it } from 'vitest';
import { makeCrashPoints } from '../../../tests/support/crash-points.ts';
import { entityStoreContract, noteOptions } from '../../../tests/support/entity-store-contract.ts';
import { makeMemoryBus } from '../../../tests/support/memory-bus.ts';
import { freshTenant, testAccounts } from '../../../tests/support/tables.ts';
import { systemClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import type { MessageBus } from '../../kernel/message-bus.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import { makeCommit } from './commit.ts';
import { makeEntityStore } from './entity-store.ts';
import { makePlacedTable } from './placed-table.ts';
import { makeRelayOutbox } from './relay.ts';
import { readRow } from './rows.ts';
import type { Table } from './table.ts';
import { makeTenantDirectory } from './tenant-directory.ts';

const home = 'germanywestcentral';

const open = async (wrap: (index: Table) => Table = (index) => index, busIsAway = false) => {
  const accounts = await testAccounts();
  const directory = makeTenantDirectory({ index: wrap(accounts[home].index), home });
  const tables = { [home]: accounts[home].state, westeurope: accounts.westeurope.state };
  const table = makePlacedTable({ tables, directory });
  const bus = makeMemoryBus();
  const clock = systemClock;
  const away: MessageBus = { send: () => Promise.reject(new ServiceError('service bus')) };
  const commit = makeCommit({
    table,
    bus: busIsAway ? away : bus,
    askForRelay: async () => {},
    clock,
    random: systemRandom,
    log: silentLog,
  });
  return { accounts, directory, table, bus, commit, notes: makeEntityStore(table, noteOptions) };
};

entityStoreContract(async () => {
  const { notes, commit, bus } = await open();
  return { notes, commit, sent: bus.sent };
}, freshTenant);

it('[T4] a commit and its outbox lie in the tenant’s account, and the relay finds them there', async () => {
  const { accounts, directory, commit, notes, table, bus } = await open(undefined, true);
  const ctx = freshTenant();
  await directory.settle(ctx, 'westeurope');
  const done = await commit(
    ctx,
    [notes.inserted(ctx, { id: 'a', text: 'x' })],
    [{ queue: 'outbox-relay', body: {} }],
  );
  expect(done.ok).toBe(true);
  expect(bus.sent).toEqual([]);
  expect(await readRow(accounts.westeurope.state, ctx.tenantId, 'note|a')).toBeDefined();
  expect(await readRow(accounts[home].state, ctx.tenantId, 'note|a')).toBeUndefined();
  expect(await makeRelayOutbox({ table, bus })(ctx, { until: Number.POSITIVE_INFINITY })).toBe(1);
  expect(bus.sent).toHaveLength(1);
});

it('[T4] while the directory is away nothing is read or written anywhere', async () => {
  const away = new Proxy({} as Table, {
    get: () => async () => {
      throw new RestError('socket hang up', { code: RestError.REQUEST_SEND_ERROR });
    },
  });
  const { accounts, commit, notes } = await open(() => away);
  const ctx = freshTenant();
  await expect(notes.get(ctx, 'a')).rejects.toThrow(ServiceError);
  await expect(commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })])).rejects.toThrow(ServiceError);
  for (const { state } of Object.values(accounts)) {
    expect(await readRow(state, ctx.tenantId, 'note|a')).toBeUndefined();
  }
});

it('[T4] a process that dies around the entry leaves no row that the directory does not place', async () => {
  for (const when of ['before', 'after'] as const) {
    for (const at of [1, 2]) {
      const crash = makeCrashPoints();
      const { accounts, commit, notes } = await open((index) => crash.wrap(index));
      const ctx = freshTenant();
      crash.arm(at, when);
      await expect(commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })])).rejects.toThrow();
      expect(await readRow(accounts[home].state, ctx.tenantId, 'note|a')).toBeUndefined();
      const later = await open();
      await later.directory.settle(ctx, 'westeurope');
      const settled = await later.directory.find(ctx);
      const done = await later.commit(ctx, [later.notes.inserted(ctx, { id: 'a', text: 'x' })]);
      expect(done.ok).toBe(true);
      const where = settled === home ? accounts[home] : accounts.westeurope;
      expect(await readRow(where.state, ctx.tenantId, 'note|a')).toBeDefined();
    }
  }
});

it('a region without tables here is a fault of the deployment, not another region', async () => {
  const { directory, notes } = await open();
  const ctx = freshTenant();
  await directory.settle(ctx, 'northeurope');
  await expect(notes.get(ctx, 'a')).rejects.toThrow('no tables of northeurope');
});

it('a partition that names no tenant is a fault', async () => {
  const { table } = await open();
  await expect(table.getEntity('share|ab', 'x')).rejects.toThrow('tenant');
  await expect(table.submitTransaction([])).rejects.toThrow();
  expect(() => table.listEntities({ queryOptions: { filter: '' } })).toThrow('within one tenant');
  await expect(table.createEntity({ partitionKey: 'health', rowKey: 'x' })).rejects.toThrow('tenant');
});
