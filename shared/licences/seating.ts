import { err, ok, type Result } from '../kernel/result.ts';
import { cover } from './coverage.ts';
import type { LicenceAccount } from './licence-account.ts';
import { mostMailboxes, seatHash } from './seat-list.ts';
import { trialRuns } from './trial.ts';

export interface ImportSeats {
  readonly importId: string;
  readonly fits: boolean;
  /** Sorted, each once, lower-case; as is `waiting`. */
  readonly seats: readonly string[];
  readonly waiting: readonly string[];
  readonly hash: string;
}

/** Everything about a tenant's licences at one moment. Moves on it are pure; `change-seating.ts` keeps them. */
export interface Seating {
  readonly account: LicenceAccount;
  /** In order of creation. */
  readonly imports: readonly ImportSeats[];
}

/** Distinct target mailboxes that a move would have needed in all. */
export interface Short {
  readonly needed: number;
}

/** Whether an import may run at this moment. */
export const isCovered = (
  { trial }: Pick<LicenceAccount, 'trial'>,
  { fits }: Pick<ImportSeats, 'fits'>,
  now: number,
): boolean => fits || trialRuns(trial, now);

const distinct = (lists: Iterable<readonly string[]>): Set<string> => {
  const all = new Set<string>();
  for (const list of lists) for (const mailbox of list) all.add(mailbox);
  return all;
};

const fill = (importId: string, seats: readonly string[], waiting: readonly string[], fits: boolean) => ({
  importId,
  fits,
  seats,
  waiting,
  hash: seatHash(seats, waiting),
});

const placed = ({ account, imports }: Seating, now: number, seated: ImportSeats): Seating =>
  settled(
    {
      account,
      imports: imports.some(({ importId }) => importId === seated.importId)
        ? imports.map((each) => (each.importId === seated.importId ? seated : each))
        : [...imports, seated],
    },
    now,
  );

const others = ({ imports }: Seating, importId: string) =>
  imports.filter((each) => each.importId !== importId);

/** Another number of licences, or another plan. */
export const holding = (
  seating: Seating,
  terms: Pick<LicenceAccount, 'held' | 'plan'>,
  now: number,
): Seating => {
  const { account } = seating;
  const booked = account.booked || terms.held > 0;
  return settled({ ...seating, account: { ...account, ...terms, booked } }, now);
};

/**
 * `fits` and the figures as they follow from the seats and what is held. Every move ends with it. Where nothing is
 * short any more, what was told of a shortage goes: the next one is news, also with the same figures.
 */
const settled = ({ account, imports }: Seating, now: number): Seating => {
  // Before the trial ends nobody runs by `fits`: order of creation alone decides who will stay.
  const covered = cover(imports, account.held, !trialRuns(account.trial, now));
  const after = imports.map((each) => ({ ...each, fits: covered.has(each.importId) }));
  const { told, ...kept } = account;
  const isShort = after.some((each) => each.waiting.length > 0 || !isCovered(account, each, now));
  return {
    account: {
      ...kept,
      imports: after.map(({ importId, hash, seats, waiting, fits }) => ({
        importId,
        hash,
        seats: seats.length,
        waiting: waiting.length,
        fits,
      })),
      needed: distinct(after.flatMap(({ seats, waiting }) => [seats, waiting])).size,
      seated: distinct(after.map(({ seats }) => seats)).size,
      fitting: distinct(after.filter(({ fits }) => fits).map(({ seats }) => seats)).size,
      ...(isShort && told !== undefined && { told }),
    },
    imports: after,
  };
};

/**
 * A seat for every mailbox wanted, or none. An import that asks for no mailbox more than it had is never refused: it is
 * seated as `seatAsFar` does. `wanted` is sorted, each once, at most `mostMailboxes`.
 */
export const seatAll = (
  seating: Seating,
  importId: string,
  wanted: readonly string[],
  now: number,
): Result<Seating, Short> => {
  const { account, imports } = seating;
  const rest = others(seating, importId);
  const running = rest.filter((each) => isCovered(account, each, now));
  const enough =
    trialRuns(account.trial, now) ||
    distinct([...running.map(({ seats }) => seats), wanted]).size <= account.held;
  if (enough) return ok(placed(seating, now, fill(importId, wanted, [], true)));
  const former = imports.find((each) => each.importId === importId);
  const had = new Set([...(former?.seats ?? []), ...(former?.waiting ?? [])]);
  if (former !== undefined && wanted.every((mailbox) => had.has(mailbox))) {
    return ok(seatAsFar(seating, importId, wanted, now));
  }
  return err({ needed: distinct([...rest.flatMap(({ seats, waiting }) => [seats, waiting]), wanted]).size });
};

/**
 * [L11] Who has a seat keeps it, who left gives it back, and newcomers get one in order of their ids as far as licences
 * go. An import that is not covered is seated as it would have to be, so that it is covered again once all of it fits.
 */
export const seatAsFar = (
  seating: Seating,
  importId: string,
  wanted: readonly string[],
  now: number,
): Seating => {
  const { account, imports } = seating;
  const former = imports.find((each) => each.importId === importId);
  if (former !== undefined && !isCovered(account, former, now)) {
    return placed(seating, now, fill(importId, wanted.slice(0, mostMailboxes), [], false));
  }
  const held = trialRuns(account.trial, now) ? Number.POSITIVE_INFINITY : account.held;
  const had = new Set(former?.seats);
  const running = others(seating, importId).filter((each) => isCovered(account, each, now));
  const taken = distinct([
    ...running.map(({ seats }) => seats),
    wanted.filter((mailbox) => had.has(mailbox)),
  ]);
  const seats: string[] = [];
  const waiting: string[] = [];
  for (const mailbox of wanted.slice(0, mostMailboxes)) {
    if (taken.has(mailbox) || taken.size < held) {
      taken.add(mailbox);
      seats.push(mailbox);
    } else waiting.push(mailbox);
  }
  return placed(seating, now, fill(importId, seats, waiting, true));
};

export const withoutImport = (seating: Seating, importId: string, now: number): Seating =>
  settled({ account: seating.account, imports: others(seating, importId) }, now);
