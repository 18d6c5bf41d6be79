import { expect, it } from 'vitest';
import { makeMemoryDueTenants } from '../../tests/support/memory-due-tenants.ts';
import { makeMemoryStores } from '../../tests/support/memory-stores.ts';
import { freshTenant } from '../../tests/support/tables.ts';
import { fromIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { systemRandom } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ServiceError } from '../kernel/service-error.ts';
import { makeQueueErasures } from './queue-erasures.ts';

const dueAt = '2026-12-23T12:00:00.000Z';

const open = () => {
  const dueErasures = makeMemoryDueTenants();
  const { commit, sent } = makeMemoryStores();
  const broken = new Set<string>();
  let now = fromIso(dueAt);
  const guarded: Commit = async (ctx, ...rest) => {
    if (broken.has(ctx.tenantId)) throw new ServiceError('table storage');
    return commit(ctx, ...rest);
  };
  const queue = makeQueueErasures({
    dueErasures,
    commit: guarded,
    clock: { now: () => now },
    random: systemRandom,
    log: silentLog,
  });
  const at = (iso: string) => {
    now = fromIso(iso);
  };
  return { dueErasures, queue, sent, broken, at };
};

it('[T6] asks for nobody before the end of the grace period, then once an hour while the entry is there', async () => {
  const { dueErasures, queue, sent, at } = open();
  const tenant = freshTenant();
  await dueErasures.put(tenant, dueAt);
  at('2026-12-23T11:59:59.999Z');
  expect(await queue()).toBe(0);
  at('2026-12-23T12:20:00.000Z');
  await queue();
  await queue();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ queue: 'tenant-erasures', body: { tenantId: tenant.tenantId, dueAt } });
  at('2026-12-23T13:20:00.000Z');
  await queue();
  expect(sent).toHaveLength(2);
  await dueErasures.remove(tenant, dueAt);
  at('2026-12-23T14:20:00.000Z');
  expect(await queue()).toBe(0);
});

it('one company’s fault does not keep the others waiting', async () => {
  const { dueErasures, queue, broken } = open();
  const [a, b] = [freshTenant(), freshTenant()];
  for (const each of [a, b]) await dueErasures.put(each, dueAt);
  broken.add(a.tenantId);
  expect(await queue()).toBe(1);
});
