import type { Clock } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type LicencesInUse, type Stale, stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { ChangeSeating } from './change-seating.ts';
import type { LicenceAccount } from './licence-account.ts';
import { bookingAt, type LicenceBookingStore } from './licence-booking.ts';
import { type LicenceOverview, overviewEtag, overviewOf } from './licence-overview.ts';
import type { Plan } from './plans.ts';
import { isCovered, type Seating, settled } from './seating.ts';

export interface SetLicencesDeps {
  readonly tenants: TenantStore;
  readonly bookings: LicenceBookingStore;
  readonly changeSeating: ChangeSeating;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

export interface LicencesWanted {
  /** Whole, 0 to `mostLicences`. */
  readonly held: number;
  /** As it is, where absent. */
  readonly plan?: Plan | undefined;
  /** Whether imports that are no longer covered may pause. */
  readonly acceptPause?: boolean | undefined;
}

/** Whether the caller's `If-Match` allows it, told the overview's ETag. */
export type AllowedBy = (etag: string) => boolean;

/** The ETag is that of before, for a booking that changes nothing. */
type Answer = Result<Versioned<LicenceAccount>, Stale | LicencesInUse>;

/**
 * [L8][L11] Books or gives back licences. Less than the running imports use is refused with those that would pause,
 * unless that is accepted; nothing is deleted from mailboxes by it. Booking enough wakes imports that had to pause.
 * `conflict` (`tenant-not-ready`): the company is not set up.
 */
export const makeSetLicences =
  (deps: SetLicencesDeps) =>
  async (
    ctx: TenantContext,
    allowed: AllowedBy,
    wanted: LicencesWanted,
  ): Promise<Result<Versioned<LicenceOverview>, Stale | Conflict | LicencesInUse>> => {
    if ((await deps.tenants.get(ctx, tenantEntityId)) === undefined) return err(conflict('tenant-not-ready'));
    const done = await deps.changeSeating<Answer>(
      ctx,
      async (before, etag) => {
        const now = deps.clock.now();
        const stored = etag === undefined ? undefined : { value: before.account, etag };
        if (!allowed(overviewEtag(stored, now))) return { answer: err(stale) };
        const after = booked(before, wanted, now);
        const pausing = after.imports.filter(
          (each, n) =>
            !isCovered(after.account, each, now) &&
            isCovered(before.account, before.imports[n] ?? { fits: false }, now),
        );
        if (pausing.length > 0 && wanted.acceptPause !== true) {
          const { needed } = after.account;
          const imports = pausing.map(({ importId }) => importId);
          return { answer: err({ type: 'licences-in-use', needed, wanted: wanted.held, imports }) };
        }
        const { held, plan } = after.account;
        const by = ctx.actor.kind === 'operator' ? 'operator' : 'customer';
        const booking = bookingAt(now, deps.random.id(), { held, plan, by });
        return {
          answer: ok({ value: after.account, etag: etag ?? '' }),
          seating: after,
          alongside: { changes: [deps.bookings.inserted(ctx, booking)], messages: [] },
        };
      },
      (changes, messages) => deps.commit(ctx, changes, messages),
    );
    if (!done.ok) return err(stale);
    const { answer, etags } = done.value;
    if (!answer.ok) return answer;
    const account = { value: answer.value.value, etag: etags[0] ?? answer.value.etag };
    const now = deps.clock.now();
    return ok({ value: overviewOf(account.value, now), etag: overviewEtag(account, now) });
  };

const booked = (before: Seating, { held, plan }: LicencesWanted, now: number): Seating => {
  const { account } = before;
  const terms = { held, plan: plan ?? account.plan, booked: account.booked || held > 0 };
  return settled({ ...before, account: { ...account, ...terms } }, now);
};
