import { expect, it } from 'vitest';
import type { DueTenants } from '../../shared/kernel/due-tenants.ts';
import { freshTenant } from './tables.ts';

/** What every DueTenants does, whatever it is made of. */
export const dueTenantsContract = (open: () => Promise<DueTenants>): void => {
  const early = '2026-12-20T08:00:00.000Z';
  const late = '2026-12-22T07:00:00.000Z';

  const subject = async () => {
    const due = await open();
    const [a, b] = [freshTenant(), freshTenant()];
    const found = async (until: string) => {
      const all: string[] = [];
      for await (const { tenantId, dueAt } of due.acrossTenants(until)) {
        // Other tests share the table.
        if (tenantId === a.tenantId) all.push(`a ${dueAt}`);
        if (tenantId === b.tenantId) all.push(`b ${dueAt}`);
      }
      return all;
    };
    return { due, a, b, found };
  };

  it('[T6] finds what is due by an instant, of all tenants, oldest first', async () => {
    const { due, a, b, found } = await subject();
    await due.put(a, late);
    await due.put(b, early);
    expect(await found('2026-12-20T07:59:59.999Z')).toEqual([]);
    expect(await found(early)).toEqual([`b ${early}`]);
    expect(await found('2026-12-22T06:59:59.999Z')).toEqual([`b ${early}`]);
    expect(await found(late)).toEqual([`b ${early}`, `a ${late}`]);
    expect(await found('2027-03-01T00:00:00.000Z')).toEqual([`b ${early}`, `a ${late}`]);
  });

  it('putting and removing can be repeated, and touch the one entry', async () => {
    const { due, a, b, found } = await subject();
    for (const entry of [a, a, b]) await due.put(entry, early);
    await due.put(a, late);
    await due.remove(a, early);
    await due.remove(a, early);
    expect(await found(late)).toEqual([`b ${early}`, `a ${late}`]);
  });
};
