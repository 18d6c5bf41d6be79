import { expect, it } from 'vitest';
import { makeMemoryTable, makeMemoryTableClient } from '../../../tests/support/memory-tables/memory-table.ts';
import { freshTenant } from '../../../tests/support/tables.ts';
import { dataKeyPrefix, destroyedForm, makeDataKeyStore } from './data-keys.ts';
import { makeTenantRows } from './tenant-rows.ts';

it('[T5] the end of an erasure takes the marks of the keys, and not the key of a company that has come back', async () => {
  const client = () => makeMemoryTableClient(makeMemoryTable());
  const tables = { state: client(), contacts: client(), mailboxes: client(), index: client() };
  const ctx = freshTenant();
  const rows = makeTenantRows(tables);
  const keys = makeDataKeyStore(tables.state);
  const rowKey = `${dataKeyPrefix}00001`;
  const fresh = { number: 1, wrapped: new Uint8Array([1]), keyId: 'key/1' };
  await tables.state.createEntity({ partitionKey: ctx.tenantId, rowKey, form: destroyedForm });

  expect(await keys.insert(ctx, fresh)).toBe(false);
  await rows.end(ctx);
  expect(await keys.insert(ctx, fresh)).toBe(true);
  // Another worker had the same message.
  await rows.end(ctx);
  expect((await keys.all(ctx)).map(({ number }) => number)).toEqual([1]);
});
