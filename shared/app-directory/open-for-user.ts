import type { MayUseApp } from '../entitlements/app-entitlement.ts';
import type { SubscriptionRequired } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type AppAccessStore, appAccessId, groupsNamed, inOrder, type Shelf } from './app-access.ts';
import type { MembershipsOf } from './group-members.ts';

export type OpenForUser = (
  ctx: TenantContext,
  userId: string,
) => Promise<Result<readonly Shelf[], SubscriptionRequired>>;

/** [S9] The shelves that a user may see, in the order in which they are believed. Access is read anew each time. */
export const makeOpenForUser =
  (deps: {
    readonly mayUseApp: MayUseApp;
    readonly access: AppAccessStore;
    readonly membershipsOf: MembershipsOf;
  }): OpenForUser =>
  async (ctx, userId) => {
    const user = userId.toLowerCase();
    const [entitlement, access] = await Promise.all([
      deps.mayUseApp(ctx, user),
      deps.access.get(ctx, appAccessId),
    ]);
    if (!entitlement.entitled) return err({ type: 'subscription-required', reason: entitlement.reason });
    const shelves = access?.value.shelves ?? [];
    const isIn = await deps.membershipsOf(ctx, user, groupsNamed(shelves));
    return ok(inOrder(shelves.filter(({ audience }) => mayUserSee(audience, user, isIn))));
  };

const mayUserSee = (audience: Shelf['audience'], user: string, isIn: ReadonlySet<string>): boolean => {
  switch (audience.who) {
    case 'everyone':
      return true;
    case 'groups':
      return audience.groups.some((group) => isIn.has(group));
    case 'user':
      return audience.userId === user;
  }
};
