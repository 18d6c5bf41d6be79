import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { ImportId, MailboxId, Random, RunId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { ok } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import { driveSessions } from './drive-sessions.ts';
import type { FinishBlock } from './finish-block.ts';
import { graphCardRules } from './graph-card-rules.ts';
import type { Import, ImportStore } from './import.ts';
import type { MailboxResult } from './mailbox-result.ts';
import type { MailboxTarget } from './mailbox-target.ts';
import type { Mailboxes } from './mailboxes.ts';
import { makeFillTarget, makeRemoveTarget } from './make-target.ts';
import type { ManifestChange, Manifests } from './manifest.ts';
import { type Block, type BlockStore, blockEntityId, type Run, type RunStore, runEntityId } from './run.ts';
import { openSession, type Session } from './session.ts';

export interface SyncMailboxesDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly manifests: Manifests;
  readonly mailboxes: Mailboxes;
  readonly shared: SharedContacts;
  readonly commit: Commit;
  readonly finishBlock: FinishBlock;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: Log;
  /** HTTP calls to Graph under way at a time, per block. */
  readonly concurrency: number;
}

export interface BlockRequest {
  readonly importId: ImportId;
  readonly runId: RunId;
  readonly layout: string;
  readonly number: number;
}

/** How long a worker may hold a block; it starts no call in the last part, which covers the longest call. */
const leaseMs = 10 * 60_000;
const lastCallMs = 2 * 60_000;
const progressMs = 5_000;

/**
 * [I5] Brings the mailboxes of one block to what the share says. Safe to repeat at any point: ended mailboxes are recorded
 * with the block, half-written ones are marked in their manifest and asked anew, and a lease keeps two workers apart.
 */
export const makeSyncMailboxes =
  (deps: SyncMailboxesDeps) =>
  async (ctx: TenantContext, request: BlockRequest): Promise<void> => {
    const claimed = await claim(deps, ctx, request);
    if (claimed === undefined) return;
    const { block, run, leaseUntil, imported } = claimed;
    let versioned = claimed.block;

    const target = await makeTarget(deps, ctx, imported, run, block.value);
    if (typeof target === 'string') {
      await deps.finishBlock.fail(ctx, imported.id, versioned, target);
      return;
    }
    const settled = new Set(block.value.results.map((result) => result.mailbox));
    const todo = block.value.mailboxes.filter((id) => !settled.has(id)) as MailboxId[];
    const stored = await deps.manifests.read(ctx, imported.id, todo);
    const random = () => (deps.random.bytes(1)[0] ?? 0) / 256;
    const sessions = todo.map((id) =>
      openSession(id, stored.get(id), { target, rules: graphCardRules, random }),
    );

    const results = (): readonly MailboxResult[] => [...block.value.results, ...endedResults(sessions)];
    let reportedAt = deps.clock.now();
    const end = await driveSessions(ctx, sessions, {
      mailboxes: deps.mailboxes,
      clock: deps.clock,
      sleep: deps.sleep,
      concurrency: deps.concurrency,
      deadline: leaseUntil - lastCallMs,
      save: (changes) => saveChanges(deps, ctx, imported.id, target, changes),
      onProgress: async () => {
        if (deps.clock.now() - reportedAt < progressMs) return;
        reportedAt = deps.clock.now();
        versioned = (await recordProgress(deps, ctx, versioned, results())) ?? versioned;
      },
    });
    if (end === 'lost') return;
    await deps.finishBlock.end(ctx, imported.id, versioned, results(), postponedUntil(sessions));
  };

const endedResults = (sessions: readonly Session[]): readonly MailboxResult[] =>
  sessions
    .filter((session) => session.phase === 'done' || session.phase === 'failed')
    .map((session) => session.result());

/** What stays open, with the moment from which it may be tried again; undefined when all have ended. */
const postponedUntil = (sessions: readonly Session[]) => {
  const open = sessions.filter((session) => session.phase !== 'done' && session.phase !== 'failed');
  if (open.length === 0) return undefined;
  return {
    notBefore: Math.max(...open.map((session) => session.wakeAt)),
    results: open.map((session) => session.result()),
    /** Time ran out rather than Graph: going on at once is right and counts as no failed attempt. */
    interrupted: open.every((session) => session.phase !== 'postponed'),
  };
};
export type Postponed = NonNullable<ReturnType<typeof postponedUntil>>;

interface Claimed {
  readonly block: Versioned<Block>;
  readonly run: Run;
  readonly imported: Import;
  readonly leaseUntil: number;
}

const claim = async (
  deps: SyncMailboxesDeps,
  ctx: TenantContext,
  request: BlockRequest,
): Promise<Claimed | undefined> => {
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
    // A second delivery while the first worker may be alive: looked at again once its lease has ended.
    await deps.finishBlock.lookAgain(ctx, request, fromIso(value.leaseUntil ?? ''));
    return undefined;
  }
  const leaseUntil = now + leaseMs;
  const taken: Block = {
    ...value,
    state: 'working',
    leaseUntil: toIso(leaseUntil),
    attempts: value.attempts + 1,
  };
  const done = await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, taken)]);
  if (!done.ok) return undefined;
  return {
    block: { value: taken, etag: done.value[0] ?? '' },
    run: run.value,
    imported: imported.value,
    leaseUntil,
  };
};

const makeTarget = async (
  deps: SyncMailboxesDeps,
  ctx: TenantContext,
  imported: Import,
  run: Run,
  block: Block,
): Promise<MailboxTarget | 'share-lost' | 'unavailable'> => {
  if (block.mode === 'remove') return makeRemoveTarget(imported.id, imported.folder);
  const snapshot = await deps.shared.load(ctx, imported.grant, run.snapshot ?? '');
  if (!snapshot.ok) return snapshot.error.type === 'not-found' ? 'unavailable' : 'share-lost';
  return makeFillTarget(imported, snapshot.value, (hash) => deps.shared.photo(ctx, imported.grant, hash));
};

/** A mailbox that was emptied has no manifest any more. */
const saveChanges = async (
  deps: SyncMailboxesDeps,
  ctx: TenantContext,
  importId: ImportId,
  target: MailboxTarget,
  changes: readonly ManifestChange[],
) => {
  if (target.mode === 'fill') return deps.manifests.save(ctx, importId, changes);
  const emptied = changes.filter((change) => change.head.written === target.version);
  if (emptied.length > 0) {
    await deps.manifests.remove(
      ctx,
      importId,
      emptied.map((change) => change.mailbox),
    );
  }
  return ok(new Map(changes.map((change) => [change.mailbox, change.etag ?? ''])));
};

const recordProgress = async (
  deps: SyncMailboxesDeps,
  ctx: TenantContext,
  block: Versioned<Block>,
  results: readonly MailboxResult[],
): Promise<Versioned<Block> | undefined> => {
  const value: Block = { ...block.value, results: [...results] };
  const done = await deps.commit(ctx, [deps.blocks.replaced(ctx, block.etag, value)]);
  return done.ok ? { value, etag: done.value[0] ?? '' } : undefined;
};
