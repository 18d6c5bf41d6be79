import { describe, expect, it } from 'vitest';
import { makeCommit } from '../../shared/adapters/tables/commit.ts';
import { makeEntityStore } from '../../shared/adapters/tables/entity-store.ts';
import { makeSourceContacts } from '../../shared/adapters/tables/source-contacts.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import { entityStoreContract, noteOptions } from './entity-store-contract.ts';
import { makeMemoryBus } from './memory-bus.ts';
import { makeMemoryTable, makeMemoryTableClient } from './memory-tables/memory-table.ts';
import { sourceContactsContract } from './source-contacts-contract.ts';
import { tableClientContract } from './table-client-contract.ts';
import { freshTenant, testAccounts, testTables } from './tables.ts';
import { makeTestCipher } from './test-cipher.ts';

const fresh = () => systemRandom.id();

describe('Azurite', () => {
  tableClientContract(async () => (await testAccounts()).westeurope.state, fresh);
});

describe('a table over the accounts of two regions', () => {
  tableClientContract(async () => (await testTables()).state, fresh);
});

describe('the tables in memory', () => {
  const table = makeMemoryTableClient(makeMemoryTable());
  tableClientContract(async () => table, fresh);

  // Azurite lets these pass; the service does not.
  it.each([
    ['a row of over a mebibyte', 17, 64 * 1024],
    ['a property of over 64 KiB', 1, 64 * 1024 + 1],
  ])('refuse %s', async (_, count, bytes) => {
    const parts = Object.fromEntries(
      Array.from({ length: count }, (_each, n) => [`part${n}`, Buffer.alloc(bytes)]),
    );
    const created = table.createEntity({ partitionKey: fresh(), rowKey: 'a', ...parts });
    await expect(created).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('the adapters over tables in memory, which end pages as they like', () => {
  const table = makeMemoryTableClient(makeMemoryTable(), { pageLimit: () => 1 });

  describe('entities and commits', () => {
    entityStoreContract(async () => {
      const bus = makeMemoryBus();
      const clock = systemClock;
      const askForRelay = async () => {};
      const commit = makeCommit({ table, bus, askForRelay, clock, random: systemRandom, log: silentLog });
      return { notes: makeEntityStore(table, noteOptions), commit, sent: bus.sent };
    }, freshTenant);
  });

  describe('contacts of sources', () => {
    sourceContactsContract(async () =>
      makeSourceContacts({ table, cipher: makeTestCipher(), random: systemRandom }),
    );
  });
});
