import type { GroupMembersStore } from '../app-directory/group-members.ts';
import type { ActStore } from '../audit/act.ts';
import type { ImportStore } from '../imports/import.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { type SeatListStore, unpackMailboxes } from '../licences/seat-list.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import type { SeatStore } from '../seats/seat.ts';
import type { ShareStore } from '../shares/share.ts';
import type { SourceStore } from '../sources/source.ts';
import { type Purchase, type PurchaseStore, purchasesOf } from '../store-purchases/purchase.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';

/** [T5] Where else a person is named, by object id or address: settings that an administrator made, and records of acts. */
export interface Mentions {
  /** Ids of imports that fill the person's own mailbox: named as a target, or by a group. */
  readonly imports: readonly string[];
  /** Ids of shares whose selection names an entry of the person. */
  readonly shares: readonly string[];
  /** Ids of sources whose settings name the person: mailbox, account, user. */
  readonly sources: readonly string[];
  /** Object ids under which the person has a seat of the app. */
  readonly seats: readonly string[];
  /** What the person has bought in a store, as the store told of it last. */
  readonly purchases: readonly Pick<Purchase, 'store' | 'productId' | 'state'>[];
  /** Object ids of groups that open the app or its sources and have the person as a member. */
  readonly groups: readonly string[];
  readonly isNotificationAddress: boolean;
  readonly mails: number;
  /** Ids of acts of the audit trail, the newest first; not all where more were kept than are looked at. */
  readonly acts: readonly string[];
  readonly actsComplete: boolean;
}

export interface MentionsDeps {
  readonly imports: ImportStore;
  readonly seatLists: SeatListStore;
  readonly seats: SeatStore;
  readonly storePurchases: PurchaseStore;
  readonly groupMembers: GroupMembersStore;
  readonly shares: ShareStore;
  readonly sources: SourceStore;
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly acts: ActStore;
}

/** Each act is sealed: so many are opened at most. */
const mostActs = 10_000;

/** `ids` and `emails` in lower case. */
export const mentionsOf = async (
  deps: MentionsDeps,
  ctx: TenantContext,
  { ids, emails }: { readonly ids: ReadonlySet<string>; readonly emails: ReadonlySet<string> },
): Promise<Mentions> => {
  const isOne = (text: unknown): boolean =>
    typeof text === 'string' && (ids.has(text.toLowerCase()) || emails.has(text.trim().toLowerCase()));
  const imports = new Set<string>();
  for await (const { value } of deps.imports.all(ctx))
    if (value.targets.users.some(isOne)) imports.add(value.id);
  for await (const { value } of deps.seatLists.all(ctx)) {
    if ([...unpackMailboxes(value.seats), ...unpackMailboxes(value.waiting)].some(isOne))
      imports.add(value.importId);
  }
  const shares: string[] = [];
  for await (const { value } of deps.shares.all(ctx)) {
    if ([...value.selection.users, ...value.selection.exclude].some(isOne)) shares.push(value.id);
  }
  const sources: string[] = [];
  for await (const { value } of deps.sources.all(ctx)) {
    if (Object.values(value.settings).some(isOne)) sources.push(value.id);
  }
  const held = await Promise.all([...ids].map((id) => deps.seats.get(ctx, id)));
  const seats = held.flatMap((found) => (found === undefined ? [] : [found.value.userId]));
  const purchases: Pick<Purchase, 'store' | 'productId' | 'state'>[] = [];
  for (const id of ids) {
    for await (const { value } of deps.storePurchases.all(ctx, purchasesOf(id)))
      purchases.push({ store: value.store, productId: value.productId, state: value.state });
  }
  const groups = new Set<string>();
  for await (const { value } of deps.groupMembers.all(ctx)) {
    if (value.members.some(isOne)) groups.add(value.groupId);
  }
  let mails = 0;
  for await (const { value } of deps.notifications.all(ctx)) if (isOne(value.recipient)) mails++;
  const tenant = (await deps.tenants.get(ctx, tenantEntityId))?.value;
  return {
    imports: [...imports],
    shares,
    sources,
    seats,
    purchases,
    groups: [...groups],
    isNotificationAddress: isOne(tenant?.notificationAddress),
    mails,
    ...(await actsNaming(deps, ctx, isOne)),
  };
};

const actsNaming = async (
  deps: Pick<MentionsDeps, 'acts'>,
  ctx: TenantContext,
  isOne: (text: unknown) => boolean,
): Promise<Pick<Mentions, 'acts' | 'actsComplete'>> => {
  const acts: string[] = [];
  let read = 0;
  for await (const { value } of deps.acts.all(ctx)) {
    if (++read > mostActs) return { acts, actsComplete: false };
    if (isOne(value.actor.oid) || value.changes.some(({ subjectId }) => isOne(subjectId)))
      acts.push(value.id);
  }
  return { acts, actsComplete: true };
};
