import { type Clock, toIso } from '../kernel/clock.ts';
import type { Change } from '../kernel/commit.ts';
import type { Random } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import type { Language, TenantContext } from '../kernel/tenant-context.ts';
import { type NotificationKind, type NotificationParams, notificationKinds } from './kinds.ts';
import type { NotificationStore } from './notification.ts';

export interface NotificationRequest<K extends NotificationKind> {
  readonly kind: K;
  /**
   * The receiver's mail address; one that is none is found when it is sent, so that it never holds up what is told. A
   * user's Entra object id stands for his address at that time.
   */
  readonly recipient: string;
  /** The receiver's. */
  readonly language: Language;
  readonly params: NotificationParams<K>;
}

/**
 * [N1] A notification as a change and a message, to be committed together with what it tells of: either both happened or
 * neither. Throws where the parameters are not the kind's, which is a bug.
 */
export const notificationQueued = <K extends NotificationKind>(
  ctx: TenantContext,
  { kind, recipient, language, params }: NotificationRequest<K>,
  deps: { readonly notifications: NotificationStore; readonly clock: Clock; readonly random: Random },
): { readonly change: Change; readonly message: Message } => {
  const id = deps.random.id();
  const change = deps.notifications.inserted(ctx, {
    id,
    kind,
    language,
    recipient: recipient.trim().slice(0, 320),
    params: notificationKinds[kind].params.parse(params),
    state: 'queued',
    attempts: 0,
    createdAt: toIso(deps.clock.now()),
  });
  return { change, message: { queue: 'notifications', body: { notificationId: id }, id } };
};
