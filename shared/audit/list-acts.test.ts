import { describe, expect, it } from 'vitest';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { fromIso, toIso } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { Act } from './act.ts';
import { type ActFilter, makeListActs } from './list-acts.ts';

const start = fromIso('2026-03-01T08:00:00.000Z');
const minute = (n: number) => toIso(start + n * 60_000);

/** `count` acts, one a minute, on share s0, import i1, share s2 … by turns. */
const open = async (count: number) => {
  let now = start;
  const memory = makeMemoryStores({ clock: { now: () => now } });
  const ctx = freshTenant();
  for (let n = 0; n < count; n++) {
    now = start + n * 60_000;
    const by = { ...ctx, operation: `op${n % 3}`, actor: { kind: 'user', oid: `o${n % 2}` } as const };
    const subject = n % 2 === 0 ? 'share' : 'import';
    await memory.commit(by, [memory.recordAct(by, { subject, subjectId: `${subject[0]}${n}` })]);
  }
  let opened = 0;
  const counted: EntityStore<Act> = {
    ...memory.acts,
    list: async (...args) => {
      const page = await memory.acts.list(...args);
      opened += page.items.length;
      return page;
    },
  };
  const listActs = makeListActs({ acts: counted });
  const pages = async (filter: ActFilter, limit: number) => {
    const all: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listActs(ctx, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
      all.push(page.items.map(({ changes }) => changes[0]?.subjectId ?? ''));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  };
  return { ctx, listActs, pages, opened: () => opened };
};

describe('[T7] the trail', () => {
  it('is read in pages, the newest first, each act once', async () => {
    const { pages } = await open(5);
    expect(await pages({}, 2)).toEqual([['s4', 'i3'], ['s2', 'i1'], ['s0']]);
    expect(await pages({}, 5)).toEqual([['s4', 'i3', 's2', 'i1', 's0']]);
  });

  it.each<[ActFilter, readonly string[]]>([
    [{ subject: 'share' }, ['s4', 's2', 's0']],
    [{ subject: 'import/i3' }, ['i3']],
    [{ subject: 'import/s2' }, []],
    [{ operation: 'op1' }, ['s4', 'i1']],
    [{ actor: 'o1' }, ['i3', 'i1']],
    [{ actor: 'user' }, ['s4', 'i3', 's2', 'i1', 's0']],
    [{ actor: 'system' }, []],
    [{ from: minute(3) }, ['s4', 'i3']],
    [{ to: minute(1) }, ['s0']],
    [{ from: minute(1), to: minute(3) }, ['s2', 'i1']],
    [{ from: '2026-03-01T10:01:00+02:00', to: '2026-03-01T10:03:00+02:00' }, ['s2', 'i1']],
    [{ from: minute(1), to: minute(4), subject: 'share' }, ['s2']],
    [{ from: minute(9) }, []],
  ])('is narrowed by %j', async (filter, expected) => {
    const { pages } = await open(5);
    expect((await pages(filter, 2)).flat()).toEqual(expected);
    expect((await pages(filter, 50)).flat()).toEqual(expected);
  });

  it('opens no more rows than the page and one, and none after the period', async () => {
    const { ctx, listActs, opened } = await open(50);
    await listActs(ctx, {}, { limit: 10 });
    expect(opened()).toBe(11);
    await listActs(ctx, { to: minute(2) }, { limit: 10 });
    expect(opened()).toBe(13);
  });

  it('of which a rare filter reads a bounded piece at a time, and goes on from there', async () => {
    const { ctx, listActs, pages, opened } = await open(5300);
    const first = await listActs(ctx, { subject: 'share/s0' }, { limit: 10 });
    expect(first.items).toEqual([]);
    expect(first.cursor).toBeDefined();
    expect(opened()).toBeLessThanOrEqual(5200);
    expect(await pages({ subject: 'share/s0' }, 10)).toEqual([[], ['s0']]);
  });

  it('of another tenant is another', async () => {
    const { listActs } = await open(3);
    expect(await listActs(freshTenant(), {}, { limit: 10 })).toEqual({ items: [] });
  });
});
