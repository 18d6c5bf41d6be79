import type { Change, Commit } from '../kernel/commit.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { isFinal, type NotificationStore } from '../notifications/notification.ts';
import { receiverMark } from './person-marks.ts';
import type { Erased } from './recognise.ts';

const mostAtATime = 90;

/** Records of mails to an erased person that were sent or given up. One that waits is looked at by the next pass. */
export const eraseMails = async (
  deps: { readonly notifications: NotificationStore; readonly commit: Commit },
  ctx: TenantContext,
  erased: Erased,
): Promise<{ readonly gone: number; readonly isAll: boolean }> => {
  const changes: Change[] = [];
  for await (const { value, etag } of deps.notifications.all(ctx)) {
    if (!isFinal(value.state) || !erased.hasMark(receiverMark(value.recipient))) continue;
    changes.push(deps.notifications.deleted(ctx, etag, value.id));
    if (changes.length === mostAtATime) break;
  }
  if (changes.length === 0) return { gone: 0, isAll: true };
  if (!(await deps.commit(ctx, changes)).ok) throw new ServiceError('table storage');
  return { gone: changes.length, isAll: changes.length < mostAtATime };
};
