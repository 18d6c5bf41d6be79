import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { ImportId, RunId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { FinishBlock } from './finish-block.ts';
import type { Import, ImportStore } from './import.ts';
import type { ReadHolds } from './read-holds.ts';
import {
  type Block,
  type BlockStore,
  blockEntityId,
  blockTransitions,
  type Run,
  type RunStore,
  runEntityId,
} from './run.ts';

/** What a message of the queue `mailbox-blocks` asks for. */
export interface BlockRequest {
  readonly importId: ImportId;
  readonly runId: RunId;
  readonly layout: string;
  readonly number: number;
}

export interface ClaimBlockDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly readHolds: ReadHolds;
  readonly commit: Commit;
  readonly finishBlock: FinishBlock;
  readonly clock: Clock;
}

export interface ClaimedBlock {
  readonly block: Versioned<Block>;
  readonly run: Run;
  readonly imported: Import;
  /** Epoch ms. */
  readonly leaseUntil: number;
}

/** How long a worker may hold a block, and so how long a dead one holds it up. What is left goes on with a new claim. */
const leaseMs = 5 * 60_000;
/** A block whose worker died so often in a row kills its workers. */
const maxFruitlessClaims = 6;

/**
 * Takes a block for this worker, or answers nothing: it is done, it is of a start that crashed, or another worker may be
 * alive with it. In the last case it is looked at again once that one's lease has ended. What began to hold the import
 * meanwhile ends the run here.
 */
export const claimBlock = async (
  deps: ClaimBlockDeps,
  ctx: TenantContext,
  request: BlockRequest,
): Promise<ClaimedBlock | undefined> => {
  const [block, run, imported] = await Promise.all([
    deps.blocks.get(ctx, blockEntityId(request)),
    deps.runs.get(ctx, runEntityId(request.importId, request.runId)),
    deps.imports.get(ctx, request.importId),
  ]);
  if (block === undefined || run === undefined || imported === undefined) return undefined;
  if (run.value.state !== 'running' || run.value.layout !== request.layout) return undefined;
  const { value } = block;
  if (value.state === 'done') return undefined;
  const now = deps.clock.now();
  if (value.state === 'working' && fromIso(value.leaseUntil ?? '') > now) {
    await deps.finishBlock.lookAgain(ctx, request, fromIso(value.leaseUntil ?? ''));
    return undefined;
  }
  const hold = run.value.stoppedBy ?? (await deps.readHolds(ctx, imported.value))[0];
  if (hold !== undefined) {
    await deps.finishBlock.stop(ctx, request.importId, block, hold);
    return undefined;
  }
  if (value.attempts >= maxFruitlessClaims) {
    await deps.finishBlock.fail(ctx, request.importId, block, 'unavailable');
    return undefined;
  }
  const leaseUntil = now + leaseMs;
  const attempts = value.attempts + 1;
  const taken: Block = {
    ...moved(blockTransitions, value, 'working'),
    leaseUntil: toIso(leaseUntil),
    startedAt: value.startedAt ?? toIso(now),
    attempts,
  };
  const done = await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, taken)]);
  if (!done.ok) {
    // Another worker was faster, perhaps with this very message, which this delivery ends for both: he may die.
    await deps.finishBlock.lookAgain(ctx, request, leaseUntil);
    return undefined;
  }
  return {
    block: { value: taken, etag: done.value[0] ?? '' },
    run: run.value,
    imported: imported.value,
    leaseUntil,
  };
};
