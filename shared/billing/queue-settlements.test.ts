import { expect, it } from 'vitest';
import { makeMemoryTelemetry } from '../adapters/telemetry/memory-telemetry.test-data.ts';
import { tenantId } from '../kernel/ids.ts';
import { ok } from '../kernel/result.ts';
import { makeQueueSettlements } from './queue-settlements.ts';

const tenants = [1, 2].map((n) => tenantId(`0a0a0a0a-0000-4000-8000-00000000000${n}`));

it('[L12] each due settlement is asked for and tells how late it is; one that fails does not hold up the next', async () => {
  const { telemetry, points } = makeMemoryTelemetry();
  const asked: unknown[] = [];
  const queue = makeQueueSettlements({
    dueBilling: {
      put: async () => {},
      remove: async () => {},
      acrossTenants: async function* () {
        yield { tenantId: tenants[0] ?? tenantId(''), dueAt: '2027-02-01T00:00:00Z' };
        yield { tenantId: tenants[1] ?? tenantId(''), dueAt: '2027-02-01T01:59:00Z' };
      },
    },
    commit: async (ctx, _changes, messages = []) => {
      if (ctx.tenantId === tenants[0]) throw new Error('away');
      asked.push(...messages);
      return ok([]);
    },
    clock: { now: () => Date.UTC(2027, 1, 1, 2) },
    random: { id: () => 'r', bytes: (length) => new Uint8Array(length) },
    log: () => {},
    telemetry,
  });
  expect(await queue()).toBe(1);
  expect(asked).toMatchObject([{ queue: 'billing-settlements' }]);
  const [{ value } = { value: undefined }] = await points('switchboard.billing.lateness');
  expect(value).toMatchObject({ count: 2, min: 60, max: 7200 });
});
