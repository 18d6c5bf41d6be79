import { toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { ImportId, Random, RunId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import { blockMessage } from './block-message.ts';
import type { EndRun } from './end-run.ts';
import type { ImportStore } from './import.ts';
import { type LayOutDeps, layOutRun, type RunLayout } from './lay-out-run.ts';
import { emptyResult, type MailboxResult } from './mailbox-result.ts';
import { runMessage } from './queue-run.ts';
import type { ReadHolds } from './read-holds.ts';
import {
  addResults,
  type Block,
  type BlockStore,
  emptyTotals,
  isPreview,
  type Run,
  type RunStore,
  runEntityId,
  runTransitions,
} from './run.ts';
import { leaveTurn, takeTurn } from './take-turn.ts';
import type { TurnsStore } from './turns.ts';

export interface StartRunDeps extends LayOutDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly turns: TurnsStore;
  readonly commit: Commit;
  readonly endRun: EndRun;
  readonly readHolds: ReadHolds;
  readonly random: Random;
  readonly log: Log;
  readonly blockSize: number;
}

/** Rows of one transaction, with room for the outbox. */
const blocksPerCommit = 80;

/** Services that are short of breath get 1, 2, 4 … minutes, about two hours in all. */
const maxAttempts = 8;
const firstPauseMs = 60_000;
/** A real run may be waiting behind a preview. */
const maxPreviewAttempts = 3;
/** Other runs of the company may begin or end just now. */
const maxCommitTries = 30;

export interface RunRequest {
  readonly importId: ImportId;
  readonly runId: RunId;
  /** 1 on the first try. */
  readonly attempt: number;
}

/**
 * Prepares a queued run when it is its turn: looks at the share through its grant, takes a snapshot, resolves the targets and cuts them into
 * blocks. Mailboxes that left the import are emptied in the same run [I9]; so are all of them once the share's right is
 * lost [H3]. Repeating it after a crash lays out new blocks; those of the crashed start are never asked for.
 */
export const makeStartRun =
  (deps: StartRunDeps) =>
  async (ctx: TenantContext, request: RunRequest): Promise<void> => {
    const [run, imported] = await Promise.all([
      deps.runs.get(ctx, runEntityId(request.importId, request.runId)),
      deps.imports.get(ctx, request.importId),
    ]);
    if (run === undefined || imported === undefined || run.value.state !== 'queued') return;

    const [hold] = await deps.readHolds(ctx, imported.value);
    if (hold !== undefined) {
      await deps.endRun.stop(ctx, run, hold);
      return;
    }
    const window = await takeTurn(deps, ctx, request);
    if (window === undefined) return;
    const layout = await layOutRun(deps, ctx, imported.value, run.value);
    if (!layout.ok) {
      const passes = layout.error === 'unavailable' || layout.error === 'provider-unavailable';
      if (passes && request.attempt < (isPreview(run.value) ? maxPreviewAttempts : maxAttempts)) {
        const notBefore = deps.clock.now() + firstPauseMs * 2 ** (request.attempt - 1);
        return comeAgain(deps, ctx, runMessage(run.value, request.attempt + 1, notBefore), request.runId);
      }
      // What it met may be what holds the import from now on.
      const [found] = await deps.readHolds(ctx, imported.value);
      if (found === undefined) await deps.endRun.fail(ctx, run, layout.error);
      else await deps.endRun.stop(ctx, run, found);
      return;
    }
    const { hold: uncovered } = layout.value;
    if (uncovered === undefined) await begin(deps, ctx, run, layout.value, window);
    else await deps.endRun.stop(ctx, run, uncovered);
  };

/** Meanwhile another run has its turn. */
const comeAgain = async (deps: StartRunDeps, ctx: TenantContext, message: Message, runId: RunId) => {
  for (let attempt = 1; attempt <= maxCommitTries; attempt++) {
    const left = await leaveTurn(deps, ctx, runId);
    const done = await deps.commit(ctx, left.changes, [message, ...left.messages]);
    if (done.ok) return;
  }
  throw new Error('the turns change all the time');
};

const begin = async (
  deps: StartRunDeps,
  ctx: TenantContext,
  run: Versioned<Run>,
  plan: RunLayout,
  window: number,
) => {
  const layout = deps.random.id().slice(0, 8);
  const blocks = [
    ...cut(plan.fill, deps.blockSize).map((mailboxes) => ({ mode: 'fill' as const, mailboxes })),
    ...cut(plan.remove, deps.blockSize).map((mailboxes) => ({ mode: 'remove' as const, mailboxes })),
  ].map(({ mode, mailboxes }, number) => blockOf(run.value, layout, number, mode, mailboxes));
  const leftOut = (plan.leftOut ?? []).map(withoutLicence);
  // Behind those that are asked for: results that are there from the beginning.
  const closed = cut(leftOut, deps.blockSize).map((results, n): Block => {
    const mailboxes = results.map(({ mailbox }) => mailbox);
    const block = blockOf(run.value, layout, blocks.length + n, 'fill', mailboxes);
    return { ...block, state: 'done', results: [...results] };
  });
  const asked = Math.min(window, blocks.length);
  const started: Run = {
    ...moved(runTransitions, run.value, 'running'),
    startedAt: toIso(deps.clock.now()),
    contacts: plan.snapshot?.count ?? 0,
    ...(plan.snapshot === undefined ? {} : { snapshot: plan.snapshot.version }),
    ...(plan.reason === undefined ? {} : { reason: plan.reason }),
    ...(plan.heldBack === undefined ? {} : { heldBack: plan.heldBack }),
    ...(plan.targetsCutAt === undefined ? {} : { targetsCutAt: plan.targetsCutAt }),
    layout,
    blocks: blocks.length,
    blocksAsked: asked,
    ...(leftOut.length === 0 ? {} : { leftOut: leftOut.length }),
    totals: addResults(
      { ...emptyTotals, mailboxes: plan.fill.length + plan.remove.length + leftOut.length },
      leftOut,
    ),
  };
  for (const some of cut(closed, blocksPerCommit)) {
    await deps.commit(
      ctx,
      some.map((block) => deps.blocks.inserted(ctx, block)),
    );
  }
  if (blocks.length === 0) {
    await deps.endRun.complete(ctx, { value: started, etag: run.etag }, []);
    return;
  }
  for (const some of cut(blocks, blocksPerCommit).slice(0, -1)) {
    await deps.commit(
      ctx,
      some.map((block) => deps.blocks.inserted(ctx, block)),
    );
  }
  const last = cut(blocks, blocksPerCommit).at(-1) ?? [];
  const messages = blocks
    .slice(0, asked)
    .map((block) =>
      blockMessage(
        { importId: run.value.importId, runId: run.value.id, layout, number: block.number },
        'start',
      ),
    );
  // `stale`: another delivery of the same message was faster, and its blocks count.
  await deps.commit(
    ctx,
    [...last.map((block) => deps.blocks.inserted(ctx, block)), deps.runs.replaced(ctx, run.etag, started)],
    messages,
  );
};

const blockOf = (
  { id: runId }: Run,
  layout: string,
  number: number,
  mode: Block['mode'],
  mailboxes: readonly string[],
): Block => ({
  runId,
  layout,
  number,
  mode,
  mailboxes: [...mailboxes],
  state: 'waiting',
  attempts: 0,
  results: [],
  later: [],
});

/** [L11] */
const withoutLicence = (mailbox: string): MailboxResult => ({
  ...emptyResult(mailbox),
  state: 'failed',
  reason: 'licence-missing',
});

const cut = <T>(items: readonly T[], size: number): readonly (readonly T[])[] => {
  const parts: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
};
