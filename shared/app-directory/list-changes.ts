import type { Clock } from '../kernel/clock.ts';
import type { PageRequest } from '../kernel/commit.ts';
import { type Invalid, invalid, type StartAgain, type SubscriptionRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { horizonMs } from './build-directory.ts';
import { type DeltaTokens, seqsByShelf, seqsOf, viewOf } from './delta-token.ts';
import type { AppDirectory, DirectoryChange } from './directory.ts';
import type { NoteUse } from './note-use.ts';
import type { OpenForUser } from './open-for-user.ts';

export interface ListedChange extends DirectoryChange {
  readonly sourceId: string;
}

export interface Changes {
  readonly items: readonly ListedChange[];
  /** Leads to what follows these. */
  readonly token: string;
  /** Whether that is there already. */
  readonly more: boolean;
}

/** For clocks that differ: a token is too old before the first report that it needs is gone. */
const marginMs = 24 * 60 * 60_000;

/**
 * [S9] What happened to the people that a user sees, since the token or from the beginning; entries as their sources have
 * them, not merged. Costs one read for what may be seen, and one for each source of it.
 */
export const makeListChanges =
  (deps: {
    readonly openForUser: OpenForUser;
    readonly directory: AppDirectory;
    readonly tokens: DeltaTokens;
    readonly noteUse: NoteUse;
    readonly clock: Clock;
  }) =>
  async (
    ctx: TenantContext,
    userId: string,
    { limit, cursor }: PageRequest,
  ): Promise<Result<Changes, SubscriptionRequired | StartAgain | Invalid>> => {
    const opened = await deps.openForUser(ctx, userId);
    if (!opened.ok) return opened;
    const shelves = opened.value;
    const now = deps.clock.now();
    const known = cursor === undefined ? undefined : await deps.tokens.open(ctx, userId, cursor);
    if (cursor !== undefined && known === undefined) {
      return err(invalid({ pointer: '?cursor', rule: 'cursor' }));
    }
    if (known !== undefined && known.view !== viewOf(shelves)) {
      return err({ type: 'start-again', reason: 'other-view' });
    }
    if (known !== undefined && now - known.at > horizonMs - marginMs) {
      return err({ type: 'start-again', reason: 'too-old' });
    }
    await deps.noteUse(ctx);

    const reached = seqsByShelf(shelves, known ?? { seqs: [] });
    const items: ListedChange[] = [];
    let more = false;
    for (const { shelfId, sourceId } of shelves) {
      more = items.length === limit;
      if (more) break;
      const found = await deps.directory.changes(
        ctx,
        shelfId,
        reached.get(shelfId) ?? 0,
        limit - items.length,
      );
      for (const item of found.items) items.push({ ...item, sourceId });
      reached.set(shelfId, found.items.at(-1)?.seq ?? reached.get(shelfId) ?? 0);
      more = found.more;
      if (more) break;
    }
    // A round keeps the time of its beginning: what went while it was read is told by the next.
    const at = known?.isUnderWay === true ? known.at : now;
    const token = await deps.tokens.seal(ctx, userId, {
      at,
      isUnderWay: more,
      view: viewOf(shelves),
      seqs: seqsOf(shelves, reached),
    });
    return ok({ items, token, more });
  };
