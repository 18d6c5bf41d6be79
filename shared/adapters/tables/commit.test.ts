import { expect, it } from 'vitest';
import { noteOptions } from '../../../tests/support/entity-store-contract.ts';
import { makeFaultyTable, type TransactionFault } from '../../../tests/support/faulty-table.ts';
import { makeMemoryBus } from '../../../tests/support/memory-bus.ts';
import { freshTenant, testTables } from '../../../tests/support/tables.ts';
import { systemRandom } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import type { MessageBus } from '../../kernel/message-bus.ts';
import { ServiceError } from '../../kernel/service-error.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { makeCommit } from './commit.ts';
import { makeEntityStore } from './entity-store.ts';
import { outboxPrefix } from './outbox.ts';
import { makeAskForRelay, makeRelayOutbox } from './relay.ts';
import { afterPrefix, queryRows, rangeFilter, readRow } from './rows.ts';

const minute = 60_000;

const open = async (faults: TransactionFault[] = []) => {
  const { state } = await testTables();
  const table = makeFaultyTable(state, faults);
  let now = 1_800_000_000_000;
  const clock = { now: () => now };
  const queue = makeMemoryBus();
  let broken: Error | undefined;
  const bus: MessageBus = {
    send: (messages) => (broken ? Promise.reject(broken) : queue.send(messages)),
  };
  // Of the queue itself: what asks for the relay is sent before the commit, while the process still lives.
  const askForRelay = makeAskForRelay({ bus: queue });
  const ctx = freshTenant();
  const rowsUnder = async (prefix: string) => {
    const keys: string[] = [];
    for await (const row of queryRows(state, rangeFilter(ctx.tenantId, prefix, afterPrefix(prefix)))) {
      keys.push(row.key);
    }
    return keys;
  };
  return {
    ctx,
    state,
    notes: makeEntityStore(table, noteOptions),
    commit: makeCommit({ table, bus, askForRelay, clock, random: systemRandom, log: silentLog }),
    relay: (by: TenantContext, until = now) => makeRelayOutbox({ table: state, bus })(by, { until }),
    sent: (name: string) => queue.sent.filter((message) => message.queue === name),
    outboxRows: () => rowsUnder(outboxPrefix),
    noteRows: () => rowsUnder('note|'),
    failToPublish: (error?: Error) => {
      broken = error;
    },
    advance: (ms: number) => {
      now += ms;
    },
  };
};

const message = { queue: 'notifications', body: { notificationId: 'n1' }, id: 'n1' } as const;

it('publishes the messages of a commit and clears its outbox', async () => {
  const { ctx, notes, commit, sent, outboxRows } = await open();
  expect(await commit(ctx, [notes.inserted(ctx, { id: 'a', text: '' })], [message])).toMatchObject({
    ok: true,
  });
  expect(sent('notifications').map(({ id }) => id)).toEqual(['n1']);
  expect(await outboxRows()).toEqual([]);
});

it('finds a transaction whose answer was lost done, by the commit’s id', async () => {
  const { ctx, notes, commit, sent } = await open(['answer-lost']);
  const done = await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })], [message]);
  expect(done).toMatchObject({ ok: true });
  expect((await notes.get(ctx, 'a'))?.etag).toBe(done.ok ? done.value[0] : undefined);
  expect(sent('notifications')).toHaveLength(1);
});

it('repeats a transaction that never arrived', async () => {
  const { ctx, notes, commit } = await open(['never-arrived', 'never-arrived']);
  expect(await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })])).toMatchObject({ ok: true });
  expect((await notes.get(ctx, 'a'))?.value.text).toBe('x');
});

it('knows its own transaction that lands between its look and its repetition', async () => {
  const { ctx, notes, commit, sent } = await open(['lands-late']);
  const done = await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'x' })], [message]);
  expect(done).toMatchObject({ ok: true });
  expect(sent('notifications')).toHaveLength(1);
});

it('gives up as a failing service after three attempts', async () => {
  const { ctx, notes, commit } = await open(['never-arrived', 'never-arrived', 'never-arrived']);
  await expect(commit(ctx, [notes.inserted(ctx, { id: 'a', text: '' })])).rejects.toThrow(ServiceError);
});

it('gives no ETag of someone else’s later change for its own', async () => {
  const { state } = await testTables();
  const ctx = freshTenant();
  const plain = makeEntityStore(state, noteOptions);
  const ports = {
    bus: makeMemoryBus(),
    log: silentLog,
    askForRelay: async () => {},
    clock: { now: () => 1 },
    random: systemRandom,
  };
  const table = makeFaultyTable(state, []);
  const submit = table.submitTransaction;
  const overtaken = new Proxy(table, {
    get: (target, name) =>
      name === 'submitTransaction'
        ? async (actions: Parameters<typeof submit>[0]) => {
            await state.submitTransaction(actions);
            const mine = await plain.get(ctx, 'a');
            await makeCommit({ ...ports, table: state })(ctx, [
              plain.replaced(ctx, mine?.etag ?? '', { id: 'a', text: 'theirs' }),
            ]);
            return makeFaultyTable(state, ['never-arrived']).submitTransaction(actions);
          }
        : Reflect.get(target, name),
  });
  const inserts = [
    plain.inserted(ctx, { id: 'a', text: 'mine' }),
    plain.inserted(ctx, { id: 'b', text: 'mine' }),
  ];
  const done = await makeCommit({ ...ports, table: overtaken })(ctx, inserts);
  if (!done.ok) throw new Error(done.error.type);

  const over = plain.replaced(ctx, done.value[0] ?? '', { id: 'a', text: 'over theirs' });
  expect(await makeCommit({ ...ports, table: state })(ctx, [over])).toEqual({
    ok: false,
    error: { type: 'stale' },
  });
  expect((await plain.get(ctx, 'a'))?.value.text).toBe('theirs');
});

it('what was committed and not published is no failure: the relay that was asked for before publishes it', async () => {
  const { ctx, notes, commit, relay, sent, outboxRows, failToPublish } = await open();
  failToPublish(new ServiceError('service bus'));
  expect(await commit(ctx, [notes.inserted(ctx, { id: 'a', text: '' })], [message])).toMatchObject({
    ok: true,
  });
  expect((await notes.get(ctx, 'a'))?.value.id).toBe('a');
  expect(await outboxRows()).toHaveLength(1);

  const [asked] = sent('outbox-relay');
  const until = 1_800_000_000_000 + minute;
  expect(asked?.body).toEqual({ tenantId: ctx.tenantId, correlationId: ctx.correlationId, until });
  expect(asked?.notBefore).toBeGreaterThan(until);
  failToPublish();
  // The clock has not gone on: it is not asked what time it is.
  expect(await relay(ctx, until)).toBe(1);
  expect(sent('notifications').map(({ id }) => id)).toEqual(['n1']);
  expect(await outboxRows()).toEqual([]);
  expect(await relay(ctx)).toBe(0);
});

it('a fault that is none of the bus is thrown, and still heals', async () => {
  const { ctx, commit, relay, sent, failToPublish, advance } = await open();
  failToPublish(new Error('crash'));
  await expect(commit(ctx, [], [message])).rejects.toThrow('crash');
  failToPublish();
  advance(3 * minute);
  expect(await relay(ctx)).toBe(1);
  expect(sent('notifications')).toHaveLength(1);
});

it('the relay leaves alone what a command under way has just committed', async () => {
  const { ctx, notes, commit, relay, outboxRows, failToPublish } = await open();
  failToPublish(new ServiceError('service bus'));
  expect(await commit(ctx, [notes.inserted(ctx, { id: 'a', text: '' })], [message])).toMatchObject({
    ok: true,
  });
  expect(await relay(ctx)).toBe(0);
  expect(await outboxRows()).toHaveLength(1);
});

it('asks for one relay a tenant and minute, and for none where nothing will be published', async () => {
  const { ctx, notes, commit, sent, advance } = await open();
  await commit(ctx, [notes.inserted(ctx, { id: 'a', text: '' })]);
  expect(sent('outbox-relay')).toHaveLength(0);
  await commit(ctx, [], [{ ...message, id: 'n2' }]);
  await commit(ctx, [], [{ ...message, id: 'n3' }]);
  expect(sent('outbox-relay')).toHaveLength(1);
  advance(minute);
  await commit(ctx, [], [{ ...message, id: 'n4' }]);
  expect(sent('outbox-relay')).toHaveLength(2);
});

it('a deletion leaves a tombstone only until it is cleared, by the relay where publishing failed', async () => {
  const { ctx, notes, commit, relay, noteRows, failToPublish, advance, state } = await open();
  const done = await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'secret' })]);
  const deletion = notes.deleted(ctx, done.ok ? (done.value[0] ?? '') : '', 'a');
  failToPublish(new ServiceError('service bus'));
  expect(await commit(ctx, [deletion], [message])).toEqual({ ok: true, value: [''] });
  expect(await notes.get(ctx, 'a')).toBeUndefined();
  expect(JSON.stringify((await readRow(state, ctx.tenantId, 'note|a'))?.columns)).not.toContain('secret');
  expect(await noteRows()).toEqual(['note|a']);

  failToPublish();
  advance(3 * minute);
  await relay(ctx);
  expect(await noteRows()).toEqual([]);
});

it('a relay that comes too late does not take away what was created anew under a deleted id', async () => {
  const { ctx, notes, commit, relay, outboxRows, failToPublish, advance } = await open();
  const first = await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'old' })]);
  failToPublish(new ServiceError('service bus'));
  const deletion = notes.deleted(ctx, first.ok ? (first.value[0] ?? '') : '', 'a');
  expect(await commit(ctx, [deletion], [message])).toEqual({ ok: true, value: [''] });
  failToPublish();
  advance(3 * minute);
  await Promise.all([relay(ctx), relay(ctx)]);
  expect(await outboxRows()).toEqual([]);
  await commit(ctx, [notes.inserted(ctx, { id: 'a', text: 'new' })]);
  await relay(ctx);
  expect((await notes.get(ctx, 'a'))?.value.text).toBe('new');
});
