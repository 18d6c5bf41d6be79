import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import type { ImportId, MailboxId, Random, RunId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { SharedContacts, SnapshotInfo } from '../shares/snapshot.ts';
import type { Directory } from '../sources/directory.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import { blockMessage } from './block-message.ts';
import type { EndRun } from './end-run.ts';
import type { Import, ImportStore } from './import.ts';
import type { Manifests } from './manifest.ts';
import { runMessage } from './queue-run.ts';
import { resolveTargets } from './resolve-targets.ts';
import {
  type Block,
  type BlockStore,
  emptyTotals,
  type Run,
  type RunFailure,
  type RunStore,
  runEntityId,
  runTransitions,
} from './run.ts';

export interface StartRunDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly blocks: BlockStore;
  readonly manifests: Manifests;
  readonly tenants: TenantStore;
  readonly directory: Directory;
  readonly shared: SharedContacts;
  readonly commit: Commit;
  readonly endRun: EndRun;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly blockSize: number;
  /** Keeps what was found out about our access to the tenant [T6]. */
  readonly noteAccess: (ctx: TenantContext, finding: ConsentRequired | AccessBlocked) => Promise<unknown>;
}

/** Rows of one transaction, with room for the outbox. */
const blocksPerCommit = 80;

/** Services that are short of breath get 1, 2, 4 … minutes, about two hours in all. */
const maxAttempts = 8;
const firstPauseMs = 60_000;

export interface RunRequest {
  readonly importId: ImportId;
  readonly runId: RunId;
  /** 1 on the first try. */
  readonly attempt: number;
}

/**
 * Prepares a queued run: looks at the share through its grant, takes a snapshot, resolves the targets and cuts them into
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

    const layout = await layOut(deps, ctx, imported.value);
    if (!layout.ok) {
      const passes = layout.error === 'unavailable' || layout.error === 'provider-unavailable';
      if (passes && request.attempt < maxAttempts) {
        const notBefore = deps.clock.now() + firstPauseMs * 2 ** (request.attempt - 1);
        await deps.commit(ctx, [], [runMessage(run.value, request.attempt + 1, notBefore)]);
        return;
      }
      await deps.endRun.fail(ctx, run, layout.error);
      return;
    }
    await begin(deps, ctx, run, layout.value);
  };

interface Layout {
  readonly fill: readonly MailboxId[];
  readonly remove: readonly MailboxId[];
  readonly snapshot?: SnapshotInfo;
  readonly reason?: RunFailure;
}

const layOut = async (
  deps: StartRunDeps,
  ctx: TenantContext,
  imported: Import,
): Promise<Result<Layout, RunFailure>> => {
  const held = await deps.manifests.mailboxes(ctx, imported.id);
  if (imported.state === 'deleting') return ok({ fill: [], remove: held });

  const taken = await deps.shared.takeSnapshot(ctx, imported.grant);
  if (!taken.ok) {
    switch (taken.error.type) {
      case 'share-unusable':
        return held.length === 0
          ? err(`share-${taken.error.reason}` as const)
          : ok({ fill: [], remove: held, reason: `share-${taken.error.reason}` as const });
      case 'consent-required':
        return err('provider-consent-required');
      case 'access-blocked':
        return err('provider-access-blocked');
      default:
        return err('provider-unavailable');
    }
  }
  const targets = await resolveTargets(ctx, imported.targets, deps.directory);
  if (!targets.ok) {
    const { type } = targets.error;
    if (type === 'consent-required' || type === 'access-blocked') await deps.noteAccess(ctx, targets.error);
    return err(type === 'consent-required' || type === 'access-blocked' ? type : 'unavailable');
  }
  const wanted = new Set<string>(targets.value.mailboxes);
  const remove = held.filter((mailbox) => !wanted.has(mailbox));
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  await deps.shared.reportUse(ctx, imported.grant, {
    importId: imported.id,
    importerName: tenant?.value.displayName ?? '',
    mailboxes: wanted.size,
  });
  return ok({ fill: targets.value.mailboxes, remove, snapshot: taken.value });
};

const begin = async (deps: StartRunDeps, ctx: TenantContext, run: Versioned<Run>, plan: Layout) => {
  const layout = deps.random.id().slice(0, 8);
  const blocks = [
    ...cut(plan.fill, deps.blockSize).map((mailboxes) => ({ mode: 'fill' as const, mailboxes })),
    ...cut(plan.remove, deps.blockSize).map((mailboxes) => ({ mode: 'remove' as const, mailboxes })),
  ].map(
    ({ mode, mailboxes }, number): Block => ({
      runId: run.value.id,
      layout,
      number,
      mode,
      mailboxes: [...mailboxes],
      state: 'waiting',
      attempts: 0,
      results: [],
      later: [],
    }),
  );
  const started: Run = {
    ...moved(runTransitions, run.value, 'running'),
    startedAt: toIso(deps.clock.now()),
    contacts: plan.snapshot?.count ?? 0,
    ...(plan.snapshot === undefined ? {} : { snapshot: plan.snapshot.version }),
    ...(plan.reason === undefined ? {} : { reason: plan.reason }),
    layout,
    blocks: blocks.length,
    totals: { ...emptyTotals, mailboxes: plan.fill.length + plan.remove.length },
  };
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
  const messages = blocks.map((block) =>
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

const cut = <T>(items: readonly T[], size: number): readonly (readonly T[])[] => {
  const parts: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
};
