import type { ImportStore } from '../imports/import.ts';
import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Log } from '../kernel/log.ts';
import { longestInvocationMs } from '../kernel/longest-invocation.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import type { SourceStore } from '../sources/source.ts';
import { lastPasswordOf, type SourcePasswords } from '../sources/source-passwords.ts';
import type { DueErasures } from '../tenants/due-erasures.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { makeBeginErasure } from './begin-erasure.ts';
import type { IssueCertificate } from './certificate.ts';
import {
  type DestroyedKey,
  type Erasure,
  type ErasurePhase,
  type ErasureRequest,
  type ErasureStore,
  erasureEntityId,
  erasureMessage,
  erasureTransitions,
  type TenantRows,
} from './erasure.ts';

export interface EraseTenantDeps {
  readonly erasures: ErasureStore;
  readonly beginErasure: ReturnType<typeof makeBeginErasure>;
  readonly tenants: TenantStore;
  readonly imports: ImportStore;
  readonly sources: SourceStore;
  readonly passwords: SourcePasswords;
  readonly shared: SharedContacts;
  /** Every data key of the tenant becomes a mark that no new key can take the place of. */
  readonly destroyDataKeys: (
    ctx: TenantContext,
  ) => Promise<{ readonly changes: readonly Change[]; readonly destroyed: readonly DestroyedKey[] }>;
  /** How long an instance keeps an unwrapped key in memory. */
  readonly keyMemoryMs: number;
  readonly rows: TenantRows;
  readonly issueCertificate: IssueCertificate;
  readonly dueErasures: DueErasures;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
}

/** Work of one message; the lock is renewed meanwhile. */
const budgetMs = 30_000;
/** For clocks that differ. */
const marginMs = 5 * 60_000;

/**
 * [T5][T6] Erases everything of a tenant, step by step, each saved under the erasure's ETag: a message that comes again, or
 * twice at once, goes on where the last step ended. What a step does before it is saved may be repeated.
 */
export const makeEraseTenant =
  (deps: EraseTenantDeps) =>
  async (ctx: TenantContext, request: ErasureRequest): Promise<void> => {
    let held = await deps.erasures.get(ctx, erasureEntityId);
    if (held === undefined) {
      if (request.dueAt !== undefined) await deps.beginErasure(ctx, request.dueAt);
      return;
    }
    const until = deps.clock.now() + budgetMs;
    while (held !== undefined && fromIso(held.value.notBefore) <= deps.clock.now()) {
      held = await step(deps, ctx, held, until);
    }
  };

interface Step {
  readonly next: Erasure;
  readonly changes?: readonly Change[];
}

/** The erasure as saved, or nothing where this message has no more to do. */
const step = async (
  deps: EraseTenantDeps,
  ctx: TenantContext,
  held: Versioned<Erasure>,
  until: number,
): Promise<Versioned<Erasure> | undefined> => {
  const done = await steps[held.value.state](deps, ctx, held.value);
  if (done === undefined) return undefined;
  const value = { ...done.next, step: held.value.step + 1 };
  const now = deps.clock.now();
  const isLater = now >= until || fromIso(value.notBefore) > now;
  const saved = await deps.commit(
    ctx,
    [deps.erasures.replaced(ctx, held.etag, value), ...(done.changes ?? [])],
    isLater ? [erasureMessage(ctx, value)] : [],
  );
  // Stale: the same message is at work elsewhere.
  if (!saved.ok || isLater) return undefined;
  return { value, etag: saved.value[0] ?? '' };
};

type Work = (deps: EraseTenantDeps, ctx: TenantContext, erasure: Erasure) => Promise<Step | undefined>;

const to = (erasure: Erasure, phase: ErasurePhase): Erasure => {
  const { position: _over, ...rest } = moved(erasureTransitions, erasure, phase);
  return rest;
};

/**
 * The vault forgets what the tenant's sources had, while their rows can still be opened. Then the keys, the mark that they
 * are gone and the tenant itself in one transaction: from now on nobody is known here.
 */
const destroyKeys: Work = async (deps, ctx, erasure) => {
  for await (const { value } of deps.sources.all(ctx)) {
    await deps.passwords.forgetAll(ctx, value.id, lastPasswordOf(value));
  }
  const [{ changes, destroyed }, tenant] = await Promise.all([
    deps.destroyDataKeys(ctx),
    deps.tenants.get(ctx, tenantEntityId),
  ]);
  const gone = tenant === undefined ? [] : [deps.tenants.deleted(ctx, tenant.etag, tenantEntityId)];
  return {
    next: {
      ...to(erasure, 'unlisting'),
      keysDestroyedAt: toIso(deps.clock.now()),
      keys: [...destroyed],
      counts: { 'state/data-key': destroyed.length, 'state/tenant': gone.length },
    },
    changes: [...changes, ...gone],
  };
};

/** Partners see in their lists that this company imports nothing any more. */
const unlist: Work = async (deps, ctx, erasure) => {
  for await (const { value } of deps.imports.all(ctx)) {
    const use = { importId: value.id, importerName: '', mailboxes: 0, ended: true } as const;
    await deps.shared.reportUse(ctx, value.grant, use);
  }
  return { next: to(erasure, 'counting') };
};

const pass =
  (which: 'count' | 'remove', counted: boolean, after: (erasure: Erasure) => Erasure): Work =>
  async (deps, ctx, erasure) => {
    const { counts, next } = await deps.rows[which](ctx, erasure.position);
    const passed = counted ? { ...erasure, counts: sum(erasure.counts, counts) } : erasure;
    return { next: next === undefined ? after(passed) : { ...passed, position: next } };
  };

const sum = (a: Erasure['counts'], b: Erasure['counts']): Record<string, number> => {
  const total = { ...a };
  for (const [kind, count] of Object.entries(b)) total[kind] = (total[kind] ?? 0) + count;
  return total;
};

/** Where a row is found after all, it is removed like the others. */
const verify: Work = async (deps, ctx, erasure) => {
  const { counts, next } = await deps.rows.count(ctx, erasure.position);
  if (Object.keys(counts).length > 0) return { next: to(erasure, 'settling') };
  if (next !== undefined) return { next: { ...erasure, position: next } };
  await deps.issueCertificate(ctx, erasure);
  await deps.rows.end(ctx);
  await deps.dueErasures.remove(ctx, erasure.erasedAfter);
  const { tenantId, correlationId } = ctx;
  const count = Object.values(erasure.counts).reduce((all, each) => all + each, 0);
  deps.log('warn', 'tenant erased', { tenantId, correlationId, reason: erasure.cause, count });
  return undefined;
};

const steps: Readonly<Record<ErasurePhase, Work>> = {
  closing: destroyKeys,
  unlisting: unlist,
  counting: pass('count', true, (erasure) => to(erasure, 'removing')),
  removing: (deps, ctx, erasure) =>
    pass('remove', false, (over) => {
      const forgotten = fromIso(erasure.keysDestroyedAt ?? erasure.begunAt) + deps.keyMemoryMs + marginMs;
      return { ...to(over, 'settling'), notBefore: toIso(forgotten) };
    })(deps, ctx, erasure),
  settling: (deps, ctx, erasure) =>
    pass('remove', true, (over) => {
      const nobodyRemoves = deps.clock.now() + longestInvocationMs + marginMs;
      return { ...to(over, 'verifying'), notBefore: toIso(nobodyRemoves) };
    })(deps, ctx, erasure),
  // The company may come back as soon as this ends: by then nobody lives any more who would remove what it brings.
  verifying: verify,
};
