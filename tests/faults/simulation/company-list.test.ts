import { expect, it } from 'vitest';
import { fromIso } from '../../../shared/kernel/clock.ts';
import { tenantId } from '../../../shared/kernel/ids.ts';
import { systemContext } from '../../../shared/kernel/tenant-context.ts';
import type { Source } from '../../../shared/sources/source.ts';
import { everyNth } from './extent.ts';
import type { PlannedFault } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { makeClient } from './history/client.ts';
import { companyOf, mobileOf, tenantIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { onboard } from './history/play.ts';
import type { PortCall } from './world/gate.ts';
import { makePrng } from './world/prng.ts';
import { makeWorld } from './world/world.ts';

const seed = 11;
const settleMs = 2 * 3_600_000;

interface Counts {
  created: number;
  changed: number;
  removed: number;
}

/** Two administrators edit one list at the same time while the faults strike; then all is quiet. */
const edited = async (faults: readonly PlannedFault[], onCall?: (call: PortCall) => void) => {
  let begun = false;
  const world = makeWorld({
    seed,
    startMs: fromIso('2026-06-01T08:00:00.000Z'),
    companies: [companyOf(0, 2, makePrng(seed, 'companies'))],
    faults,
    onCall: (call) => {
      if (begun) onCall?.(call);
    },
    isCalm: () => !begun,
  });
  await onboard(world, 0, null);
  begun = true;

  const expected = new Map<string, string>();
  const asked: Counts = { created: 0, changed: 0, removed: 0 };
  const broken: string[] = [];
  const ask = makeClient(world, 0);
  const wanted = (...[answered, status]: readonly [Awaited<ReturnType<typeof ask>>, number]) => {
    if (answered.status !== status) broken.push(`${answered.status} instead of ${status}`);
    return answered;
  };
  const administrate = async (who: string, sourceId: string) => {
    const person = (n: number, variant: number) => ({
      displayName: `${who} ${n}`,
      phones: [{ kind: 'mobile', number: mobileOf(0, n, variant) }],
    });
    const ids: string[] = [];
    for (const n of [0, 1, 2]) {
      const body = person(n, 0);
      const made = wanted(
        await ask({ operation: 'createContact', params: { sourceId }, body, key: `${who}-${n}` }),
        201,
      );
      ids.push(textOf(made, 'id'));
      expected.set(textOf(made, 'id'), mobileOf(0, n, 0));
      asked.created++;
    }
    const params = (n: number) => ({ sourceId, contactId: ids[n] ?? '' });
    const { etag = '' } = wanted(await ask({ operation: 'getContact', params: params(0) }), 200);
    wanted(await ask({ operation: 'replaceContact', params: params(0), body: person(0, 7), etag }), 200);
    expected.set(ids[0] ?? '', mobileOf(0, 0, 7));
    asked.changed++;
    // Whose answer was lost asks again, and finds that it has gone.
    const gone = await ask({ operation: 'deleteContact', params: params(1) });
    if (gone.status !== 404) wanted(gone, 204);
    expected.delete(ids[1] ?? '');
    asked.removed++;
  };
  let sourceId = '';
  const until = async (work: () => Promise<unknown>) => {
    let done = false;
    void work()
      .catch((error: unknown) => broken.push(String(error)))
      .finally(() => {
        done = true;
      });
    if (!(await world.run(() => done))) broken.push('it came to no end');
  };
  await until(async () => {
    const made = await ask({ operation: 'createSource', body: { kind: 'company-list' }, key: 'source' });
    sourceId = textOf(wanted(made, 201), 'id');
    await Promise.all(['Empfang', 'Bereitschaft'].map((who) => administrate(who, sourceId)));
  });

  world.calm();
  const quietAt = world.timeline.now() + settleMs;
  await world.run(() => world.host.isIdle() && world.timeline.now() >= quietAt);
  const ctx = systemContext(tenantId(tenantIdOf(0)), 'look');
  const kept = new Map<string, string>();
  const told: Counts = { created: 0, changed: 0, removed: 0 };
  let source: Source | undefined;
  await until(async () => {
    const [instance] = world.instances();
    if (instance === undefined) throw new Error('no instance lives');
    const { sources, sourceContacts, acts } = instance.stores;
    source = (await sources.get(ctx, sourceId))?.value;
    for await (const page of sourceContacts.all(ctx, sourceId as Source['id']))
      for (const { key, phones } of page) kept.set(key, phones[0]?.original ?? '');
    for await (const { value } of acts.all(ctx)) {
      for (const { after } of value.changes) {
        told.created += Number(after['created'] ?? 0);
        told.changed += Number(after['changed'] ?? 0);
        told.removed += Number(after['removed'] ?? 0);
      }
    }
  });
  world.close();
  return { broken, kept, expected, asked, told, contacts: source?.lastRefresh?.contacts };
};

const holds = ({ broken, kept, expected, asked, told, contacts }: Awaited<ReturnType<typeof edited>>) => {
  expect(broken).toEqual([]);
  expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(expected));
  expect(told).toEqual(asked);
  expect(contacts).toBe(expected.size);
};

it('[S10] a list has what two administrators were told it has, and the trail tells each edit once', async () => {
  holds(await edited([]));
});

it('[S10] so it is whatever fault meets its calls', { timeout: 300_000 }, async () => {
  const counts = new Map<string, number>();
  await edited([], (call) => {
    for (const { name, ports, meets } of faultKinds)
      if (ports.includes(call.port) && meets?.(call) !== false) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  /** Of each kind some calls, spread over all that it can meet. */
  const each = 3;
  const cases = [...counts].flatMap(([kind, count]) =>
    Array.from({ length: Math.min(each, count) }, (_, n) => ({
      kind,
      nth: 1 + Math.floor(((n + (kind.length % 5) / 5) * count) / each),
    })),
  );
  expect(cases.length).toBeGreaterThan(50);
  for (const fault of cases.filter((_, n) => n % everyNth === 0)) {
    try {
      holds(await edited([fault]));
    } catch (error) {
      throw new Error(`with ${JSON.stringify(fault)}`, { cause: error });
    }
  }
});
