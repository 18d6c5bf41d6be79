import * as z from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { Mailboxes } from './mailboxes.ts';

const count = z.number().int().min(0);

/** What a block or a run took, as far as its workers lived to tell. */
export const costSchema = z.strictObject({
  /** To Graph. */
  requests: count,
  /** Milliseconds in which nothing could go on because Graph throttled or was silent. */
  waitedMs: count,
});
export type Cost = z.infer<typeof costSchema>;

export const addCost = (a: Cost | undefined, b: Cost | undefined): Cost => ({
  requests: (a?.requests ?? 0) + (b?.requests ?? 0),
  waitedMs: (a?.waitedMs ?? 0) + (b?.waitedMs ?? 0),
});

/** Why mailboxes failed, with how many each. */
export const failuresSchema = z.record(z.string(), count);

export const addFailures = (
  before: Readonly<Record<string, number>> = {},
  results: readonly MailboxResult[],
): Record<string, number> => {
  const sum: Record<string, number> = { ...before };
  for (const { state, reason = 'unavailable' } of results) {
    if (state === 'failed') sum[reason] = (sum[reason] ?? 0) + 1;
  }
  return sum;
};

interface Metered {
  readonly mailboxes: Mailboxes;
  readonly sleep: (ms: number) => Promise<void>;
  readonly clock: Clock;
}

/** The same mailboxes and the same sleep, with what was asked and slept so far. */
export const meterCost = ({ mailboxes, sleep, clock }: Metered) => {
  let cost = addCost(undefined, undefined);
  return {
    cost: (): Cost => cost,
    mailboxes: {
      execute: (ctx, operations) => {
        cost = addCost(cost, { requests: operations.length, waitedMs: 0 });
        return mailboxes.execute(ctx, operations);
      },
    } satisfies Mailboxes,
    sleep: async (ms: number) => {
      const began = clock.now();
      await sleep(ms);
      cost = addCost(cost, { requests: 0, waitedMs: Math.max(0, clock.now() - began) });
    },
  };
};
