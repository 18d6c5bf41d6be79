import { expect, it } from 'vitest';
import { fromIso, toIso } from '../../shared/kernel/clock.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import type { DueLooks } from '../../shared/store-purchases/due-looks.ts';
import { freshTenant } from './tables.ts';

/** [L5] What every DueLooks does, whatever it is made of. */
export const dueLooksContract = (open: () => Promise<DueLooks>): void => {
  const begin = fromIso('2031-12-20T08:20:00.000Z');
  const at = (minutes: number) => toIso(begin + minutes * 60_000);
  const hash = 'ab'.repeat(32);
  const [apple, google] = [{ store: 'apple', hash } as const, { store: 'google', hash } as const];

  const subject = async () => {
    const due = await open();
    const [a, b] = [freshTenant(), freshTenant()];
    return {
      due,
      a,
      b,
      found: async (until: string) => {
        const all: unknown[] = [];
        // Other tests share the table.
        for await (const each of due.acrossTenants(until))
          if ([a.tenantId, b.tenantId].includes(each.tenantId)) all.push(each);
        return all;
      },
    };
  };

  it('[L5] finds whose store is to be asked by an instant, of all tenants and stores, oldest first', async () => {
    const { due, a, b, found } = await subject();
    const wanted = [
      { tenantId: b.tenantId, ...google, dueAt: at(0) },
      { tenantId: a.tenantId, ...apple, dueAt: at(30) },
      { tenantId: b.tenantId, ...apple, dueAt: at(60 * 24 * 30) },
    ];
    await due.put(b, apple, at(60 * 24 * 30));
    await due.put(a, apple, at(30));
    await due.put(b, google, at(0));
    expect(await found(at(-0.01))).toEqual([]);
    expect(await found(at(0))).toEqual(wanted.slice(0, 1));
    expect(await found(at(29))).toEqual(wanted.slice(0, 1));
    expect(await found(at(45))).toEqual(wanted.slice(0, 2));
    expect(await found(at(60 * 24 * 60))).toEqual(wanted);
  });

  it('[L5] putting and removing can be repeated, and touch the one entry', async () => {
    const { due, a, b, found } = await subject();
    for (let n = 0; n < 2; n++) for (const ctx of [a, b]) await due.put(ctx, apple, at(0));
    await due.put(a, { ...apple, hash: systemRandom.id() }, at(1));
    await due.put(a, google, at(0));
    expect(await found(at(5))).toHaveLength(4);
    for (let n = 0; n < 2; n++) await due.remove(a, apple, at(0));
    expect(await found(at(0))).toHaveLength(2);
    expect(await found(at(0))).toEqual(
      expect.arrayContaining([
        { tenantId: b.tenantId, ...apple, dueAt: at(0) },
        { tenantId: a.tenantId, ...google, dueAt: at(0) },
      ]),
    );
  });
};
