import { expect, it } from 'vitest';
import type { Table } from '../../shared/adapters/tables/table.ts';
import type { TableName } from '../../shared/adapters/tables/table-names.ts';
import { erasureEntityId } from '../../shared/departures/erasure.ts';
import { makeCrashPoints } from '../support/crash-points.ts';
import { allRows } from './support/all-rows.ts';
import { makeResettableTables } from './support/resettable-tables.ts';
import { day, hour, makeDepartureWorld } from './support/world.ts';

/** A company whose grace period is over, and an instance that dies at the n-th call of a table from now on. */
const openAtTheEnd = async () => {
  const { tables, keep } = makeResettableTables();
  const world = await makeDepartureWorld(tables);
  await world.leave(world.ids.leaver);
  world.clock.advance(30 * day);
  const points = makeCrashPoints();
  const mortal = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, points.wrap(table, ['listEntities'])]),
  ) as Record<TableName, Table>;
  const before = await allRows(Object.values(tables));
  return { ...world, tables, points, before, reset: keep(), doomed: () => world.open(mortal) };
};

/** Erases to the end with an instance that may die once; answers whether it did. */
const erase = async (
  opened: Awaited<ReturnType<typeof openAtTheEnd>>,
  at: number,
  when: 'before' | 'after',
) => {
  const { app, ids, contextOf, clock, points } = opened;
  const doomed = opened.doomed();
  const ctx = contextOf(ids.leaver);
  const dueAt = (await opened.tenant(ids.leaver))?.erasedAfter ?? '';
  let died = false;
  points.arm(at, when);
  for (let deliveries = 0; ; deliveries++) {
    if (deliveries === 40) throw new Error('the erasure does not end');
    try {
      await doomed.useCases.eraseTenant(ctx, { dueAt });
    } catch (error) {
      if (!points.died()) throw error;
      died = true;
      points.revive();
      continue;
    }
    const [tenant, erasure] = await Promise.all([
      opened.tenant(ids.leaver),
      app.stores.erasures.get(ctx, erasureEntityId),
    ]);
    clock.advance(hour);
    if (tenant === undefined && erasure === undefined) break;
  }
  // An instance that died in the partner's partition has asked for a relay there beforehand.
  await app.useCases.relayOutbox(contextOf(ids.partner), { until: Number.POSITIVE_INFINITY });
  return died;
};

const check = async ({ ids, tables, before, must, imports }: Awaited<ReturnType<typeof openAtTheEnd>>) => {
  const after = await allRows(Object.values(tables));
  const left = after.filter(({ key, text }) => `${key} ${text}`.includes(ids.leaver)).map(({ key }) => key);
  const expected = ['erased|', 'region|', `${ids.partner} import|${imports.byPartner.importId}`];
  // What asked for the erasure may ask once more; the timer's next look removes it.
  const known = left.filter((key) => ![...expected, 'erasure-due|'].some((each) => key.startsWith(each)));
  expect(known).toEqual([]);
  const others = (rows: typeof before) =>
    rows.filter(({ key, text }) => !key.includes(ids.leaver) && !text.includes(ids.leaver));
  expect(others(after)).toEqual(others(before));
  const { content } = (await must(ids.leaver, 'GET', '/v1/tenant/erasure-certificate')).body;
  expect(content).toMatchObject({ sub: ids.leaver, rowsLeft: 0, destroyedKeys: [{ number: 1 }] });
  return content.rows;
};

it.each(['before', 'after'] as const)(
  '[T5] a death %s any call of the tables leaves an erasure that ends complete',
  async (when) => {
    const opened = await openAtTheEnd();
    expect(await erase(opened, Number.POSITIVE_INFINITY, when)).toBe(false);
    const rows = await check(opened);
    let at = 1;
    for (opened.reset(); await erase(opened, at, when); opened.reset(), at++) {
      // What an interrupted commit leaves until the relay comes is counted beside.
      const { 'state/outbox': _waiting, 'state/tombstone': _gone, ...counted } = await check(opened);
      expect(counted, `call ${at}`).toEqual(rows);
    }
    expect(at).toBeGreaterThan(30);
  },
  120_000,
);
