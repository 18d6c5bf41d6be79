import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { entityStoreContract, noteAudit, noteOptions } from '../../../tests/support/entity-store-contract.ts';
import { makeMemoryBus } from '../../../tests/support/memory-bus.ts';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { makeTestCipher } from '../../../tests/support/test-cipher.ts';
import { type Act, actSchema } from '../../audit/act.ts';
import { makeAudit } from '../../audit/audit.ts';
import { systemClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { makeCommit } from './commit.ts';
import { makeEntityStore } from './entity-store.ts';
import { readRow } from './rows.ts';

const open = async () => {
  const { state } = await testTables();
  const bus = makeMemoryBus();
  const commit = makeCommit({
    log: silentLog,
    table: state,
    bus,
    askForRelay: async () => {},
    clock: systemClock,
    random: systemRandom,
  });
  return { table: state, commit, sent: bus.sent };
};

describe('entity stores in the table', () => {
  entityStoreContract(async () => {
    const { table, ...rest } = await open();
    return { ...rest, notes: makeEntityStore(table, noteOptions) };
  }, freshTenant);
});

describe('sealed entity stores in the table', () => {
  const cipher = makeTestCipher();
  entityStoreContract(async () => {
    const { table, ...rest } = await open();
    return { ...rest, notes: makeEntityStore(table, { ...noteOptions, sealedWith: cipher }) };
  }, freshTenant);

  it('leave nothing readable in the row, and do not open in the place of another', async () => {
    const { table, commit } = await open();
    const ctx = freshTenant();
    const notes = makeEntityStore(table, { ...noteOptions, sealedWith: cipher });
    await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'Anna Berger' })]);
    const row = await readRow(table, ctx.tenantId, 'note|a');
    expect(JSON.stringify(Object.values(row?.columns ?? {}).map(String))).not.toContain('Berger');

    await table.createEntity({ partitionKey: ctx.tenantId, rowKey: 'note|b', ...row?.columns });
    await expect(notes.get(ctx, 'b')).rejects.toThrow();
  });
});

describe('partly sealed entity stores in the table', () => {
  const cipher = makeTestCipher();
  const partly = { ...noteOptions, sealedWith: cipher, sealedFields: new Set(['text']) };
  entityStoreContract(async () => {
    const { table, ...rest } = await open();
    return { ...rest, notes: makeEntityStore(table, partly) };
  }, freshTenant);

  it('leave only the rest readable, and read rows from before', async () => {
    const { table, commit } = await open();
    const ctx = freshTenant();
    const [before, notes] = [makeEntityStore(table, noteOptions), makeEntityStore(table, partly)];
    const old = { id: 'a', text: 'Anna Berger', at: 7 };
    await commit(ctx, [before.inserted(ctx, old)]);
    const found = await notes.get(ctx, 'a');
    expect(found?.value).toEqual(old);
    await commit(ctx, [notes.replaced(ctx, found?.etag ?? '', old)]);
    const row = await readRow(table, ctx.tenantId, 'note|a');
    expect(row?.columns).toMatchObject({ form: 'partly-sealed', json: '{"id":"a","at":7}' });
    expect(JSON.stringify(Object.values(row?.columns ?? {}).map(String))).not.toContain('Berger');
    expect((await notes.get(ctx, 'a'))?.value).toEqual(old);

    await table.createEntity({ partitionKey: ctx.tenantId, rowKey: 'note|b', ...row?.columns });
    await expect(notes.get(ctx, 'b')).rejects.toThrow();
  });
});

describe('audited entity stores in the table', () => {
  const cipher = makeTestCipher();
  entityStoreContract(async () => {
    const { table, commit, sent } = await open();
    const sealed = { kind: 'act', schema: actSchema, idOf: ({ id }: Act) => id, sealedWith: cipher };
    const acts = makeEntityStore(table, sealed);
    const audit = makeAudit({ commit, acts, clock: systemClock, random: systemRandom });
    const notes = audit.audited(makeEntityStore(table, noteOptions), { ...noteAudit, ...noteOptions });
    return { notes, commit: audit.commit, sent };
  }, freshTenant);
});

describe('large entities', () => {
  const schema = z.strictObject({ id: z.string(), texts: z.array(z.string()) });
  const incompressible = (bytes: number) => Buffer.from(systemRandom.bytes(bytes)).toString('base64');

  it('are kept compressed in as many columns as they need', async () => {
    const { table, commit } = await open();
    const ctx = freshTenant();
    const store = makeEntityStore(table, { kind: 'big', schema, idOf: ({ id }) => id });
    const value = { id: 'a', texts: Array.from({ length: 8 }, () => incompressible(30_000)) };
    expect(await commit(ctx, [store.inserted(ctx, value)])).toMatchObject({ ok: true });
    expect((await store.get(ctx, 'a'))?.value).toEqual(value);
  });

  it('over the limit of a row are refused here, because the emulator does not', async () => {
    const { table, commit } = await open();
    const ctx = freshTenant();
    const store = makeEntityStore(table, { kind: 'big', schema, idOf: ({ id }) => id });
    const value = { id: 'a', texts: [incompressible(1_500_000)] };
    await expect(commit(ctx, [store.inserted(ctx, value)])).rejects.toThrow('over 1048576 bytes');
  });

  it('fill pages over the service’s own page limit', async () => {
    const { table, commit } = await open();
    const ctx = freshTenant();
    const notes = makeEntityStore(table, noteOptions);
    for (let from = 0; from < 1100; from += 55) {
      const some = Array.from({ length: 55 }, (_, n) => ({
        id: String(from + n).padStart(5, '0'),
        text: '',
      }));
      await commit(
        ctx,
        some.map((note) => notes.inserted(ctx, note)),
      );
    }
    let count = 0;
    for await (const _ of notes.all(ctx)) count++;
    expect(count).toBe(1100);
  });
});
