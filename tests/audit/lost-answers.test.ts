import { expect, it } from 'vitest';
import { makeCommit } from '../../shared/adapters/tables/commit.ts';
import { makeEntityStore } from '../../shared/adapters/tables/entity-store.ts';
import { readRow } from '../../shared/adapters/tables/rows.ts';
import { actSchema } from '../../shared/audit/act.ts';
import { makeAudit } from '../../shared/audit/audit.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { silentLog } from '../../shared/kernel/log.ts';
import { noteAudit, noteOptions } from '../support/entity-store-contract.ts';
import { makeFaultyTable, type TransactionFault } from '../support/faulty-table.ts';
import { makeMemoryBus } from '../support/memory-bus.ts';
import { freshTenant, testTables } from '../support/tables.ts';
import { makeTestCipher } from '../support/test-cipher.ts';

const open = async (faults: TransactionFault[], send = makeMemoryBus().send) => {
  const { state } = await testTables();
  const table = makeFaultyTable(state, faults);
  const ports = { clock: systemClock, random: systemRandom, log: silentLog };
  const acts = makeEntityStore(table, {
    kind: 'act',
    schema: actSchema,
    idOf: ({ id }) => id,
    sealedWith: makeTestCipher(),
  });
  const plain = makeCommit({ ...ports, table, bus: { send }, askForRelay: async () => {} });
  const audit = makeAudit({ ...ports, commit: plain, acts });
  const notes = audit.audited(makeEntityStore(table, noteOptions), { ...noteAudit, ...noteOptions });
  const ctx = { ...freshTenant(), from: '203.0.113.9' };
  const trail = async () => (await acts.list(ctx, { limit: 10 })).items.map(({ value }) => value);
  return { ctx, state, notes, commit: audit.commit, trail };
};

it.each<[string, TransactionFault[]]>([
  ['whose answer is lost', ['answer-lost']],
  ['that arrives at its third attempt', ['never-arrived', 'never-arrived']],
  ['that lands between the look for it and its repetition', ['lands-late']],
])('[T7] a transaction %s leaves what it did and one act', async (_, faults) => {
  const { ctx, notes, commit, trail } = await open(faults);
  expect(await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })])).toMatchObject({ ok: true });
  expect(await notes.get(ctx, 'a')).toBeDefined();
  expect(await trail()).toHaveLength(1);
});

it('[T7] a transaction that never arrives leaves neither', async () => {
  const { ctx, notes, commit, trail } = await open(['never-arrived', 'never-arrived', 'never-arrived']);
  await expect(commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })])).rejects.toThrow();
  expect(await notes.get(ctx, 'a')).toBeUndefined();
  expect(await trail()).toEqual([]);
});

it('[T7] who dies right after the transaction has left the act; doing it again leaves no other', async () => {
  const { ctx, notes, commit, trail } = await open([], () => Promise.reject(new Error('crash')));
  const once = () =>
    commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })], [{ queue: 'notifications', body: { n: 1 } }]);
  await expect(once()).rejects.toThrow('crash');
  expect(await trail()).toHaveLength(1);
  expect(await once()).toMatchObject({ ok: false, error: { type: 'conflict' } });
  expect(await trail()).toHaveLength(1);
});

it('[T7] an act at rest shows nothing: the caller’s address is sealed', async () => {
  const { ctx, state, notes, commit, trail } = await open([]);
  await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })]);
  const [act] = await trail();
  expect(act?.from).toBe('203.0.113.9');
  const row = await readRow(state, ctx.tenantId, `act|${act?.id}`);
  const { form, commit: _commit, ...rest } = row?.columns ?? {};
  expect(form).toBe('sealed');
  expect(JSON.stringify(Object.values(rest).map(String))).not.toMatch(/203\.0|notes|created/);
});
