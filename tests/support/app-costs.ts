import { type TableName, tables } from '../../shared/adapters/tables/table-names.ts';
import { systemRandom, tenantId } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { systemContext } from '../../shared/kernel/tenant-context.ts';
import { makeComposedApp } from './composed-app.ts';
import { makeCountedTable } from './faulty-table.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryTable, makeMemoryTableClient } from './memory-tables/memory-table.ts';
import { tenantOf } from './tenant-fixtures.ts';

/**
 * The application as it is composed, over counted tables in memory: a company of `count` people in two sources that are
 * open to a group and to everyone, and the operations that requests of its app cost, the pipeline's own included.
 */
export const makeAppCosts = async (count: number) => {
  const counted = new Map<string, ReturnType<typeof makeCountedTable>>();
  for (const name of Object.keys(tables)) {
    counted.set(name, makeCountedTable(makeMemoryTableClient(makeMemoryTable())));
  }
  const table = (name: TableName) => {
    const found = counted.get(name);
    if (found === undefined) throw new Error(`no table ${name}`);
    return found.client;
  };
  const [tenant, operator, user, group] = [0, 0, 0, 0].map(() => systemRandom.id());
  const clock = makeTestClock();
  const app = makeComposedApp({
    table,
    clock,
    operatorTenantId: operator ?? '',
    authenticate: async (token) => {
      const isOperator = token === 'Bearer operator';
      return ok({
        tenantId: tenantId((isOperator ? operator : tenant) ?? ''),
        kind: 'user',
        oid: user ?? '',
        roles: isOperator ? ['Operator'] : token === 'Bearer admin' ? ['Admin'] : [],
        scopes: ['access_as_user'],
      });
    },
  });
  const ctx = systemContext(tenantId(tenant ?? ''), 'costs');
  await app.stores.commit(ctx, [app.stores.tenants.inserted(ctx, tenantOf(ctx))]);
  const directory = app.directoryOf(ctx.tenantId);
  directory.groups.set(group ?? '', [user ?? '']);
  for (let n = 0; n < count; n++) {
    const number = `+498999${String(100_000 + n)}`;
    directory.put(systemRandom.id(), { displayName: `Person ${n}`, businessPhones: [number] });
  }
  const ask = async (token: string, method: string, path: string, body?: unknown) => {
    const answer = await app.ask({ method, path, token, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${String(answer.body)}`);
    return JSON.parse(String(answer.body)) as Record<string, unknown>;
  };
  const users = { who: 'everyone' };
  await ask('operator', 'PUT', `/v1/operator/tenants/${tenant}/app-contract`, { users });
  for (const appAudience of [users, { who: 'groups', groups: [group] }]) {
    await ask('admin', 'POST', '/v1/sources', { kind: 'entra-id', appAudience });
  }
  await app.settle();

  const taken = () => [...counted.values()].reduce((sum, each) => sum + each.taken(), 0);
  return {
    app,
    clock,
    /** Operations of a user's request, and its answer. */
    cost: async (path: string) => {
      taken();
      const body = await ask('user', 'GET', path);
      return { operations: taken(), body };
    },
    numberOf: (n: number) => encodeURIComponent(`+498999${String(100_000 + n)}`),
  };
};
