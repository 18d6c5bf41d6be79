import type { Log } from '../../shared/kernel/log.ts';
import {
  type makeSendNotification,
  sendNotificationBody,
} from '../../shared/notifications/send-notification.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** [N1] Sends a queued mail. */
export const registerNotifications = (
  app: QueueRegistry,
  deps: { readonly sendNotification: ReturnType<typeof makeSendNotification>; readonly log: Log },
): void => onQueue(app, 'notifications', sendNotificationBody, deps.log, deps.sendNotification);
