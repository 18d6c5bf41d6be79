import type { Log } from '../../shared/kernel/log.ts';
import type { UseCases } from '../use-cases.ts';
import type { QueueRegistry } from './handle.ts';
import { registerImportRuns } from './import-runs.ts';
import { registerMailboxBlocks } from './mailbox-blocks.ts';
import { registerNotifications } from './notifications.ts';
import { registerOutboxRelay } from './outbox-relay.ts';
import { registerSourceRefreshes } from './source-refreshes.ts';

/** Every consumer there is, one for each queue of `shared/kernel/messages.ts`. */
export const registerQueues = (app: QueueRegistry, useCases: UseCases, log: Log): void => {
  const deps = { ...useCases, log };
  registerSourceRefreshes(app, deps);
  registerImportRuns(app, deps);
  registerMailboxBlocks(app, deps);
  registerNotifications(app, deps);
  registerOutboxRelay(app, deps);
};
