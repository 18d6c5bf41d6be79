import type { Clock } from '../kernel/clock.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type LicenceAccount, type LicenceAccountStore, licenceAccountId } from './licence-account.ts';
import { plans } from './plans.ts';
import { isCovered } from './seating.ts';

/** [L11] Why licences keep an import from running. */
export type LicenceHold = 'licences-short' | 'trial-ended';

export interface LicenceHoldDeps {
  readonly accounts: LicenceAccountStore;
  readonly clock: Clock;
}

export const pauseReason = ({ booked }: Pick<LicenceAccount, 'booked'>): LicenceHold =>
  booked ? 'licences-short' : 'trial-ended';

/**
 * Whether licences keep this import from running at this moment; one row is read, once for all imports that are asked
 * for together. Not to be asked for an import that is
 * being deleted: taking its contacts out needs no licence. An import that is not counted yet is not kept: its run counts it.
 */
export const makeLicenceHold = ({ accounts, clock }: LicenceHoldDeps) => {
  const reading = new WeakMap<TenantContext, ReturnType<LicenceAccountStore['get']>>();
  const read = (ctx: TenantContext) => {
    const sooner = reading.get(ctx);
    if (sooner !== undefined) return sooner;
    const account = accounts.get(ctx, licenceAccountId).finally(() => reading.delete(ctx));
    reading.set(ctx, account);
    return account;
  };
  return async (ctx: TenantContext, importId: string): Promise<LicenceHold | undefined> => {
    const account = (await read(ctx))?.value;
    const entry = account?.imports.find((each) => each.importId === importId);
    if (account === undefined || entry === undefined) return undefined;
    return isCovered(account, entry, clock.now()) ? undefined : pauseReason(account);
  };
};

/** [I3] How many scheduled runs a day the tenant's plan allows. */
export const makeRunsPerDay =
  ({ accounts }: Pick<LicenceHoldDeps, 'accounts'>) =>
  async (ctx: TenantContext): Promise<number> =>
    plans[(await accounts.get(ctx, licenceAccountId))?.value.plan ?? 'standard'].runsPerDay;
