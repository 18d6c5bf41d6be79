import * as z from 'zod';
import type { MembershipsOf } from '../app-directory/group-members.ts';
import { type Clock, fromIso } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import { someUsersSchema } from '../sources/app-audience.ts';
import type { MayUseApp } from './app-entitlement.ts';

/** [L4][L7] The app by a contract with the company, free of charge to its users. */
export const appContractSchema = z.strictObject({
  /** RFC 3339. */
  from: z.string(),
  /** RFC 3339, no longer included; absent: until it is set. */
  until: z.string().optional(),
  users: someUsersSchema,
});

export type AppContract = z.infer<typeof appContractSchema>;
export type AppContractStore = EntityStore<AppContract>;
/** One per tenant. */
export const appContractId = 'self';

/** Whom the contract of the company entitles. */
export const makeContractEntitlement =
  (deps: {
    readonly contracts: AppContractStore;
    readonly membershipsOf: MembershipsOf;
    readonly clock: Clock;
  }): MayUseApp =>
  async (ctx, userId) => {
    const contract = (await deps.contracts.get(ctx, appContractId))?.value;
    if (contract === undefined) return { entitled: false, reason: 'none' };
    const { from, until, users } = contract;
    const now = deps.clock.now();
    if (until !== undefined && fromIso(until) <= now) return { entitled: false, reason: 'ended' };
    if (fromIso(from) > now) return { entitled: false, reason: 'not-begun' };
    if (users.who === 'groups' && (await deps.membershipsOf(ctx, userId, users.groups)).size === 0) {
      return { entitled: false, reason: 'not-included' };
    }
    return { entitled: true, ...(until === undefined ? {} : { until }) };
  };
