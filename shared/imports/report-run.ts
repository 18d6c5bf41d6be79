import { fromIso } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { silentTelemetry, type Telemetry } from '../kernel/telemetry.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { isPreview, type Run } from './run.ts';

export interface ReportRunDeps {
  readonly log: Log;
  readonly telemetry?: Telemetry;
}

const changes = ['created', 'updated', 'deleted', 'unchanged', 'failed'] as const;
const mostReasons = 3;

/** An ended run, once: a line that a supporter can act on, and its figures. `now` in epoch ms. */
export const reportRun = (deps: ReportRunDeps, ctx: TenantContext, run: Run, now: number): void => {
  const { telemetry = silentTelemetry } = deps;
  const { totals, failures = {}, startedAt } = run;
  const waitedMs = run.cost?.waitedMs ?? 0;
  const asked = fromIso(run.requestedAt);
  deps.log(run.state === 'completed' ? 'info' : 'warn', 'run ended', {
    tenantId: ctx.tenantId,
    correlationId: ctx.correlationId,
    importId: run.importId,
    runId: run.id,
    operation: run.trigger,
    state: run.state,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    durationMs: now - asked,
    ...(startedAt === undefined ? {} : { lateMs: Math.max(0, fromIso(startedAt) - asked) }),
    waitedMs,
    requests: run.cost?.requests ?? 0,
    mailboxesDone: totals.mailboxesDone,
    mailboxesFailed: totals.mailboxesFailed,
    ...(totals.mailboxesFailed === 0 ? {} : { failures: topReasons(failures) }),
    created: totals.created,
    updated: totals.updated,
    deleted: totals.deleted,
    unchanged: totals.unchanged,
    failed: totals.failed,
  });

  telemetry.record('switchboard.run.duration', (now - fromIso(startedAt ?? run.requestedAt)) / 1000, {
    'switchboard.state': run.state,
    'switchboard.trigger': run.trigger,
  });
  telemetry.record('switchboard.run.wait', waitedMs / 1000, {});
  const mailbox = (outcome: string, count: number) =>
    telemetry.record('switchboard.mailboxes', count, { 'switchboard.outcome': outcome });
  mailbox('done', totals.mailboxesDone);
  for (const [reason, count] of Object.entries(failures)) mailbox(reason, count);
  if (isPreview(run)) return;
  for (const change of changes) {
    telemetry.record('switchboard.contacts', totals[change], { 'switchboard.change': change });
  }
};

/** `throttled 12, no-mailbox 3`: the most frequent ones first. */
const topReasons = (failures: Readonly<Record<string, number>>): string =>
  Object.entries(failures)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, mostReasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
