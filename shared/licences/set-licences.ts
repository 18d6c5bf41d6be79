import { mostCharges } from '../billing/billing-account.ts';
import { bookLicences, licencesLater, licencesOf } from '../billing/book-licences.ts';
import { type BillingDeps, billingChanges, openBilling } from '../billing/change-billing.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Conflict, conflict, type LicencesInUse, type Stale, stale } from '../kernel/failures.ts';
import type { Random } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ChangeSeating } from './change-seating.ts';
import type { LicenceAccount } from './licence-account.ts';
import { type LicenceOverview, type LicencesLater, overviewEtag, overviewOf } from './licence-overview.ts';
import type { Plan } from './plans.ts';
import { holding, isCovered, type Seating } from './seating.ts';

export interface SetLicencesDeps {
  readonly billing: BillingDeps;
  readonly changeSeating: ChangeSeating;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

export interface LicencesWanted {
  /** Whole, 0 to `mostLicences`. */
  readonly held: number;
  /** Absent: as it is, a switch that is to come included. */
  readonly plan?: Plan | undefined;
  /** Whether imports that are no longer covered may pause. */
  readonly acceptPause?: boolean | undefined;
}

/** Whether the caller's `If-Match` allows it, told the overview's ETag. */
export type AllowedBy = (etag: string) => boolean;

type Refusal = Stale | Conflict | LicencesInUse;
type Answer = Result<Versioned<LicenceAccount> & { readonly later: LicencesLater }, Refusal>;

const maxTries = 5;

/**
 * [L8][L11][L12] Books or gives back licences. More count, and cost, from today; fewer from the end of the term that is paid.
 * Fewer than the running imports use are refused with those that would pause, unless that is accepted; nothing is deleted
 * from mailboxes by it. Booking enough wakes imports that had to pause. `conflict`: `tenant-not-ready`, the company is not set
 * up; `tenant-leaving`; `too-many-bookings`, more than a statement holds.
 */
export const makeSetLicences =
  (deps: SetLicencesDeps) =>
  async (
    ctx: TenantContext,
    allowed: AllowedBy,
    wanted: LicencesWanted,
  ): Promise<Result<Versioned<LicenceOverview>, Refusal>> => {
    for (let attempt = 1; attempt <= maxTries; attempt++) {
      const done = await deps.changeSeating<Answer>(
        ctx,
        (before, etag) => decide(deps, ctx, { before, etag, allowed, wanted }),
        (changes, messages) => deps.commit(ctx, changes, messages),
      );
      // Somebody was faster with the account of what is owed.
      if (!done.ok) continue;
      const { answer, etags } = done.value;
      if (!answer.ok) return answer;
      const account = { value: answer.value.value, etag: etags[0] ?? answer.value.etag };
      const now = deps.clock.now();
      return ok({
        value: overviewOf(account.value, now, answer.value.later),
        etag: overviewEtag(account, now),
      });
    }
    throw new ServiceError('table storage');
  };

interface Booking {
  readonly before: Seating;
  readonly etag: string | undefined;
  readonly allowed: AllowedBy;
  readonly wanted: LicencesWanted;
}

const decide = async (
  deps: SetLicencesDeps,
  ctx: TenantContext,
  { before, etag, allowed, wanted }: Booking,
) => {
  const refused = (refusal: Refusal) => ({ answer: err(refusal) });
  const opened = await openBilling(deps.billing, ctx, { known: before.account });
  if (!opened.ok) return refused(opened.error);
  const { settled, tenant } = opened.value;
  if (tenant.state === 'leaving') return refused(conflict('tenant-leaving'));
  const now = deps.clock.now();
  const stored = etag === undefined ? undefined : { value: before.account, etag };
  if (!allowed(overviewEtag(stored, now))) return refused(stale);

  const { held, plan } = wanted;
  const id = ctx.commandId ?? deps.random.id();
  const billed = bookLicences(settled.account, { held, plan, before: before.account.plan, id });
  if (billed.charges.length > Math.max(mostCharges, settled.account.charges.length))
    return refused(conflict('too-many-bookings'));
  const after = holding(before, licencesOf(billed) ?? { held: 0, plan: plan ?? before.account.plan }, now);
  const later = holding(after, licencesLater(billed) ?? after.account, now);
  const pausing = later.imports.filter(
    (each, n) =>
      !isCovered(later.account, each, now) &&
      isCovered(before.account, before.imports[n] ?? { fits: false }, now),
  );
  if (pausing.length > 0 && wanted.acceptPause !== true) {
    const imports = pausing.map(({ importId }) => importId);
    const { needed } = after.account;
    return refused({ type: 'licences-in-use', needed, wanted: wanted.held, imports });
  }
  const alongside = await billingChanges(deps.billing, ctx, opened.value, { account: billed });
  return {
    answer: ok({ value: after.account, etag: etag ?? '', later: licencesLater(billed) }),
    seating: after,
    alongside,
    ...(alongside.changes.length > 0 && { commits: true as const }),
  };
};
