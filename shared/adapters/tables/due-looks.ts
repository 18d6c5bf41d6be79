import type { DueLook, DueLooks } from '../../store-purchases/due-looks.ts';
import { storeNames } from '../../store-purchases/store-facts.ts';
import { makeDueEntries } from './due-entries.ts';
import type { Table } from './table.ts';

const prefix = 'look-due';
export const dueLooksPrefix = `${prefix}|`;

/** [L5] Purchases that their store is to be asked of, by store and hash. */
export const makeDueLooks = (table: Table): DueLooks => {
  const entries = makeDueEntries(table, prefix);
  return {
    put: (ctx, { store, hash }, dueAt) => entries.put(ctx, `${store}~${hash}`, dueAt),
    remove: (ctx, { store, hash }, dueAt) => entries.remove(ctx, `${store}~${hash}`, dueAt),
    acrossTenants: async function* (until): AsyncIterable<DueLook> {
      for await (const { id, ...due } of entries.acrossTenants(until)) {
        const [name, hash = ''] = id.split('~');
        const store = storeNames.find((each) => each === name);
        if (store !== undefined) yield { ...due, store, hash };
      }
    },
  };
};
