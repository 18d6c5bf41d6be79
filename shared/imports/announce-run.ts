import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';
import type { Random } from '../kernel/ids.ts';
import type { NotificationKind, NotificationParams } from '../notifications/kinds.ts';
import type { NotificationStore } from '../notifications/notification.ts';
import { notificationQueued } from '../notifications/notification-queued.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import type { AnnounceRun } from './end-run.ts';
import { newsOfGate } from './import-gate.ts';
import { isNewsToImport } from './news-of-run.ts';
import { isPreview, type Run } from './run.ts';

export interface AnnounceRunDeps {
  readonly tenants: TenantStore;
  readonly notifications: NotificationStore;
  readonly clock: Clock;
  readonly random: Random;
}

const nothing = { changes: [], messages: [] };

/**
 * [N1] Mails for the administrator where a run failed, left mailboxes out or held something back, and he has not been told
 * so before; silence where all went well, and for previews.
 */
export const makeAnnounceRun = (deps: AnnounceRunDeps): AnnounceRun => {
  return async (ctx, imported, run) => {
    if (isPreview(run) || (run.state !== 'failed' && run.state !== 'completed-with-errors')) return nothing;
    const tenant = await deps.tenants.get(ctx, tenantEntityId);
    const recipient = tenant?.value.notificationAddress;
    if (tenant === undefined || recipient === undefined) return nothing;
    const { language, timeZone } = tenant.value;
    const queued = <K extends NotificationKind>(kind: K, params: NotificationParams<K>) =>
      notificationQueued(ctx, { kind, recipient, language, params }, deps);
    const about = { importId: imported.id, importName: imported.displayName, timeZone };
    const finishedAt = run.finishedAt ?? toIso(deps.clock.now());
    const isNews = isNewsToImport(imported, run);
    const mails = [
      ...(isNews && run.state === 'failed'
        ? [queued('import-failed', { ...about, reason: run.reason ?? 'unavailable', failedAt: finishedAt })]
        : []),
      ...(isNews && run.state === 'completed-with-errors'
        ? [queued('import-completed-with-errors', { ...about, ...mailboxesOf(run), finishedAt })]
        : []),
      ...newsOfGate(imported, run).map(({ kind: what, ...figures }) =>
        queued('import-held-back', { ...about, what, ...figures, finishedAt }),
      ),
    ];
    return { changes: mails.map(({ change }) => change), messages: mails.map(({ message }) => message) };
  };
};

const mailboxesOf = ({ totals }: Run) => ({
  mailboxes: totals.mailboxes,
  failedMailboxes: totals.mailboxesFailed,
});
