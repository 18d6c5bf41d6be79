import { wakeMessage } from '../imports/wake-message.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Change, Versioned } from '../kernel/commit.ts';
import type { Conflict, Stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { Sleep } from '../kernel/sleep.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import {
  emptyAccount,
  type LicenceAccount,
  type LicenceAccountStore,
  licenceAccountId,
} from './licence-account.ts';
import { packMailboxes, type SeatList, type SeatListStore, seatHash, unpackMailboxes } from './seat-list.ts';
import { isCovered, type Seating } from './seating.ts';

export interface ChangeSeatingDeps {
  readonly accounts: LicenceAccountStore;
  readonly seatLists: SeatListStore;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
}

/** What is to be written beside the licences' own rows. */
export interface Alongside {
  readonly changes: readonly Change[];
  readonly messages: readonly Message[];
}

export interface Decision<T> {
  readonly answer: T;
  /** Absent: nothing changes. */
  readonly seating?: Seating;
  readonly alongside?: Alongside;
  /** The caller has rows of his own to commit, also where no seat changes. */
  readonly commits?: true;
}

/** Commits what it is given together with rows of its own; called again, after a fresh look, where somebody was faster. */
export type CommitWith = (
  changes: readonly Change[],
  messages: readonly Message[],
) => Promise<Result<readonly string[], Stale | Conflict>>;

interface Read {
  readonly account: Versioned<LicenceAccount> | undefined;
  readonly lists: ReadonlyMap<string, Versioned<SeatList>>;
  readonly seating: Seating;
}

const maxTries = 12;
const pauseMs = 20;

export type ChangeSeating = ReturnType<typeof makeChangeSeating>;

/**
 * The one way in which seats change. Reads the account, then the lists; what `decide` makes of them is committed with the
 * account under its ETag, so that nothing was changed between: two imports that take the last seats at once cannot both
 * have them. A decision to change nothing, a refusal say, is checked against the ETag too, because the lists may have
 * been read torn. The loser looks again, a bounded number of times, then throws for a redelivery.
 *
 * The caller's own rows can be refused as well: `stale` or `conflict` comes back where the licences are unchanged.
 * Imports that are covered again by the change are woken by it.
 */
export const makeChangeSeating = (deps: ChangeSeatingDeps) => {
  const { accounts, clock } = deps;

  const isUnchanged = async (ctx: TenantContext, { account }: Read): Promise<boolean> =>
    (await accounts.get(ctx, licenceAccountId))?.etag === account?.etag;

  return async <T>(
    ctx: TenantContext,
    decide: (seating: Seating, etag: string | undefined) => Promise<Decision<T>>,
    commitWith: CommitWith,
  ): Promise<Result<{ readonly answer: T; readonly etags: readonly string[] }, Stale | Conflict>> => {
    for (let attempt = 1; attempt <= maxTries; attempt++) {
      const read = await readSeating(deps, ctx);
      const decision = await decide(read.seating, read.account?.etag);
      const { answer, seating, alongside } = decision;
      const changes = seating === undefined ? [] : changesOf(deps, ctx, read, decision, seating);
      if (seating === undefined || changes.length === 0) {
        if (await isUnchanged(ctx, read)) return ok({ answer, etags: [] });
      } else {
        const woken = wakes(read.seating, seating, clock.now()) ? [wakeMessage()] : [];
        const done = await commitWith(
          [...changes, ...(alongside?.changes ?? [])],
          [...woken, ...(alongside?.messages ?? [])],
        );
        if (done.ok) return ok({ answer, etags: done.value });
        if (await isUnchanged(ctx, read)) return err(done.error);
      }
      const [chance = 0] = deps.random.bytes(1);
      await deps.sleep(Math.ceil(pauseMs * attempt * (0.5 + chance / 256)));
    }
    throw new ServiceError('table storage');
  };
};

/** The account first: lists that are newer than it fail the commit, lists that are older do not come about. */
const readSeating = async ({ accounts, seatLists }: ChangeSeatingDeps, ctx: TenantContext): Promise<Read> => {
  const account = await accounts.get(ctx, licenceAccountId);
  const lists = new Map<string, Versioned<SeatList>>();
  const entries = account?.value.imports ?? [];
  if (entries.length > 0) for await (const list of seatLists.all(ctx)) lists.set(list.value.importId, list);
  const imports = entries.map(({ importId, fits }) => {
    const list = lists.get(importId)?.value;
    const seats = unpackMailboxes(list?.seats ?? '');
    const waiting = unpackMailboxes(list?.waiting ?? '');
    return { importId, fits, seats, waiting, hash: seatHash(seats, waiting) };
  });
  return { account, lists, seating: { account: account?.value ?? emptyAccount, imports } };
};

/** The account's row first: whoever commits finds its new ETag under the first of the licences' changes. */
const changesOf = (
  { accounts, seatLists }: ChangeSeatingDeps,
  ctx: TenantContext,
  { account, lists, seating: before }: Read,
  { commits }: Decision<unknown>,
  after: Seating,
): readonly Change[] => {
  const hashes = new Map(before.imports.map(({ importId, hash }) => [importId, hash]));
  const changes: Change[] = [];
  for (const { importId, hash, seats, waiting } of after.imports) {
    if (hashes.get(importId) === hash) continue;
    const value: SeatList = { importId, seats: packMailboxes(seats), waiting: packMailboxes(waiting) };
    const stored = lists.get(importId);
    changes.push(
      stored === undefined ? seatLists.inserted(ctx, value) : seatLists.replaced(ctx, stored.etag, value),
    );
  }
  const kept = new Set(after.imports.map(({ importId }) => importId));
  for (const { importId } of before.imports) {
    const stored = lists.get(importId);
    if (!kept.has(importId) && stored !== undefined) {
      changes.push(seatLists.deleted(ctx, stored.etag, importId));
    }
  }
  if (account === undefined) return [accounts.inserted(ctx, after.account), ...changes];
  const same = JSON.stringify(account.value) === JSON.stringify(after.account);
  return same && changes.length === 0 && commits !== true
    ? []
    : [accounts.replaced(ctx, account.etag, after.account), ...changes];
};

const wakes = (before: Seating, after: Seating, now: number): boolean => {
  const was = new Map(before.imports.map((each) => [each.importId, isCovered(before.account, each, now)]));
  return after.imports.some(
    (each) => was.get(each.importId) === false && isCovered(after.account, each, now),
  );
};
