import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import type { DueBilling } from './due-billing.ts';
import { settlementMessage } from './settlement-message.ts';

/**
 * [L12] Asks for the settlement of every account on which something has fallen due. Asking twice does nothing; an entry stays
 * until its account has moved on. Answers how many were asked for.
 */
export const makeQueueSettlements =
  (deps: {
    readonly dueBilling: DueBilling;
    readonly commit: Commit;
    readonly clock: Clock;
    readonly random: Random;
    readonly log: Log;
    readonly telemetry?: Telemetry;
  }) =>
  async (): Promise<number> => {
    let queued = 0;
    const now = deps.clock.now();
    for await (const { tenantId, dueAt } of deps.dueBilling.acrossTenants(toIso(now))) {
      deps.telemetry?.record('switchboard.billing.lateness', (now - fromIso(dueAt)) / 1000, {});
      try {
        const ctx = systemContext(tenantId, deps.random.id());
        await deps.commit(ctx, [], [settlementMessage(tenantId, dueAt)]);
        queued++;
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        deps.log('error', 'a due settlement was not queued', { tenantId, error: name });
      }
    }
    return queued;
  };
