import { fromIso } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import { asId, type MailboxId, type Random } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type BlockTargetDeps, makeBlockTarget } from './block-target.ts';
import { type BlockRequest, type ClaimBlockDeps, claimBlock } from './claim-block.ts';
import { makeDeletionGate } from './deletion-limit.ts';
import { driveSessions } from './drive-sessions.ts';
import { graphCardRules } from './graph-card-rules.ts';
import { leaveOutOwners } from './leave-out-owners.ts';
import type { MailboxOwners } from './mailbox-owner.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { Manifests } from './manifest.ts';
import { type Block, isPreview } from './run.ts';
import { addCost, meterCost } from './run-cost.ts';
import { openSession, type Session } from './session.ts';

export interface SyncMailboxesDeps extends ClaimBlockDeps, BlockTargetDeps {
  readonly manifests: Manifests;
  readonly mailboxes: Mailboxes;
  readonly owners: MailboxOwners;
  readonly random: Random;
  readonly log: Log;
  readonly sleep: (ms: number) => Promise<void>;
  /** HTTP calls to Graph under way at a time, per block. */
  readonly concurrency: number;
  /** Asks Entra what the tenant grants now, and keeps it [T6]. */
  readonly lookAtAccess: (ctx: TenantContext) => Promise<unknown>;
}

/** In the last part of its lease a worker starts no call: that covers the longest one, with a token renewed on the way. */
const lastCallMs = 3 * 60_000;
const progressMs = 5_000;

/**
 * [I5] Brings the mailboxes of one block to what the share says. Safe to repeat at any point: ended mailboxes are recorded
 * with the block, half-written ones are marked in their manifest and asked anew, and a lease keeps two workers apart.
 */
export const makeSyncMailboxes = (deps: SyncMailboxesDeps) => {
  const blockTarget = makeBlockTarget(deps);
  return async (ctx: TenantContext, request: BlockRequest): Promise<void> => {
    const claimed = await claimBlock(deps, ctx, request);
    if (claimed === undefined) return;
    const { block, run, imported, leaseUntil } = claimed;
    const { mode, results: settled } = block.value;

    const target = await blockTarget(ctx, imported, run, mode);
    if (typeof target === 'string') return deps.finishBlock.fail(ctx, imported.id, block, target);

    const due = dueMailboxes(block.value, deps.clock.now());
    const stored = await deps.manifests.read(ctx, imported.id, due);
    const intent = isPreview(run) ? ('preview' as const) : ('write' as const);
    const startedAt = fromIso(block.value.startedAt ?? run.requestedAt);
    const options = {
      intent,
      gate: makeDeletionGate(imported.deletionLimit, run.confirmed).contacts,
      rules: graphCardRules,
      run: run.id,
      random: () => (deps.random.bytes(1)[0] ?? 0) / 256,
    };
    const targets = await leaveOutOwners(deps.owners, ctx, target, stored, due);
    const targetOf = targets.ok ? targets.value : () => target;
    const sessions = due.map((id) => openSession(id, stored.get(id), { ...options, target: targetOf(id) }));

    // A preview is not worth waiting for a mailbox: a real run may be waiting for the preview.
    const isOpen = ({ phase }: Session) =>
      phase !== 'done' && phase !== 'failed' && !(intent === 'preview' && phase === 'postponed');
    const results = (): readonly MailboxResult[] => [
      ...settled,
      ...sessions.filter((session) => !isOpen(session)).map((session) => session.result()),
    ];
    if (!targets.ok) {
      const { reason, retryAfterMs } = targets.error;
      const open = sessions.map((session) => ({
        result: { ...session.result(), reason },
        postponedUntil: deps.clock.now() + retryAfterMs,
      }));
      const isPatient = intent === 'write';
      return deps.finishBlock.end(ctx, imported.id, block, {
        results: isPatient ? settled : [...settled, ...open.map(({ result }) => result)],
        open: isPatient ? open : [],
        startedAt,
        cost: addCost(undefined, undefined),
      });
    }
    let versioned = block;
    const record = async () => {
      versioned = (await recordResults(deps, ctx, versioned, results())) ?? versioned;
    };
    let recordedAt = deps.clock.now();
    const forget = (mailboxes: readonly MailboxId[]) => deps.manifests.remove(ctx, imported.id, mailboxes);

    const meter = meterCost(deps);
    const end = await driveSessions(ctx, sessions, {
      mailboxes: meter.mailboxes,
      clock: deps.clock,
      sleep: meter.sleep,
      concurrency: deps.concurrency,
      deadline: leaseUntil - lastCallMs,
      save: (changes) => deps.manifests.save(ctx, imported.id, changes),
      forget: async (mailboxes) => (mode === 'remove' ? undefined : forget(mailboxes)),
      onProgress: async () => {
        if (deps.clock.now() - recordedAt < progressMs) return;
        recordedAt = deps.clock.now();
        await record();
      },
    });
    if (end === 'lost') {
      deps.log('warn', 'a block was lost to another worker', { importId: imported.id, runId: run.id });
      return deps.finishBlock.lookAgain(ctx, request, leaseUntil);
    }
    const isRefused = intent === 'write' && results().some(isTenantsRefusal);
    if (isRefused) await deps.lookAtAccess(ctx);
    const [stoppedBy] = isRefused ? await deps.readHolds(ctx, imported) : [];
    if (mode === 'remove' && intent === 'write') {
      // The manifest says how much there was to take away: it goes once the result is recorded, if need be by the next
      // worker.
      if (sessions.length > 0) await record();
      await forget(
        results().flatMap(({ state, mailbox }) => (state === 'done' ? [asId<MailboxId>(mailbox)] : [])),
      );
    }
    await deps.finishBlock.end(ctx, imported.id, versioned, {
      results: results(),
      open: sessions.filter(isOpen).map((session) => ({
        result: session.result(),
        ...(session.phase === 'postponed' ? { postponedUntil: session.wakeAt } : {}),
      })),
      startedAt,
      stoppedBy,
      cost: meter.cost(),
    });
  };
};

/** Consent or policy: not this mailbox's matter, and the administrator is to hear of it. */
const isTenantsRefusal = ({ reason }: MailboxResult) =>
  reason === 'consent-required' || reason === 'access-blocked';

/** Those not ended, but for the ones that Graph wants to be left alone still. */
const dueMailboxes = ({ mailboxes, results, later }: Block, now: number): readonly MailboxId[] => {
  const settled = new Set(results.map(({ mailbox }) => mailbox));
  const asleep = new Set(
    later.filter(({ notBefore }) => fromIso(notBefore) > now).map(({ mailbox }) => mailbox),
  );
  return mailboxes.filter((id) => !settled.has(id) && !asleep.has(id)) as MailboxId[];
};

const recordResults = async (
  deps: SyncMailboxesDeps,
  ctx: TenantContext,
  block: Versioned<Block>,
  results: readonly MailboxResult[],
): Promise<Versioned<Block> | undefined> => {
  const value: Block = { ...block.value, results: [...results] };
  const done = await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, value)]);
  return done.ok ? { value, etag: done.value[0] ?? '' } : undefined;
};
