import type { Log } from '../../shared/kernel/log.ts';
import type { makeHandleRefresh } from '../../shared/sources/handle-refresh.ts';
import { refreshRequestSchema } from '../../shared/sources/refresh-message.ts';
import { onQueue, type QueueRegistry } from './handle.ts';

/** Reads a source, or removes what is left of one that was deleted. */
export const registerSourceRefreshes = (
  app: QueueRegistry,
  deps: { readonly handleRefresh: ReturnType<typeof makeHandleRefresh>; readonly log: Log },
): void => onQueue(app, 'source-refreshes', refreshRequestSchema, deps.log, deps.handleRefresh);
