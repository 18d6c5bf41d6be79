import type { Clock } from '../kernel/clock.ts';
import type { AccessBlocked, ConsentRequired } from '../kernel/failures.ts';
import type { MailboxId } from '../kernel/ids.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ClaimForRun, RunSeats } from '../licences/claim-for-run.ts';
import type { SharedContacts, SnapshotInfo } from '../shares/snapshot.ts';
import type { Directory } from '../sources/directory.ts';
import type { TenantStore } from '../tenants/tenant.ts';
import { tenantEntityId } from '../tenants/tenant.ts';
import { makeDeletionGate } from './deletion-limit.ts';
import type { Import, ImportStore } from './import.ts';
import { cutInForce } from './import-gate.ts';
import type { Manifests } from './manifest.ts';
import { resolveTargets } from './resolve-targets.ts';
import { isPreview, type Run, type RunFailure } from './run.ts';

export interface LayOutDeps {
  readonly imports: ImportStore;
  readonly manifests: Manifests;
  readonly tenants: TenantStore;
  readonly directory: Directory;
  readonly shared: SharedContacts;
  readonly clock: Clock;
  /** [L11] The group may have grown over night. */
  readonly claimForRun: ClaimForRun;
  /** Keeps what was found out about our access to the tenant [T6]. */
  readonly noteAccess: (ctx: TenantContext, finding: ConsentRequired | AccessBlocked) => Promise<unknown>;
}

/** What a run is to do: whose mailboxes it fills and empties, with which contacts. */
export interface RunLayout {
  readonly fill: readonly MailboxId[];
  readonly remove: readonly MailboxId[];
  /** Without a licence: they stay as they are. */
  readonly leftOut?: readonly MailboxId[];
  /** The licences cover the import no more: the run is not to begin. */
  readonly hold?: RunSeats['hold'];
  readonly snapshot?: SnapshotInfo;
  readonly reason?: RunFailure;
  readonly heldBack?: Run['heldBack'];
  readonly targetsCutAt?: string;
}

/** What is recorded of a mailbox is one row of 1 MiB: about 130 bytes a contact, compressed. */
export const mostContacts = 7_000;

/** Looks at the share through its grant and resolves the targets [I9][H3]. */
export const layOutRun = async (
  deps: LayOutDeps,
  ctx: TenantContext,
  imported: Import,
  run: Run,
): Promise<Result<RunLayout, RunFailure>> => {
  const held = await deps.manifests.mailboxes(ctx, imported.id);
  if (imported.state === 'deleting') return ok({ fill: [], remove: held });

  const taken = await deps.shared.takeSnapshot(ctx, imported.grant);
  if (!taken.ok) {
    switch (taken.error.type) {
      case 'share-unusable':
        return held.length === 0
          ? err(`share-${taken.error.reason}` as const)
          : ok({ fill: [], remove: held, reason: `share-${taken.error.reason}` as const });
      case 'consent-required':
        return err('provider-consent-required');
      case 'access-blocked':
        return err('provider-access-blocked');
      default:
        return err('provider-unavailable');
    }
  }
  if (taken.value.count > mostContacts) return err('share-too-large');
  const targets = await resolveTargets(ctx, imported.targets, deps.directory);
  if (!targets.ok) {
    const { type } = targets.error;
    if (type !== 'consent-required' && type !== 'access-blocked') return err('unavailable');
    if (!isPreview(run)) await deps.noteAccess(ctx, targets.error);
    return err(type);
  }
  const wanted = new Set<string>(targets.value.mailboxes);
  if (!isPreview(run)) await reportUse(deps, ctx, imported, wanted.size);
  const leaving = held.filter((mailbox) => !wanted.has(mailbox));
  const how = isPreview(run) ? 'foresee' : 'claim';
  const seats = await deps.claimForRun(ctx, imported.id, targets.value.mailboxes, how);
  if (seats.hold !== undefined) return ok({ fill: [], remove: [], hold: seats.hold });
  return ok({
    fill: seats.seated as readonly MailboxId[],
    leftOut: seats.leftOut as readonly MailboxId[],
    snapshot: taken.value,
    ...removalOf(deps, imported, run, leaving, held.length),
  });
};

/** [I6] Groups that shrink all at once do not empty mailboxes by themselves; an administrator who takes them out does. */
const removalOf = (
  { clock }: LayOutDeps,
  imported: Import,
  run: Run,
  leaving: readonly MailboxId[],
  of: number,
): Pick<RunLayout, 'remove' | 'heldBack' | 'targetsCutAt'> => {
  const targetsCutAt = cutInForce(imported, clock.now());
  if (targetsCutAt !== undefined) return { remove: leaving, targetsCutAt };
  const deletions = leaving.length;
  const gate = makeDeletionGate(imported.deletionLimit, run.confirmed);
  if (gate.mailboxes(deletions, of)) return { remove: leaving };
  return { remove: [], heldBack: [{ kind: 'mailboxes', deletions, of, mailboxes: deletions }] };
};

const reportUse = async (deps: LayOutDeps, ctx: TenantContext, imported: Import, mailboxes: number) => {
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  const importerName = tenant?.value.displayName ?? '';
  const use = { importId: imported.id, importerName, mailboxes };
  await deps.shared.reportUse(ctx, imported.grant, use);
  // A worker that is late must not put an import on the list that has gone meanwhile: nobody would take it off.
  const isGone = (await deps.imports.get(ctx, imported.id)) === undefined;
  if (isGone) await deps.shared.reportUse(ctx, imported.grant, { ...use, ended: true });
};
