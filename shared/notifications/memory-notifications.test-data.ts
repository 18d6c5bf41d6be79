import type { Change, Commit, Versioned } from '../kernel/commit.ts';
import { stale } from '../kernel/failures.ts';
import { tenantId } from '../kernel/ids.ts';
import type { Message } from '../kernel/messages.ts';
import { err, ok } from '../kernel/result.ts';
import { systemContext } from '../kernel/tenant-context.ts';
import type { Notification, NotificationStore } from './notification.ts';

export const ctx = systemContext(tenantId('11111111-1111-4111-8111-111111111111'), 'c1');

/** Applies itself to the rows, or says that it is stale. */
type MemoryChange = (rows: Map<string, Versioned<Notification>>) => boolean;
const asChange = (change: MemoryChange): Change => change as unknown as Change;

/** Notifications in memory with ETags, and a commit that keeps the messages. */
export const memoryNotifications = () => {
  const rows = new Map<string, Versioned<Notification>>();
  const messages: Message[] = [];
  let version = 0;
  const write = (value: Notification) => {
    version += 1;
    rows.set(value.id, { value, etag: `v${version}` });
    return true;
  };
  const notifications: NotificationStore = {
    get: async (_ctx, id) => rows.get(id),
    list: async () => ({ items: [...rows.values()] }),
    async *all() {
      yield* rows.values();
    },
    inserted: (_ctx, value) => asChange(() => write(value)),
    replaced: (_ctx, etag, value) => asChange(() => rows.get(value.id)?.etag === etag && write(value)),
    deleted: (_ctx, etag, id) => asChange(() => rows.get(id)?.etag === etag && rows.delete(id)),
  };
  const commit: Commit = async (_ctx, changes, sent = []) => {
    for (const change of changes) {
      if (!(change as unknown as MemoryChange)(rows)) return err(stale);
    }
    messages.push(...sent);
    return ok(changes.map(() => `v${version}`));
  };
  return { notifications, commit, rows, messages };
};
