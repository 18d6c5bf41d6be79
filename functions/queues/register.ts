import type { Log } from '../../shared/kernel/log.ts';
import type { UseCases } from '../use-cases.ts';
import { registerAppDirectories } from './app-directories.ts';
import { registerBillingSettlements } from './billing-settlements.ts';
import type { QueueRegistry } from './handle.ts';
import { registerImportRuns } from './import-runs.ts';
import { registerImportWakeups } from './import-wakeups.ts';
import { registerMailboxBlocks } from './mailbox-blocks.ts';
import { registerNotifications } from './notifications.ts';
import { registerOutboxRelay } from './outbox-relay.ts';
import { registerPersonErasures } from './person-erasures.ts';
import { registerSourceRefreshes } from './source-refreshes.ts';
import { registerTenantErasures } from './tenant-erasures.ts';
import { withoutErased } from './without-erased.ts';

/** Every consumer there is, one for each queue of `shared/kernel/messages.ts`. */
export const registerQueues = (app: QueueRegistry, useCases: UseCases, log: Log): void => {
  const deps = { ...useCases, log };
  const open = withoutErased(app, useCases.erasureOf);
  registerSourceRefreshes(open, deps);
  registerAppDirectories(open, deps);
  registerImportRuns(open, deps);
  registerImportWakeups(open, deps);
  registerMailboxBlocks(open, deps);
  registerNotifications(open, deps);
  registerBillingSettlements(open, deps);
  registerOutboxRelay(open, deps);
  registerPersonErasures(open, deps);
  registerTenantErasures(app, deps);
};
