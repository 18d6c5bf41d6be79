import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import type { DueErasures } from '../tenants/due-erasures.ts';
import { dueErasureMessage } from './erasure.ts';

/**
 * [T6] Asks for every erasure whose grace period has ended, of all tenants, also for those under way: an erasure that has
 * lost its message goes on. The handler decides; asking twice does nothing. Answers how many were asked for.
 */
export const makeQueueErasures =
  (deps: {
    readonly dueErasures: DueErasures;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
  }) =>
  async (): Promise<number> => {
    const now = deps.clock.now();
    let queued = 0;
    for await (const { tenantId, dueAt } of deps.dueErasures.acrossTenants(toIso(now))) {
      try {
        const ctx = systemContext(tenantId, deps.random.id());
        await deps.commit(ctx, [], [dueErasureMessage(tenantId, dueAt, now)]);
        queued++;
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        deps.log('error', 'a due erasure was not queued', { tenantId, error: name });
      }
    }
    return queued;
  };
