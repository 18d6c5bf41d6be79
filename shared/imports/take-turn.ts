import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import type { Message } from '../kernel/messages.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { turnMessage } from './queue-run.ts';
import { isFinal, type RunStore, runEntityId } from './run.ts';
import {
  allotted,
  lined,
  noTurns,
  type Turns,
  type TurnsStore,
  turnsEntityId,
  type Waiting,
  windowOf,
  without,
} from './turns.ts';

export interface TakeTurnDeps {
  readonly runs: RunStore;
  readonly turns: TurnsStore;
  readonly commit: Commit;
  readonly clock: Clock;
}

/** All runs of a company that begin or end at the same moment meet here. */
const attempts = 30;

/**
 * A place for this run: how many blocks it may have asked for at a time. Undefined: it waits, and is called by a message
 * when it is its turn. Asking again changes nothing. Runs that ended without giving their place back lose it here.
 */
export const takeTurn = async (
  deps: TakeTurnDeps,
  ctx: TenantContext,
  run: Waiting,
): Promise<number | undefined> => {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.turns.get(ctx, turnsEntityId);
    const before = stored?.value ?? noTurns;
    const window = windowOf(before, run.runId);
    if (window !== undefined) return window;
    const now = toIso(deps.clock.now());
    let { turns, called } = allotted(lined(before, run), now);
    if (windowOf(turns, run.runId) === undefined) {
      const gone = await ended(deps, ctx, before);
      ({ turns, called } = allotted(lined(without(before, gone), run), now));
      if (gone.size === 0 && before.waiting.some(({ runId }) => runId === run.runId)) return undefined;
    }
    const others = called.filter(({ runId }) => runId !== run.runId);
    const done = await deps.commit(ctx, [change(deps, ctx, stored, turns)], others.map(turnMessage));
    if (done.ok) return windowOf(turns, run.runId);
  }
  throw new Error('the turns change all the time');
};

const change = (
  { turns }: Pick<TakeTurnDeps, 'turns'>,
  ctx: TenantContext,
  stored: Versioned<Turns> | undefined,
  value: Turns,
): Change => (stored === undefined ? turns.inserted(ctx, value) : turns.replaced(ctx, stored.etag, value));

const ended = async (
  { runs }: TakeTurnDeps,
  ctx: TenantContext,
  { working }: Turns,
): Promise<ReadonlySet<string>> => {
  const gone = await Promise.all(
    working.map(async ({ importId, runId }) => {
      const run = await runs.get(ctx, runEntityId(importId, runId));
      return run === undefined || isFinal(run.value.state) ? [runId] : [];
    }),
  );
  return new Set<string>(gone.flat());
};

export interface LeftTurn {
  readonly changes: readonly Change[];
  /** Call those whose turn it is now. */
  readonly messages: readonly Message[];
  /** Of what was read: a commit that was refused may have been so because it is another one by now. */
  readonly etag: string | undefined;
}

/** What goes into the commit by which a run gives its place back, or stops waiting for one. */
export const leaveTurn = async (
  { turns, clock }: Pick<TakeTurnDeps, 'turns' | 'clock'>,
  ctx: TenantContext,
  runId: string,
): Promise<LeftTurn> => {
  const stored = await turns.get(ctx, turnsEntityId);
  if (stored === undefined) return { changes: [], messages: [], etag: undefined };
  const { value, etag } = stored;
  const isThere = [...value.working, ...value.waiting].some((each) => each.runId === runId);
  if (!isThere) return { changes: [], messages: [], etag };
  const after = allotted(without(value, new Set([runId])), toIso(clock.now()));
  return {
    changes: [turns.replaced(ctx, etag, after.turns)],
    messages: after.called.map(turnMessage),
    etag,
  };
};
