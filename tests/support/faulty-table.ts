import { RestError, type TransactionAction } from '@azure/data-tables';
import type { Table } from '../../shared/adapters/tables/table.ts';

/** What happens to a transaction: its answer is lost after it took place, or it never arrives, or it lands late. */
export type TransactionFault = 'answer-lost' | 'never-arrived' | 'lands-late';

/** A table client whose next transactions meet these faults, one each, and that counts its calls. */
export const makeFaultyTable = (table: Table, faults: TransactionFault[]) => {
  const lost = () => new RestError('socket hang up', { code: RestError.REQUEST_SEND_ERROR });
  let late: TransactionAction[] | undefined;
  const submitTransaction: Table['submitTransaction'] = async (actions) => {
    if (late !== undefined) {
      await table.submitTransaction(late);
      late = undefined;
    }
    switch (faults.shift()) {
      case 'answer-lost':
        await table.submitTransaction(actions);
        throw lost();
      case 'never-arrived':
        throw lost();
      case 'lands-late':
        late = actions;
        throw lost();
      default:
        return table.submitTransaction(actions);
    }
  };
  return new Proxy(table, {
    get: (target, name) => {
      if (name === 'submitTransaction') return submitTransaction;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

/** A table client that counts what costs an operation at the service. */
export const makeCountedTable = (table: Table) => {
  let operations = 0;
  const counted = new Set([
    'submitTransaction',
    'getEntity',
    'upsertEntity',
    'updateEntity',
    'createEntity',
    'deleteEntity',
  ]);
  const client = new Proxy(table, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'listEntities') {
        return (...args: Parameters<Table['listEntities']>) => {
          const list = target.listEntities(...args);
          return {
            byPage: async function* (settings: Parameters<typeof list.byPage>[0]) {
              for await (const page of list.byPage(settings)) {
                operations++;
                yield page;
              }
            },
          };
        };
      }
      const call = value.bind(target);
      if (!counted.has(String(name))) return call;
      return (...args: unknown[]) => {
        operations++;
        return call(...args);
      };
    },
  });
  return {
    client,
    /** Operations since it was last asked. */
    taken: () => {
      const count = operations;
      operations = 0;
      return count;
    },
  };
};
