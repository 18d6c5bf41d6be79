import * as z from 'zod';
import type { EntityStore } from '../kernel/commit.ts';
import { isFinalState, moved, type Transitions } from '../kernel/transitions.ts';
import { notificationKindNames } from './kinds.ts';

/** One mail to one receiver and what became of it. Personal data: encrypted where it rests. */
export const notificationSchema = z.strictObject({
  id: z.guid(),
  kind: z.enum(notificationKindNames),
  language: z.enum(['de', 'en']),
  /** The receiver's mail address; or a user's Entra object id, whose address is asked for when the mail is sent. */
  recipient: z.string().max(320),
  /** Those of the kind. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.enum(['queued', 'sent', 'failed']),
  /** Times that the provider was asked. */
  attempts: z.int().nonnegative(),
  /** A short code, never a provider's words. */
  lastError: z.string().max(64).optional(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().optional(),
  providerMessageId: z.string().max(512).optional(),
});

export type Notification = z.infer<typeof notificationSchema>;
export type NotificationState = Notification['state'];

export type NotificationStore = EntityStore<Notification>;

export const notificationTransitions: Transitions<NotificationState> = {
  what: 'notification',
  moves: [
    { from: 'queued', to: 'sent' },
    { from: 'queued', to: 'failed' },
  ],
};

export const isFinal = (state: NotificationState): boolean => isFinalState(notificationTransitions, state);

const settled = (
  notification: Notification,
  to: NotificationState,
  rest: Partial<Notification>,
): Notification => ({
  ...moved(notificationTransitions, notification, to),
  ...rest,
  attempts: notification.attempts + 1,
});

/** `at` is an instant as `toIso` writes it. */
export const sent = (notification: Notification, providerMessageId: string, at: string): Notification => {
  const { lastError: _settled, ...rest } = notification;
  return settled(rest, 'sent', { providerMessageId, sentAt: at });
};

export const failed = (notification: Notification, code: string): Notification =>
  settled(notification, 'failed', { lastError: code });

/** Not taken just now: stays queued. */
export const deferred = (notification: Notification, code: string): Notification => ({
  ...notification,
  attempts: notification.attempts + 1,
  lastError: code,
});
