import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import {
  type Conflict,
  type Invalid,
  type NotFound,
  notFound,
  type Stale,
  stale,
} from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { CommitWith } from '../licences/change-seating.ts';
import type { Import, ImportStore } from './import.ts';
import { queueRun, runMessage } from './queue-run.ts';
import type { ReadHolds } from './read-holds.ts';
import type { Run, RunStore, RunTrigger } from './run.ts';
import { wakeMessage } from './wake-message.ts';

export interface ImportChangeDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly readHolds: ReadHolds;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

/** Whether the caller's `If-Match` allows it; true where none was sent. */
export type AllowedBy = (etag: string) => boolean;

export type Refusal = NotFound | Stale | Conflict | Invalid;

/** Commits by `write` together with rows of its own; undefined: somebody was faster. */
export type Through<E> = (write: CommitWith) => Promise<Result<readonly string[] | undefined, E>>;

export interface Decision<E = never> {
  readonly changed: Import;
  /** Wants a run; where something holds the import, it is made once nothing does. */
  readonly trigger?: RunTrigger;
  readonly messages?: readonly Message[];
  readonly through?: Through<E>;
}

export interface Changed {
  readonly imported: Versioned<Import>;
  readonly run: Run | undefined;
}

/** A run of the import may write it at the same moment: whoever named no version is not troubled with that. */
const attempts = 3;

/** Reads the import, guards its ETag and commits what `decide` makes of it, together with a run if it wants one. */
export const makeImportChange = (deps: ImportChangeDeps) => {
  return async <E = never>(
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
    decide: (imported: Import) => Promise<Result<Decision<E>, Refusal | E>>,
  ): Promise<Result<Changed, Refusal | E>> => {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const stored = await deps.imports.get(ctx, id);
      if (stored === undefined) return err(notFound);
      if (!allowed(stored.etag)) return err(stale);
      const decided = await decide(stored.value);
      if (!decided.ok) return decided;
      const { imported, run, messages } = await outcome(deps, ctx, decided.value);
      const rows = [
        deps.imports.replaced(ctx, stored.etag, imported),
        ...(run === undefined ? [] : [deps.runs.inserted(ctx, run)]),
      ];
      const through = decided.value.through ?? byItself;
      const done = await through((more, also) =>
        deps.commit(ctx, [...rows, ...more], [...messages, ...also]),
      );
      if (!done.ok) return done;
      if (done.value !== undefined) {
        return ok({ imported: { value: imported, etag: done.value[0] ?? '' }, run });
      }
    }
    return err(stale);
  };
};

const byItself: Through<never> = async (write) => {
  const done = await write([], []);
  return ok(done.ok ? done.value : undefined);
};

const outcome = async (
  deps: ImportChangeDeps,
  ctx: TenantContext,
  { changed, trigger, messages = [] }: Decision<unknown>,
): Promise<{ imported: Import; run?: Run; messages: readonly Message[] }> => {
  if (trigger === undefined) return { imported: changed, messages };
  const now = deps.clock.now();
  if ((await deps.readHolds(ctx, changed)).length > 0) {
    const imported = { ...changed, missedAt: changed.missedAt ?? toIso(now) };
    // The hold may end between our reading it and this commit.
    return { imported, messages: [...messages, wakeMessage(changed.id)] };
  }
  const { imported, run } = queueRun(
    changed,
    trigger,
    now,
    ctx.commandId ?? deps.random.id(),
    ctx.correlationId,
  );
  return run === undefined
    ? { imported, messages }
    : { imported, run, messages: [...messages, runMessage(run)] };
};
