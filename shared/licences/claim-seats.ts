import type { DueBilling } from '../billing/due-billing.ts';
import { noticeDays } from '../billing/settle.ts';
import { addDays, firstDayFrom, startOfDay } from '../billing/terms.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Conflict, Invalid, LicencesShort, Stale } from '../kernel/failures.ts';
import { conflict, invalid } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { ChangeSeating, CommitWith } from './change-seating.ts';
import { eachOnce, mostMailboxes } from './seat-list.ts';
import { type Seating, seatAll } from './seating.ts';
import { trialFrom } from './trial.ts';

export interface ClaimSeatsDeps {
  readonly changeSeating: ChangeSeating;
  readonly tenants: TenantStore;
  readonly dueBilling: DueBilling;
  readonly clock: Clock;
}

export interface SeatClaim {
  readonly importId: string;
  /** Entra object ids of all target mailboxes, groups resolved. */
  readonly mailboxes: readonly string[];
}

/**
 * Claims seats in the commit that creates or changes an import: all or nothing. Answers the ETags of `commitWith`.
 * `licences-short`: with what all imports would need. `conflict` (`exists`): this import has been created already.
 */
export type ClaimSeats = (
  ctx: TenantContext,
  claim: SeatClaim,
  commitWith: CommitWith,
) => Promise<Result<readonly string[], LicencesShort | Invalid | Stale | Conflict>>;

const claiming =
  (deps: ClaimSeatsDeps, refuse: (seating: Seating, importId: string) => Conflict | undefined): ClaimSeats =>
  async (ctx, { importId, mailboxes }, commitWith) => {
    const wanted = eachOnce(mailboxes);
    if (wanted.length > mostMailboxes) {
      return err(invalid({ pointer: '/targets', rule: 'max-items', params: { max: mostMailboxes } }));
    }
    const done = await deps.changeSeating<Result<void, LicencesShort | Conflict>>(
      ctx,
      async (stored) => {
        const refused = refuse(stored, importId);
        if (refused !== undefined) return { answer: err(refused) };
        const seating = await withTrial(deps, ctx, stored);
        const seated = seatAll(seating, importId, wanted, deps.clock.now());
        if (seated.ok) return { answer: ok(undefined), seating: seated.value, commits: true };
        const { needed } = seated.error;
        const { held } = seating.account;
        return { answer: err({ type: 'licences-short', needed, held, missing: needed - held }) };
      },
      commitWith,
    );
    if (!done.ok) return done;
    return done.value.answer.ok ? ok(done.value.etags) : done.value.answer;
  };

/** [L11] For an import that is being created. The first one of a tenant begins its trial [L10]. */
export const makeClaimForNewImport = (deps: ClaimSeatsDeps): ClaimSeats =>
  claiming(deps, ({ imports }, importId) =>
    imports.some((each) => each.importId === importId) ? conflict('exists') : undefined,
  );

/** [L11] For an import whose targets are being changed; dropping mailboxes is never refused. */
export const makeClaimForChange = (deps: ClaimSeatsDeps): ClaimSeats => claiming(deps, () => undefined);

/**
 * [L10] The seating with its trial begun, if it never was. Its end is announced, and charged for, by the timer of what falls
 * due: the entry is there before the trial is, whether or not something is booked.
 */
const withTrial = async (
  { tenants, dueBilling, clock }: ClaimSeatsDeps,
  ctx: TenantContext,
  seating: Seating,
): Promise<Seating> => {
  if (seating.account.trial !== undefined) return seating;
  const tenant = await tenants.get(ctx, tenantEntityId);
  const timeZone = tenant?.value.timeZone ?? 'Europe/Berlin';
  const trial = trialFrom(clock.now(), timeZone);
  const announced = addDays(firstDayFrom(trial.endsAt, timeZone), -noticeDays[0]);
  await dueBilling.put(ctx, startOfDay(announced, timeZone));
  return { ...seating, account: { ...seating.account, trial } };
};
