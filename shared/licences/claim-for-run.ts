import type { Clock } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeating } from './change-seating.ts';
import { type LicenceAccountStore, licenceAccountId } from './licence-account.ts';
import { type LicenceHold, pauseReason } from './licence-hold.ts';
import { eachOnce, seatHash } from './seat-list.ts';
import { isCovered, seatAsFar } from './seating.ts';
import type { TellOfShortage } from './tell-of-shortage.ts';

export interface ClaimForRunDeps {
  readonly accounts: LicenceAccountStore;
  readonly changeSeating: ChangeSeating;
  readonly tellOfShortage: TellOfShortage;
  readonly commit: Commit;
  readonly clock: Clock;
}

export interface RunSeats {
  /** The import as a whole may not run; the lists below are empty then. */
  readonly hold?: LicenceHold;
  /** Lower-case, sorted, each once. */
  readonly seated: readonly string[];
  /** Without a licence: nothing is written into them, and nothing is deleted. */
  readonly leftOut: readonly string[];
}

export type ClaimForRun = (
  ctx: TenantContext,
  importId: string,
  mailboxes: readonly string[],
  /** `foresee`, for a preview: the same answer, and nothing is kept or told. */
  how: 'claim' | 'foresee',
) => Promise<RunSeats>;

/**
 * [L11] The seats of a run: its groups may have grown or shrunk over night. A run whose mailboxes are those of the last
 * one, all seated, reads one row and writes nothing. Repeating it gives the same answer. An import without an entry is
 * gone, or was made past `claimForNewImport`: a late worker must not bring its seats back, so all of it is left out.
 */
export const makeClaimForRun = (deps: ClaimForRunDeps): ClaimForRun => {
  const { accounts, clock } = deps;

  return async (ctx, importId, mailboxes, how) => {
    const wanted = eachOnce(mailboxes);
    const account = (await accounts.get(ctx, licenceAccountId))?.value;
    const entry = account?.imports.find((each) => each.importId === importId);
    const unchanged = entry?.hash === seatHash(wanted, []);
    if (account !== undefined && entry !== undefined && unchanged && isCovered(account, entry, clock.now())) {
      return { seated: wanted, leftOut: [] };
    }
    const done = await deps.changeSeating<RunSeats>(
      ctx,
      async (stored) => {
        if (!stored.imports.some((each) => each.importId === importId)) {
          return { answer: { seated: [], leftOut: wanted } };
        }
        const now = clock.now();
        const claimed = seatAsFar(stored, importId, wanted, now);
        const { seating, alongside } = await deps.tellOfShortage(ctx, claimed);
        const kept = how === 'claim' ? { seating, alongside } : {};
        const own = seating.imports.find((each) => each.importId === importId);
        if (own === undefined || !isCovered(seating.account, own, now)) {
          return {
            answer: { hold: pauseReason(seating.account), seated: [], leftOut: [] },
            ...kept,
          };
        }
        const seats = new Set(own.seats);
        const leftOut = wanted.filter((mailbox) => !seats.has(mailbox));
        return { answer: { seated: own.seats, leftOut }, ...kept };
      },
      (changes, messages) => deps.commit(ctx, changes, messages),
    );
    // The account is unchanged and yet the commit refused: rows that contradict each other.
    if (!done.ok) throw new ServiceError('table storage');
    return done.value.answer;
  };
};
