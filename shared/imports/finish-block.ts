import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { ImportId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import { blockMessage } from './block-message.ts';
import type { NoTarget } from './block-target.ts';
import type { BlockRequest } from './claim-block.ts';
import type { EndRun } from './end-run.ts';
import type { HoldReason } from './holds.ts';
import { addHeldBack } from './import-gate.ts';
import { emptyResult, type MailboxResult } from './mailbox-result.ts';
import { type OpenMailbox, postpone } from './postpone.ts';
import {
  addResults,
  type Block,
  type BlockStore,
  blockEntityId,
  blockTransitions,
  type Run,
  type RunStore,
  runEntityId,
} from './run.ts';
import { addCost, addFailures, type Cost } from './run-cost.ts';
import { askedOn, isWorkedOff } from './run-window.ts';

export interface BlockWork {
  /** Of all mailboxes of the block that have ended. */
  readonly results: readonly MailboxResult[];
  /** Those that this worker could not bring to their end. */
  readonly open: readonly OpenMailbox[];
  /** Epoch ms: when the block was first taken. */
  readonly startedAt: number;
  /** Was found to hold the import: what is open stays as it is. */
  readonly stoppedBy?: HoldReason | undefined;
  /** What this worker took. */
  readonly cost: Cost;
}

export interface FinishBlock {
  /** Records what ended. What is open comes again by a scheduled message, up to a limit; then it has failed. */
  end(ctx: TenantContext, importId: ImportId, block: Versioned<Block>, work: BlockWork): Promise<void>;
  /** The block cannot be worked on: its mailboxes stay as they are, the next run decides. */
  fail(ctx: TenantContext, importId: ImportId, block: Versioned<Block>, why: NoTarget): Promise<void>;
  /** Something began to hold the import: what is done counts, no further block is asked for [L11][T6]. */
  stop(ctx: TenantContext, importId: ImportId, block: Versioned<Block>, hold: HoldReason): Promise<void>;
  lookAgain(ctx: TenantContext, request: BlockRequest, notBefore: number): Promise<void>;
}

export interface FinishBlockDeps {
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly commit: Commit;
  readonly endRun: EndRun;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
}

/** All blocks of a run meet at its counters: each loser gives the others time and tries again. */
const maxCommitTries = 60;
const longestPauseMs = 500;

export const makeFinishBlock = (deps: FinishBlockDeps): FinishBlock => {
  /**
   * Block and run change together, so that each block counts once however often its message comes; the message that asks
   * for the next one goes with them, so that no crash breaks the chain.
   */
  const close = async (
    ctx: TenantContext,
    importId: ImportId,
    block: Versioned<Block>,
    results: readonly MailboxResult[],
    stoppedBy?: HoldReason,
  ) => {
    const { leaseUntil: _leaseUntil, ...rest } = block.value;
    const closed: Block = { ...moved(blockTransitions, rest, 'done'), later: [], results: [...results] };
    for (let attempt = 1; attempt <= maxCommitTries; attempt++) {
      const run = await deps.runs.get(ctx, runEntityId(importId, closed.runId));
      if (run === undefined || run.value.state !== 'running' || run.value.layout !== closed.layout) return;
      const { run: counted, next } = askedOn({
        ...run.value,
        blocksDone: run.value.blocksDone + 1,
        heardAt: toIso(deps.clock.now()),
        totals: addResults(run.value.totals, results),
        cost: addCost(run.value.cost, closed.cost),
        failures: addFailures(run.value.failures, results),
        ...findings(run.value, closed),
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
      });
      const blockChange = deps.blocks.replaced(ctx, block.etag, closed);
      const done = isWorkedOff(counted)
        ? await deps.endRun.complete(ctx, { value: counted, etag: run.etag }, [blockChange])
        : await deps.commit(
            ctx,
            [blockChange, deps.runs.replaced(ctx, run.etag, counted)],
            next === undefined ? [] : [blockMessage({ ...closed, importId, number: next }, 'next')],
          );
      if (done.ok) return;
      const mine = await deps.blocks.get(ctx, blockEntityId(closed));
      if (mine?.etag !== block.etag) return;
      // The number spreads the blocks: no two of them come back at the same moment.
      await deps.sleep(Math.min(longestPauseMs, attempt * 5) + (closed.number % 16));
    }
    throw new Error('the run could not be counted up');
  };

  return {
    end: async (ctx, importId, { etag, value: before }, { results, open, startedAt, stoppedBy, cost }) => {
      const block = { etag, value: { ...before, cost: addCost(before.cost, cost) } };
      if (stoppedBy !== undefined) return close(ctx, importId, block, results, stoppedBy);
      const now = deps.clock.now();
      const { later, givenUp, nextAt } = postpone(block.value.later, open, { now, startedAt });
      const settled = [...results, ...givenUp];
      if (nextAt === undefined) return close(ctx, importId, block, settled);
      const { leaseUntil: _leaseUntil, ...rest } = block.value;
      const value: Block = {
        ...moved(blockTransitions, rest, 'waiting'),
        attempts: 0,
        later: [...later],
        results: settled,
        cost: addCost(rest.cost, { requests: 0, waitedMs: Math.max(0, nextAt - now) }),
      };
      const { runId, layout, number } = value;
      const message = blockMessage({ importId, runId, layout, number }, toIso(now), nextAt);
      // Stale: another worker has the block, and whatever is left of it.
      await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, value)], [message]);
    },
    fail: async (ctx, importId, block, reason) => {
      deps.log('warn', 'a block could not be worked on', { importId, runId: block.value.runId, reason });
      const settled = new Set(block.value.results.map((result) => result.mailbox));
      const left = block.value.mailboxes.filter((mailbox) => !settled.has(mailbox));
      const failed = left.map((mailbox) => ({ ...emptyResult(mailbox), state: 'failed' as const, reason }));
      await close(ctx, importId, block, [...block.value.results, ...failed]);
    },
    stop: (ctx, importId, block, hold) => close(ctx, importId, block, block.value.results, hold),
    lookAgain: async (ctx, request, notBefore) => {
      await deps.commit(ctx, [], [blockMessage(request, toIso(notBefore), notBefore + 1000)]);
    },
  };
};

/** What the end of the run is to know of a block beside its figures. */
const findings = (run: Run, { mode, results }: Block): Partial<Run> => {
  const heldBack = addHeldBack(run.heldBack, results);
  const failed = mode === 'remove' ? results.filter(({ state }) => state === 'failed').length : 0;
  const removalsFailed = (run.removalsFailed ?? 0) + failed;
  return {
    ...(heldBack.length === 0 ? {} : { heldBack }),
    ...(removalsFailed === 0 ? {} : { removalsFailed }),
  };
};
