import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeInterleaving } from '../../tests/support/interleaving.ts';
import { makeTestClock } from '../../tests/support/mailbox-run.ts';
import { makeMemoryDueTenants } from '../../tests/support/memory-due-tenants.ts';
import { makeTenantBench, succeeded } from '../../tests/support/tenant-fixtures.ts';
import { toIso } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import type { Result } from '../kernel/result.ts';
import { err, ok } from '../kernel/result.ts';
import { makeChangeTenant } from '../tenants/change-tenant.ts';
import { makeLookAtAccess } from '../tenants/look-at-access.ts';
import { makeNoteAccess } from '../tenants/note-access.ts';
import type { Organisations } from '../tenants/organisation.ts';
import { requiredPermissions } from '../tenants/permissions.ts';
import { makeSetUpTenant } from '../tenants/set-up-tenant.ts';
import { makeBeginErasure } from './begin-erasure.ts';
import { erasureEntityId, erasureSchema } from './erasure.ts';
import { makeRequestDeparture } from './request-departure.ts';
import { makeUndoDeparture } from './undo-departure.ts';

const day = 24 * 3_600_000;
const truths = {
  granted: ok([...requiredPermissions]),
  lost: err({ type: 'consent-required', missingPermissions: [...requiredPermissions] }),
  blocked: err({ type: 'access-blocked', code: 'AADSTS53003' }),
} satisfies Record<string, Awaited<ReturnType<Organisations['grantedPermissions']>>>;

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('entra' as const),
      says: fc.constantFrom('granted', 'lost', 'blocked'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('consent' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('leave' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('stay' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('change' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('timer' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(1, 31) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const open = async (schedule: fc.Scheduler) => {
  const around = makeInterleaving(schedule);
  const bench = makeTenantBench();
  const { ctx } = bench;
  const time = makeTestClock();
  // No two moments are the same.
  const clock = {
    now: () => {
      time.advance(1);
      return time.now();
    },
  };
  const entra = { says: 'granted' as keyof typeof truths };
  const kept = makeMemoryDueTenants();
  const erasures = bench.store({ kind: 'erasure', schema: erasureSchema, idOf: () => erasureEntityId });
  const organisations = around<Organisations>({
    ...bench.organisations,
    grantedPermissions: async () => truths[entra.says],
  });
  const deps = {
    ...bench,
    clock,
    organisations,
    tenants: around(bench.tenants),
    dueErasures: around(kept),
    commit: around(bench.commit),
    erasures: around(erasures),
    log: silentLog,
    isBeingErased: async () => (await erasures.get(ctx, erasureEntityId)) !== undefined,
    closeBilling: async () => ({ changes: [], messages: [] }),
  };
  const noteAccess = makeNoteAccess(deps);
  const lookAtAccess = makeLookAtAccess({ ...deps, noteAccess });
  const all = { ...deps, noteAccess, lookAtAccess };
  const [leave, stay] = [makeRequestDeparture(all), makeUndoDeparture(all)];
  const [setUp, change, begin] = [makeSetUpTenant(all), makeChangeTenant(all), makeBeginErasure(all)];
  const world = around({
    turn: async (says: keyof typeof truths) => {
      entra.says = says;
    },
    pass: async (days: number) => time.advance(days * day),
  });
  await bench.have({ notificationAddress: 'it@mueller.example' });

  const due = async () => {
    const found: string[] = [];
    for await (const { dueAt } of kept.acrossTenants(toIso(time.now() + 1000 * day))) found.push(dueAt);
    return found;
  };
  const take = async (each: Step): Promise<Result<unknown, unknown> | undefined> => {
    switch (each.kind) {
      case 'entra':
        await world.turn(each.says);
        return undefined;
      case 'look':
        await lookAtAccess(ctx);
        return undefined;
      case 'consent': {
        const permissions = await organisations.grantedPermissions(ctx);
        const organisation = succeeded(await bench.organisations.read(ctx));
        return permissions.ok
          ? setUp(ctx, { organisation, permissions: permissions.value, region: 'germanywestcentral' })
          : undefined;
      }
      case 'leave':
        return leave(ctx, () => true, 'mueller.example');
      case 'stay':
        return stay(ctx);
      case 'change':
        return change(ctx, () => true, { language: 'en' });
      case 'timer':
        for (const dueAt of await due()) if (dueAt <= toIso(time.now())) await begin(ctx, dueAt);
        return undefined;
      case 'pass':
        await world.pass(each.days);
        return undefined;
    }
  };

  /** Who is to be erased is found by the timer, and by nobody's mistake is it anybody else. */
  const atRest = async () => {
    const tenant = await bench.tenant();
    const erasure = await erasures.get(ctx, erasureEntityId);
    expect(erasure !== undefined).toBe(tenant?.state === 'erasing');
    if (tenant?.erasedAfter !== undefined) expect(await due()).toContain(tenant.erasedAfter);
    const isDue = ['consent-lost', 'leaving', 'erasing'].includes(tenant?.state ?? '');
    if (isDue) expect(tenant?.erasedAfter).toBeDefined();
    if (tenant?.state === 'active') expect(tenant.erasedAfter).toBeUndefined();
    expect(tenant?.departure !== undefined).toBe(
      tenant?.state === 'leaving' || erasure?.value.cause === 'requested',
    );
    if (erasure !== undefined) expect(erasure.value.erasedAfter <= erasure.value.begunAt).toBe(true);
  };
  /** What Entra says is known after a look, whatever was in doubt before. */
  const known = async () => {
    await schedule.waitFor(lookAtAccess(ctx));
    const { state } = (await bench.tenant()) ?? {};
    if (state === 'leaving' || state === 'erasing') return;
    expect(state).toBe({ granted: 'active', lost: 'consent-lost', blocked: 'access-blocked' }[entra.says]);
  };
  return { take, atRest, known };
};

it('[T6] wishes, findings and timers that interleave anyhow lose no erasure that is due, and begin none that is not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (schedule, rounds) => {
        const { take, atRest, known } = await open(schedule);
        for (const round of rounds) {
          await schedule.waitFor(Promise.all(round.map(take)));
          await atRest();
        }
        await known();
        await atRest();
      },
    ),
    { numRuns: 200 },
  );
});
