import { makeBoundedCache } from '../imports/bounded-cache.ts';
import { type Clock, fromIso } from '../kernel/clock.ts';
import type { SubscriptionRequired } from '../kernel/failures.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

export type AppEntitlement =
  /** `until`: RFC 3339; absent: without an end that is known. */
  | { readonly entitled: true; readonly until?: string }
  | { readonly entitled: false; readonly reason: SubscriptionRequired['reason'] };

/** [L4][L7] Whether a user has a running app subscription, by whatever channel. */
export type MayUseApp = (ctx: TenantContext, userId: string) => Promise<AppEntitlement>;

const keepMs = 60_000;
const mostKept = 50_000;

/** Asks once a user, instance and minute. An end that passes meanwhile counts at once, and so does what was bought. */
export const makeRememberedEntitlement = (mayUseApp: MayUseApp, clock: Clock): MayUseApp => {
  const remembered = makeBoundedCache<AppEntitlement>({ most: mostKept, sizeOf: () => 1, keepMs, clock });
  return async (ctx, userId) => {
    const known = await remembered(`${ctx.tenantId}|${userId}`, () => mayUseApp(ctx, userId));
    const holds = known.entitled && (known.until === undefined || fromIso(known.until) > clock.now());
    return holds ? known : mayUseApp(ctx, userId);
  };
};
