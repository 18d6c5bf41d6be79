import * as z from 'zod';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit } from '../kernel/commit.ts';
import { type NotFound, notFound } from '../kernel/failures.ts';
import { isGuid } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { AddressOfUser } from './address-of-user.ts';
import { composeMail } from './compose-mail.ts';
import type { Links } from './links.ts';
import type { Mailer, MailRefused } from './mailer.ts';
import {
  deferred,
  failed,
  isFinal,
  type Notification,
  type NotificationState,
  type NotificationStore,
  sent,
} from './notification.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Body of a message of the queue `notifications`. */
export const sendNotificationBody = z.object({ notificationId: z.guid() });

export interface SendNotificationDeps {
  readonly notifications: NotificationStore;
  readonly mailer: Mailer;
  readonly addressOfUser: AddressOfUser;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: Links;
}

/**
 * [N1] Sends a queued notification, once: one that is sent or failed is left alone, so redelivery does no harm. Answers the
 * state it is in then. A lasting refusal ends it; a passing one keeps it queued and schedules the next try, since mail
 * servers ask for minutes (greylisting) where a redelivery comes at once. Only a crash between the provider's OK and the
 * commit sends it again, under the same id at the provider. `not-found`: erased meanwhile, nothing to send.
 */
export const makeSendNotification =
  ({ notifications, mailer, addressOfUser, commit, clock, log, links }: SendNotificationDeps) =>
  async (
    ctx: TenantContext,
    { notificationId }: z.infer<typeof sendNotificationBody>,
  ): Promise<Result<NotificationState, NotFound>> => {
    const found = await notifications.get(ctx, notificationId);
    if (found === undefined) return err(notFound);
    if (isFinal(found.value.state)) return ok(found.value.state);

    const attempt = async (): ReturnType<Mailer['send']> => {
      const { recipient } = found.value;
      const to = isGuid(recipient) ? await addressOfUser(ctx, recipient) : ok(recipient);
      if (!to.ok) return to;
      const mail = composeMail({ ...found.value, recipient: to.value }, links);
      return mail.ok ? mailer.send(mail.value) : err(unsendable(mail.error));
    };
    const outcome = await attempt();

    /** Written over whatever another instance wrote meanwhile, unless it ended the notification. */
    const settle = async (): Promise<Result<NotificationState, NotFound>> => {
      for (let tries = 0; tries < 3; tries += 1) {
        const current = await notifications.get(ctx, notificationId);
        if (current === undefined) return err(notFound);
        if (isFinal(current.value.state)) return ok(current.value.state);
        // Another instance had the same message and has scheduled the next try.
        const isOvertaken = current.value.attempts !== found.value.attempts;
        if (!outcome.ok && isOvertaken) return ok(current.value.state);
        const { next, messages } = settled(current.value, outcome, clock);
        const done = await commit(ctx, [notifications.replaced(ctx, current.etag, next)], messages);
        if (done.ok) return ok(next.state);
      }
      throw new Error('notification keeps changing');
    };
    const result = await settle();
    log(outcome.ok ? 'info' : 'warn', 'notification', {
      tenantId: ctx.tenantId,
      correlationId: ctx.correlationId,
      operation: found.value.kind,
      messageId: notificationId,
      reason: result.ok ? result.value : result.error.type,
      ...(outcome.ok ? {} : { failure: outcome.error.code }),
    });
    return result;
  };

const unsendable = (code: string): MailRefused => ({ type: 'mail-refused', permanent: true, code });

const settled = (
  notification: Notification,
  outcome: Awaited<ReturnType<Mailer['send']>>,
  clock: Clock,
): { next: Notification; messages: readonly Message[] } => {
  const now = clock.now();
  if (outcome.ok) {
    return { next: sent(notification, outcome.value.providerMessageId, toIso(now)), messages: [] };
  }
  const { permanent, code, retryAfterSeconds = 0 } = outcome.error;
  const delay = permanent ? undefined : retryDelayMs(notification.attempts);
  if (delay === undefined) return { next: failed(notification, code), messages: [] };

  const next = deferred(notification, code);
  const again: Message = {
    queue: 'notifications',
    body: { notificationId: notification.id },
    // The attempt is part of it: the queue drops a message whose id it has seen.
    id: `${notification.id}-${next.attempts}`,
    notBefore: now + Math.max(delay, retryAfterSeconds * 1000),
  };
  return { next, messages: [again] };
};
