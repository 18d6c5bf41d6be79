import * as z from 'zod';
import { makeBoundedCache } from '../imports/bounded-cache.ts';
import type { Clock } from '../kernel/clock.ts';
import type { EntityStore } from '../kernel/commit.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';

/**
 * Members of a group that decides who sees something in the app, as the directory had them last; a sixteenth of them, by
 * the first digit of their ids. So nobody who calls waits for the directory, and a look at a group of 100,000 reads a row.
 */
export const groupMembersSchema = z.strictObject({
  groupId: z.string(),
  part: z.string(),
  /** Entra object ids, lower case, sorted. */
  members: z.array(z.string()),
});
export type GroupMembers = z.infer<typeof groupMembersSchema>;
export type GroupMembersStore = EntityStore<GroupMembers>;

export const groupParts = '0123456789abcdef'.split('');
export const membersUnder = (groupId: string): string => `${groupId}~`;
export const groupMembersId = ({ groupId, part }: Pick<GroupMembers, 'groupId' | 'part'>): string =>
  membersUnder(groupId) + part;

/** Which of the groups a user is in. A group that was not read yet has no members. */
export type MembershipsOf = (
  ctx: TenantContext,
  userId: string,
  groups: readonly string[],
) => Promise<ReadonlySet<string>>;

const keepMs = 5 * 60_000;
const mostKept = 50_000;

/** Costs a read per group, user, instance and five minutes. */
export const makeMembershipsOf = (deps: {
  readonly groupMembers: GroupMembersStore;
  readonly clock: Clock;
}): MembershipsOf => {
  const remembered = makeBoundedCache<boolean>({
    most: mostKept,
    sizeOf: () => 1,
    keepMs,
    clock: deps.clock,
  });
  return async (ctx, userId, groups) => {
    const user = userId.toLowerCase();
    const isIn = await Promise.all(
      groups.map((groupId) =>
        remembered(`${ctx.tenantId}|${groupId}|${user}`, async () => {
          const id = groupMembersId({ groupId, part: user.slice(0, 1) });
          return (await deps.groupMembers.get(ctx, id))?.value.members.includes(user) ?? false;
        }),
      ),
    );
    return new Set(groups.filter((_, n) => isIn[n]));
  };
};
