import type { Clock } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { ImportId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { EndRun } from './end-run.ts';
import { emptyResult, type MailboxResult } from './mailbox-result.ts';
import {
  addResults,
  type Block,
  type BlockStore,
  blockEntityId,
  type Run,
  type RunStore,
  runEntityId,
} from './run.ts';
import type { BlockRequest, Postponed } from './sync-mailboxes.ts';

export interface FinishBlock {
  /** Records what ended. What is postponed comes again by a scheduled message, up to a limit; then it has failed. */
  end(
    ctx: TenantContext,
    importId: ImportId,
    block: Versioned<Block>,
    results: readonly MailboxResult[],
    postponed: Postponed | undefined,
  ): Promise<void>;
  /** The share or this run's snapshot is gone: the mailboxes stay as they are, the next run decides. */
  fail(
    ctx: TenantContext,
    importId: ImportId,
    block: Versioned<Block>,
    why: 'share-lost' | 'unavailable',
  ): Promise<void>;
  lookAgain(ctx: TenantContext, request: BlockRequest, notBefore: number): Promise<void>;
}

export interface FinishBlockDeps {
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly commit: Commit;
  readonly endRun: EndRun;
  readonly clock: Clock;
  readonly log: Log;
}

/** With the session's own repetitions before each, hours of throttling pass before a mailbox is given up until tomorrow. */
const maxAttempts = 8;
const maxCommitTries = 20;

export const blockMessage = (request: BlockRequest, attempt: number, notBefore?: number): Message => {
  const { importId, runId, layout, number } = request;
  return {
    queue: 'mailbox-blocks',
    id: `${runId}-${layout}-${number}-${attempt}`,
    body: { importId, runId, layout, number },
    ...(notBefore === undefined ? {} : { notBefore }),
  };
};

export const makeFinishBlock = (deps: FinishBlockDeps): FinishBlock => {
  const requestOf = (importId: ImportId, block: Block): BlockRequest => ({
    importId,
    runId: block.runId,
    layout: block.layout,
    number: block.number,
  });

  const again = async (
    ctx: TenantContext,
    importId: ImportId,
    block: Versioned<Block>,
    results: readonly MailboxResult[],
    { notBefore, interrupted }: Postponed,
  ) => {
    const { leaseUntil: _leaseUntil, ...rest } = block.value;
    const attempts = interrupted ? Math.max(0, block.value.attempts - 1) : block.value.attempts;
    const value: Block = { ...rest, state: 'waiting', attempts, results: [...results] };
    const salt = deps.clock.now();
    const message = blockMessage(requestOf(importId, block.value), salt, notBefore);
    await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, value)], [message]);
  };

  /** Block and run change together, so that each block counts once however often its message comes. */
  const close = async (
    ctx: TenantContext,
    importId: ImportId,
    block: Versioned<Block>,
    results: readonly MailboxResult[],
  ) => {
    const { leaseUntil: _leaseUntil, ...rest } = block.value;
    const closed: Block = { ...rest, state: 'done', results: [...results] };
    for (let attempt = 1; attempt <= maxCommitTries; attempt++) {
      const run = await deps.runs.get(ctx, runEntityId(importId, block.value.runId));
      if (run === undefined || run.value.state !== 'running') return;
      const counted: Run = {
        ...run.value,
        blocksDone: run.value.blocksDone + 1,
        totals: addResults(run.value.totals, results),
      };
      const blockChange = deps.blocks.replaced(ctx, block.etag, closed);
      const done =
        counted.blocksDone === counted.blocks
          ? await deps.endRun.complete(ctx, { value: counted, etag: run.etag }, [blockChange])
          : await deps.commit(ctx, [blockChange, deps.runs.replaced(ctx, run.etag, counted)]);
      if (done.ok) return;
      const mine = await deps.blocks.get(ctx, blockEntityId(closed));
      if (mine?.etag !== block.etag) return;
    }
    throw new Error('the run could not be counted up');
  };

  return {
    end: async (ctx, importId, block, results, postponed) => {
      if (postponed === undefined) return close(ctx, importId, block, results);
      if (postponed.interrupted || block.value.attempts < maxAttempts) {
        return again(ctx, importId, block, results, postponed);
      }
      return close(ctx, importId, block, [...results, ...postponed.results]);
    },
    fail: async (ctx, importId, block, reason) => {
      deps.log('warn', 'a block lost its share or snapshot', { importId, runId: block.value.runId, reason });
      const settled = new Set(block.value.results.map((result) => result.mailbox));
      const left = block.value.mailboxes.filter((mailbox) => !settled.has(mailbox));
      const failed = left.map((mailbox) => ({ ...emptyResult(mailbox), state: 'failed' as const, reason }));
      await close(ctx, importId, block, [...block.value.results, ...failed]);
    },
    lookAgain: async (ctx, request, notBefore) => {
      const message = blockMessage(request, notBefore, notBefore + 1000);
      await deps.commit(ctx, [], [message]);
    },
  };
};
