import type { TableClient } from '@azure/data-tables';
import { expect, it } from 'vitest';
import { always, makeShareBench } from '../../../tests/support/share-fixtures.ts';
import { freshTenant, testAccounts, testTables } from '../../../tests/support/tables.ts';
import { succeeded } from '../../../tests/support/tenant-fixtures.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import { asId, type ShareId, systemRandom } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { makeCreateShare } from '../../shares/create-share.ts';
import { makeRotateShare } from '../../shares/rotate-share.ts';
import { shareSchema } from '../../shares/share.ts';
import { sourceSchema } from '../../sources/source.ts';
import { makeCommit } from './commit.ts';
import { makeEntityStore } from './entity-store.ts';
import { makeIdempotencyRecords } from './idempotency-records.ts';
import { queryRows } from './rows.ts';
import { makeShareLookup } from './share-lookup.ts';

const hashOf = () => Buffer.from(systemRandom.bytes(32)).toString('hex');

it('[H2] finds a share by the hash of its capability, before any tenant is known', async () => {
  const lookup = makeShareLookup((await testTables()).index);
  const ctx = freshTenant();
  const [hash, grant] = [hashOf(), { shareId: asId<ShareId>(systemRandom.id()), generation: 1 }];
  expect(await lookup.find(hash)).toBeUndefined();
  await lookup.put(ctx, hash, { ...grant, providerTenantId: ctx.tenantId });
  await lookup.put(ctx, hash, { ...grant, providerTenantId: ctx.tenantId, generation: 2 });
  expect(await lookup.find(hash)).toEqual({ ...grant, providerTenantId: ctx.tenantId, generation: 2 });
  await lookup.remove(ctx, hash);
  await lookup.remove(ctx, hash);
  expect(await lookup.find(hash)).toBeUndefined();
});

/** Every row of every table, as text: keys, strings and bytes. */
const rawText = async (tables: readonly TableClient[]) => {
  const texts: string[] = [];
  for (const table of tables) {
    for await (const { partition, key, columns } of queryRows(table, "PartitionKey ge ''")) {
      const parts = Object.values(columns).map((each) =>
        each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : String(each),
      );
      texts.push(partition, key, ...parts);
    }
  }
  return texts.join('\n');
};

it('[H3] no row of any table holds a capability, only the hash of it', async () => {
  const tables = await testTables();
  const bench = makeShareBench();
  await bench.have();
  const { clock, random, ctx, hash } = bench;
  const shares = makeEntityStore(tables.state, { kind: 'share', schema: shareSchema, idOf: ({ id }) => id });
  const sources = makeEntityStore(tables.state, {
    kind: 'source',
    schema: sourceSchema,
    idOf: ({ id }) => id,
  });
  const commit = makeCommit({
    table: tables.state,
    bus: { send: async () => {} },
    askForRelay: async () => {},
    clock,
    random,
    log: silentLog,
  });
  const lookup = makeShareLookup(tables.index);
  for await (const { value } of bench.sources.all(ctx)) await commit(ctx, [sources.inserted(ctx, value)]);
  const deps = { shares, sources, lookup, hash, commit, clock, random };
  const records = makeIdempotencyRecords(tables.state, makeTestCipher());

  const made = succeeded(await makeCreateShare(deps)(ctx, bench.newShare()));
  const body = JSON.stringify({ shareId: made.capability });
  const record = { id: random.id(), fingerprint: 'f', leaseUntil: 1, keepUntil: 1 };
  const { etag } = await records.begin(ctx, record);
  await records.finish(ctx, etag, { ...record, answer: { status: 201, headers: {}, body } });
  const rotate = makeRotateShare(deps);
  const id = made.share.value.id;
  const fresh = succeeded(await rotate(ctx, id, { endImports: false, allowed: always }));

  const text = await rawText(
    Object.values(await testAccounts()).flatMap((account) => Object.values(account)),
  );
  for (const { capability } of [made, fresh]) {
    const secret = capability.slice(3);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('latin1'));
    expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  }
  expect(text).toContain(await hash(fresh.capability));
  expect(text).not.toContain(await hash(made.capability));
});
