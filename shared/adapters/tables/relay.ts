import type { MessageBus } from '../../kernel/message-bus.ts';
import { silentTelemetry, type Telemetry } from '../../kernel/telemetry.ts';
import type { TenantContext } from '../../kernel/tenant-context.ts';
import { flushOutbox, outboxPrefix, readOutbox } from './outbox.ts';
import { afterPrefix, queryRows, rangeFilter } from './rows.ts';
import type { Table } from './table.ts';

/**
 * Heals a crash between a commit and its messages. Each command that will commit messages first asks for a relay of its
 * partition: one scheduled message per tenant and minute, whose id the queue's duplicate detection keeps single. When it
 * arrives, every command of that minute has either cleared its row or died. Which minute it was stands in the message: the
 * clock of the instance that relays may show another time.
 */
const slotMs = 60_000;
/** Longer than any commit may take: 3 attempts of a table transaction with their time-outs. */
const graceMs = 90_000;

export const makeAskForRelay = (deps: { readonly bus: MessageBus }) => {
  const asked = new Map<string, number>();
  /** `committedAt`: epoch ms, what the outbox row of the command will say. */
  return async (ctx: TenantContext, committedAt: number): Promise<void> => {
    const slot = Math.floor(committedAt / slotMs);
    if (asked.get(ctx.tenantId) === slot) return;
    const end = (slot + 1) * slotMs;
    const id = `relay-${ctx.tenantId}-${slot}`;
    const { tenantId, correlationId } = ctx;
    await deps.bus.send([
      {
        queue: 'outbox-relay',
        id,
        correlationId,
        body: { tenantId, correlationId, until: end },
        notBefore: end + graceMs,
      },
    ]);
    if (asked.size > 10_000) asked.clear();
    asked.set(ctx.tenantId, slot);
  };
};

/** Sends what commands of this tenant that began before `until` (epoch ms) left behind; answers how many rows there were. */
export const makeRelayOutbox =
  (deps: { readonly table: Table; readonly bus: MessageBus; readonly telemetry?: Telemetry }) =>
  async (ctx: TenantContext, { until }: { readonly until: number }): Promise<number> => {
    let count = 0;
    const filter = rangeFilter(ctx.tenantId, outboxPrefix, afterPrefix(outboxPrefix));
    for await (const row of queryRows(deps.table, filter)) {
      const outbox = readOutbox(row);
      // Younger rows belong to a command under way, which has asked for a relay of its own.
      if (outbox.committedAt >= until) continue;
      await flushOutbox(deps.table, deps.bus, row.partition, row.key, outbox);
      count++;
    }
    if (count > 0) (deps.telemetry ?? silentTelemetry).record('switchboard.outbox.relayed', count, {});
    return count;
  };
