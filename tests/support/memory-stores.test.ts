import { describe } from 'vitest';
import { entityStoreContract, noteAudit, noteOptions } from './entity-store-contract.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { freshTenant } from './tables.ts';

describe('entity stores in memory', () => {
  const open = async () => {
    const stores = makeMemoryStores();
    return { notes: stores.store(noteOptions), commit: stores.commit, sent: stores.sent };
  };
  entityStoreContract(open, freshTenant);
});

describe('audited entity stores in memory', () => {
  const open = async () => {
    const stores = makeMemoryStores();
    return { ...stores, notes: stores.audited(noteAudit, noteOptions) };
  };
  entityStoreContract(open, freshTenant);
});
