import { directoryMessage } from '../app-directory/directory-message.ts';
import { type Clock, fromIso, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import { type Invalid, invalid, type Stale, stale } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { SomeUsers } from '../sources/app-audience.ts';
import { type AppContract, type AppContractStore, appContractId } from './app-contract.ts';

export interface WantedContract {
  /** RFC 3339; now, where absent. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly users: SomeUsers;
}

/** [L7] What the operator has agreed with a company. Ended by an `until` that has passed; kept for the trail's sake. */
export const makeSetContract =
  (deps: { readonly contracts: AppContractStore; readonly commit: Commit; readonly clock: Clock }) =>
  async (
    ctx: TenantContext,
    /** Told undefined where there is none yet. */
    allowed: (etag: string | undefined) => boolean,
    wanted: WantedContract,
  ): Promise<Result<Versioned<AppContract>, Stale | Invalid>> => {
    const known = await deps.contracts.get(ctx, appContractId);
    if (!allowed(known?.etag)) return err(stale);
    const { users } = wanted;
    const from = inUtc(wanted.from) ?? known?.value.from ?? toIso(deps.clock.now());
    const until = inUtc(wanted.until);
    if (until !== undefined && until <= from) return err(invalid({ pointer: '/until', rule: 'after-from' }));
    const value = { from, ...(until === undefined ? {} : { until }), users };
    const change =
      known === undefined
        ? deps.contracts.inserted(ctx, value)
        : deps.contracts.replaced(ctx, known.etag, value);
    const messages = users.who === 'groups' ? [directoryMessage({})] : [];
    const done = await deps.commit(ctx, [change], messages);
    return done.ok ? ok({ value, etag: done.value[0] ?? '' }) : err(stale);
  };

const inUtc = (instant: string | undefined): string | undefined =>
  instant === undefined ? undefined : toIso(fromIso(instant));
