import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { succeeded } from '../../tests/support/tenant-fixtures.ts';
import type { Commit, EntityStore } from '../kernel/commit.ts';
import { systemRandom } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { actSchema } from './act.ts';
import { makeAudit } from './audit.ts';
import type { Audited } from './audited-store.ts';

const gateSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  guards: z.array(z.string()),
  telephone: z.string().optional(),
  openedAt: z.number(),
});
type Gate = z.infer<typeof gateSchema>;
const kept = { kind: 'import', schema: gateSchema, idOf: ({ id }: Gate) => id };
const how: Audited<Gate> = {
  subject: 'import',
  fields: {
    id: 'technical',
    name: 'shown',
    guards: 'counted',
    telephone: 'withheld',
    openedAt: 'technical',
  },
};
const gate = (fields: Partial<Gate> = {}): Gate => ({
  id: 'g1',
  name: 'North',
  guards: ['Anna', 'Berta'],
  openedAt: 1,
  ...fields,
});

const open = () => {
  const memory = makeMemoryStores();
  const calls = { reads: 0, rows: [] as number[] };
  const inner = memory.store(kept);
  const counted: EntityStore<Gate> = {
    ...inner,
    get: (ctx, id) => {
      calls.reads++;
      return inner.get(ctx, id);
    },
  };
  // The plain commit below the decorator, with what reaches it.
  const acts = memory.store({ kind: 'act', schema: actSchema, idOf: ({ id }) => id });
  const commit: Commit = (ctx, changes, messages) => {
    calls.rows.push(changes.length);
    return memory.commit(ctx, changes, messages);
  };
  let now = 1_800_000_000_000;
  const clock = { now: () => now++ };
  const audit = makeAudit({ commit, acts, clock, random: systemRandom });
  const tenant = freshTenant();
  const ctx: TenantContext = {
    ...tenant,
    actor: { kind: 'user', oid: 'oid-of-admin' },
    from: '203.0.113.7',
    operation: 'changeGate',
  };
  const gates = audit.audited(counted, { ...how, ...kept });
  const trail = async () => (await acts.list(tenant, { limit: 100 })).items.map(({ value }) => value);
  const insert = async (value = gate()) =>
    succeeded(await audit.commit(ctx, [gates.inserted(ctx, value)]))[0] ?? '';
  return { ctx, gates, ...audit, trail, insert, calls, clock };
};

describe('[T7] a commit through audited stores', () => {
  it('says who did what, when, from where, and what came', async () => {
    const { insert, trail, ctx } = open();
    await insert();
    expect(await trail()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{12}-[0-9a-f]{12}$/),
        at: '2027-01-15T08:00:00.000Z',
        operation: 'changeGate',
        actor: { kind: 'user', oid: 'oid-of-admin' },
        from: '203.0.113.7',
        correlationId: ctx.correlationId,
        changes: [
          {
            subject: 'import',
            subjectId: 'g1',
            effect: 'created',
            before: {},
            after: { name: 'North', guards: 2 },
          },
        ],
      },
    ]);
  });

  it('tells only what differs, and of personal data only that it does', async () => {
    const { ctx, gates, commit, trail, insert } = open();
    await insert(gate({ telephone: '+49 170 1' }));
    const known = await gates.get(ctx, 'g1');
    const next = gate({ guards: ['Anna', 'Carla'], telephone: '+49 170 2', openedAt: 2 });
    succeeded(await commit(ctx, [gates.replaced(ctx, known?.etag ?? '', next)]));
    const [act] = await trail();
    expect(act?.changes).toEqual([
      {
        subject: 'import',
        subjectId: 'g1',
        effect: 'changed',
        before: { guards: 2, telephone: 'set' },
        after: { guards: 2, telephone: 'set' },
      },
    ]);
    expect(JSON.stringify(await trail())).not.toMatch(/Anna|Berta|Carla|170/);
  });

  it('tells what went', async () => {
    const { ctx, gates, commit, trail, insert } = open();
    const etag = await insert();
    succeeded(await commit(ctx, [gates.deleted(ctx, etag, 'g1')]));
    expect((await trail())[0]?.changes).toEqual([
      {
        subject: 'import',
        subjectId: 'g1',
        effect: 'deleted',
        before: { name: 'North', guards: 2 },
        after: {},
      },
    ]);
  });

  it('leaves nothing where only technical fields move, or an order, and costs no row then', async () => {
    const { ctx, gates, commit, trail, insert, calls } = open();
    const etag = await insert();
    const next = gate({ openedAt: 7, guards: ['Berta', 'Anna'] });
    succeeded(await commit(ctx, [gates.replaced(ctx, etag, next)]));
    expect(await trail()).toHaveLength(1);
    expect(calls).toEqual({ reads: 0, rows: [2, 1] });
  });

  it('leaves nothing where it is refused', async () => {
    const { ctx, gates, commit, trail, insert } = open();
    await insert();
    expect(await commit(ctx, [gates.inserted(ctx, gate({ name: 'again' }))])).toMatchObject({ ok: false });
    expect(await commit(ctx, [gates.replaced(ctx, 'W/"old"', gate({ name: 'South' }))])).toMatchObject({
      ok: false,
      error: { type: 'stale' },
    });
    expect(await commit(ctx, [gates.deleted(ctx, 'W/"old"', 'g1')])).toMatchObject({ ok: false });
    expect(await trail()).toHaveLength(1);
  });
});

describe('[T7] the state before', () => {
  const renamed = async (
    { gates, commit, trail }: ReturnType<typeof open>,
    ctx: TenantContext,
    etag: string,
    name: string,
  ) => {
    succeeded(await commit(ctx, [gates.replaced(ctx, etag, gate({ name }))]));
    return (await trail())[0]?.changes[0]?.before;
  };

  it('is known without a read where the context has read the entity, alone, in a list or in all', async () => {
    const bench = open();
    await bench.insert();
    const { ctx, gates, calls } = bench;
    const by = { ...ctx };
    const got = await gates.get(by, 'g1');
    expect(await renamed(bench, by, got?.etag ?? '', 'A')).toEqual({ name: 'North' });
    const listing = { ...ctx };
    const [listed] = (await gates.list(listing, { limit: 5 })).items;
    expect(await renamed(bench, listing, listed?.etag ?? '', 'B')).toEqual({ name: 'A' });
    const walking = { ...ctx };
    for await (const { etag } of gates.all(walking)) {
      expect(await renamed(bench, walking, etag, 'C')).toEqual({ name: 'B' });
    }
    expect(calls.reads).toBe(1);
  });

  it('is known without a read where the context has written it', async () => {
    const bench = open();
    const etag = await bench.insert();
    const { ctx, gates, commit } = bench;
    const [second] = succeeded(await commit(ctx, [gates.replaced(ctx, etag, gate({ name: 'A' }))]));
    expect(await renamed(bench, ctx, second ?? '', 'B')).toEqual({ name: 'A' });
    expect(bench.calls.reads).toBe(0);
  });

  it('is looked up where an ETag was handed on to another context', async () => {
    const bench = open();
    const etag = await bench.insert();
    expect(await renamed(bench, { ...bench.ctx }, etag, 'A')).toEqual({ name: 'North' });
    expect(bench.calls.reads).toBe(1);
  });

  it('is that of the ETag, not of what this context has read before', async () => {
    const bench = open();
    const etag = await bench.insert();
    const { ctx, gates, commit } = bench;
    const other = { ...ctx };
    const [handedOn] = succeeded(await commit(other, [gates.replaced(other, etag, gate({ name: 'A' }))]));
    expect(await renamed(bench, ctx, handedOn ?? '', 'B')).toEqual({ name: 'A' });
  });

  it('is not looked for any further where the commit will be refused', async () => {
    const bench = open();
    const etag = await bench.insert();
    const { ctx, gates, commit, trail } = bench;
    const late = gates.replaced(ctx, etag, gate({ name: 'late' }));
    await renamed(bench, { ...ctx }, etag, 'A');
    await gates.get(ctx, 'g1');
    expect(await commit(ctx, [late])).toMatchObject({ ok: false, error: { type: 'stale' } });
    expect(await trail()).toHaveLength(2);
  });
});

describe('[T7] one commit is one act', () => {
  it('whatever it changes, and ETags keep their places', async () => {
    const { ctx, gates, commit, recordAct, trail } = open();
    const done = succeeded(
      await commit(ctx, [
        gates.inserted(ctx, gate({ id: 'a' })),
        recordAct(ctx, { subject: 'import', subjectId: 'a', details: { drill: true } }),
        gates.inserted(ctx, gate({ id: 'b' })),
      ]),
    );
    expect(done).toEqual([expect.stringMatching(/W/), '', expect.stringMatching(/W/)]);
    expect((await gates.get(ctx, 'b'))?.etag).toBe(done[2]);
    const [act, ...others] = await trail();
    expect(others).toEqual([]);
    expect(act?.changes.map(({ subjectId, effect }) => [subjectId, effect])).toEqual([
      ['a', 'created'],
      ['a', 'done'],
      ['b', 'created'],
    ]);
  });

  it('also where nothing that is kept changes', async () => {
    const { ctx, commit, recordAct, trail } = open();
    const done = await commit(ctx, [recordAct(ctx, { subject: 'import', subjectId: 'g1' })]);
    expect(succeeded(done)).toEqual(['']);
    expect((await trail())[0]?.changes).toEqual([
      { subject: 'import', subjectId: 'g1', effect: 'done', before: {}, after: {} },
    ]);
  });

  it('of the system where nobody asked', async () => {
    const { ctx, gates, commit, trail } = open();
    const { from: _from, operation: _operation, ...rest } = ctx;
    const system: TenantContext = { ...rest, actor: { kind: 'system' } };
    succeeded(await commit(system, [gates.inserted(system, gate())]));
    const [act] = await trail();
    expect(act).toMatchObject({ actor: { kind: 'system' }, operation: 'system' });
    expect(act).not.toHaveProperty('from');
  });

  it('the newest first', async () => {
    const { ctx, commit, recordAct, trail } = open();
    for (const subjectId of ['first', 'second', 'third']) {
      await commit(ctx, [recordAct(ctx, { subject: 'import', subjectId })]);
    }
    expect((await trail()).map(({ changes }) => changes[0]?.subjectId)).toEqual(['third', 'second', 'first']);
  });
});
