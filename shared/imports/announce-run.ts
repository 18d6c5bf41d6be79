import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';
import type { Random } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type Tenant, type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { AnnounceRun } from './end-run.ts';
import type { Import } from './import.ts';
import type { Run } from './run.ts';

export interface AnnounceRunDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly clock: Clock;
  readonly random: Random;
}

const nothing = { changes: [], messages: [] };

/** [N1] A mail for the administrator where a run failed or left mailboxes out; silence where all went well. */
export const makeAnnounceRun = (deps: AnnounceRunDeps): AnnounceRun => {
  return async (ctx, imported, run) => {
    if (run.state !== 'failed' && run.state !== 'completed-with-errors') return nothing;
    const tenant = await deps.tenants.get(ctx, tenantEntityId);
    const recipient = tenant?.value.notificationAddress;
    if (tenant === undefined || recipient === undefined) return nothing;
    const { change, message } = queued(ctx, imported, run, tenant.value, recipient, deps);
    return { changes: [change], messages: [message] };
  };
};

const queued = (
  ctx: TenantContext,
  imported: Import,
  run: Run,
  { language, timeZone }: Tenant,
  recipient: string,
  deps: AnnounceRunDeps,
) => {
  const about = { importId: imported.id, importName: imported.displayName, timeZone };
  const at = run.finishedAt ?? toIso(deps.clock.now());
  if (run.state === 'failed') {
    const params = { ...about, reason: run.reason ?? 'unavailable', failedAt: at };
    return notificationQueued(ctx, { kind: 'import-failed', recipient, language, params }, deps);
  }
  const { mailboxes, mailboxesFailed: failedMailboxes } = run.totals;
  const params = { ...about, mailboxes, failedMailboxes, finishedAt: at };
  return notificationQueued(ctx, { kind: 'import-completed-with-errors', recipient, language, params }, deps);
};
