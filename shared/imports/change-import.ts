import { canonicalJson } from '../contacts/canonical-json.ts';
import { type NameStylePatch, patchedWish } from '../contacts/name-style.ts';
import { toIso } from '../kernel/clock.ts';
import type { Versioned } from '../kernel/commit.ts';
import { conflict, type Invalid, invalid, type LicencesShort } from '../kernel/failures.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import { moved } from '../kernel/transitions.ts';
import type { ClaimSeats } from '../licences/claim-seats.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import { type TenantStore, tenantEntityId } from '../tenants/tenant.ts';
import { type CategoryColour, colourPermission } from './category-colour.ts';
import type { RequireTenant } from './create-import.ts';
import { type DeletionLimit, defaultDeletionLimit } from './deletion-limit.ts';
import { heldConflict } from './holds.ts';
import { type DueImports, type Import, importTransitions, noTargets } from './import.ts';
import {
  type AllowedBy,
  type ImportChangeDeps,
  makeImportChange,
  type Refusal,
  type Through,
} from './import-change.ts';
import { cuts } from './import-gate.ts';
import { nameStyleIn } from './name-style-in.ts';
import { nextRun, type RunsPerDay, sortedTimes } from './next-run.ts';
import { resolveNewTargets } from './resolve-targets.ts';
import type { Run, RunTrigger } from './run.ts';
import { moreThanAllowed } from './runs-allowed.ts';

export interface ChangeImportDeps extends ImportChangeDeps {
  readonly dueImports: DueImports;
  readonly tenants: TenantStore;
  readonly runsPerDay: RunsPerDay;
  readonly directory: Directory;
  readonly requireTenant: RequireTenant;
  /** [L11] In the commit that changes the targets: seats for all of them, or a refusal. */
  readonly claimForChange: ClaimSeats;
}

export interface ImportChanges {
  readonly displayName?: string | undefined;
  /** Users or groups; those of the other kind that are left out stay. */
  readonly targets?: Changes<Import['targets']> | undefined;
  readonly category?: string | undefined;
  /** null leaves every category the colour that it has. */
  readonly categoryColour?: CategoryColour | null | undefined;
  /** null leaves names to the share. */
  readonly nameStyle?: NameStylePatch;
  readonly adopt?: boolean | undefined;
  /** What is left out stays. */
  readonly deletionLimit?: Changes<DeletionLimit> | undefined;
  readonly runsAt?: readonly string[] | undefined;
}

/** What shows in the mailboxes means a run at once; those that left are emptied by it [I9]. */
export const makeChangeImport = (deps: ChangeImportDeps) => {
  const change = makeImportChange(deps);
  return async (
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
    input: ImportChanges,
  ): Promise<Result<Versioned<Import>, Refusal | TargetsRefusal>> => {
    const result = await change<TargetsRefusal | Invalid>(ctx, id, allowed, async (imported) => {
      if (imported.state === 'deleting') return err(conflict('import-deleting'));
      const { users = imported.targets.users, groups = imported.targets.groups } = input.targets ?? {};
      const targets = { users, groups };
      if (targets.users.length + targets.groups.length === 0) {
        return err(invalid(noTargets));
      }
      const runsAt = sortedTimes(input.runsAt ?? imported.runsAt);
      const isRescheduled = runsAt.join() !== imported.runsAt.join();
      const tooMany = isRescheduled ? await moreThanAllowed(deps.runsPerDay, ctx, runsAt) : undefined;
      if (tooMany !== undefined) return err(tooMany);
      const { nameStyle, adopt, categoryColour, ...kept } = imported;
      const colour =
        input.categoryColour === undefined ? categoryColour : (input.categoryColour ?? undefined);
      if (colour !== undefined && colour !== categoryColour) {
        const admitted = await deps.requireTenant(ctx, [colourPermission]);
        if (!admitted.ok) return admitted;
      }
      const changed: Import = {
        ...kept,
        displayName: input.displayName ?? imported.displayName,
        targets,
        category: input.category ?? imported.category,
        ...(colour === undefined ? {} : { categoryColour: colour }),
        ...nameStyleIn(patchedWish(nameStyle, input.nameStyle)),
        ...((input.adopt ?? adopt === true) ? { adopt: true } : {}),
        ...deletionLimitOf(imported, input.deletionLimit),
        runsAt,
        nextRunAt: isRescheduled ? await reschedule(deps, ctx, imported.id, runsAt) : imported.nextRunAt,
        changedAt: toIso(deps.clock.now()),
        ...(cuts(imported.targets, targets) ? { targetsCutAt: toIso(deps.clock.now()) } : {}),
      };
      const claim = input.targets === undefined ? ok({}) : await claimOf(deps, ctx, changed);
      if (!claim.ok) return claim;
      const needsRun = input.targets !== undefined || showsOtherwise(imported, changed);
      return ok({ changed, ...claim.value, ...(needsRun ? { trigger: 'changed' as const } : {}) });
    });
    return result.ok ? ok(result.value.imported) : result;
  };
};

/** Contacts that are to be adopted are found at once; those that were stay ours. */
const showsOtherwise = (before: Import, after: Import): boolean =>
  before.category !== after.category ||
  (after.categoryColour !== undefined && before.categoryColour !== after.categoryColour) ||
  canonicalJson(before.nameStyle ?? {}) !== canonicalJson(after.nameStyle ?? {}) ||
  (after.adopt === true && before.adopt !== true);

type TargetsRefusal = LicencesShort | DirectoryFailure;

const claimOf = async (
  { directory, claimForChange }: ChangeImportDeps,
  ctx: TenantContext,
  { id, targets }: Import,
): Promise<Result<{ through: Through<LicencesShort | Invalid> }, Invalid | DirectoryFailure>> => {
  const mailboxes = await resolveNewTargets(ctx, targets, directory);
  if (!mailboxes.ok) return mailboxes;
  const through: Through<LicencesShort | Invalid> = async (write) => {
    const done = await claimForChange(ctx, { importId: id, mailboxes: mailboxes.value }, write);
    if (done.ok) return done;
    const { error } = done;
    return error.type === 'stale' || error.type === 'conflict' ? ok(undefined) : err(error);
  };
  return ok({ through });
};

type Changes<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

const deletionLimitOf = (
  { deletionLimit = defaultDeletionLimit }: Import,
  changes: ImportChanges['deletionLimit'],
): Pick<Import, 'deletionLimit'> => {
  if (changes === undefined) return {};
  const { percent = deletionLimit.percent, contacts = deletionLimit.contacts } = changes;
  return { deletionLimit: { percent, contacts } };
};

/** The new entry is written first; the old one is out of date once the import has moved on. */
const reschedule = async (
  deps: ChangeImportDeps,
  ctx: TenantContext,
  id: Import['id'],
  runsAt: readonly string[],
) => {
  const tenant = await deps.tenants.get(ctx, tenantEntityId);
  const nextRunAt = nextRun(runsAt, tenant?.value.timeZone ?? 'Europe/Berlin', deps.clock.now());
  await deps.dueImports.put(ctx, id, nextRunAt);
  return nextRunAt;
};

/**
 * [I9] Takes the contacts out of every mailbox, then the import itself goes; a pause does not keep it. Asking again while
 * it goes changes nothing.
 */
export const makeDeleteImport = (deps: ImportChangeDeps) => {
  const change = makeImportChange(deps);
  return async (
    ctx: TenantContext,
    id: string,
    allowed: AllowedBy,
  ): Promise<Result<Versioned<Import>, Refusal>> => {
    const result = await change(ctx, id, allowed, async (imported) =>
      ok(
        imported.state === 'deleting'
          ? { changed: imported }
          : {
              changed: {
                ...moved(importTransitions, imported, 'deleting'),
                changedAt: toIso(deps.clock.now()),
              },
              trigger: 'deleted',
            },
      ),
    );
    return result.ok ? ok(result.value.imported) : result;
  };
};

/** [I3] A run on demand. */
export const makeRunNow = (deps: ImportChangeDeps) => {
  const change = makeImportChange(deps);
  return async (ctx: TenantContext, id: string): Promise<Result<Run, Refusal>> => {
    const result = await change(
      ctx,
      id,
      () => true,
      async (imported) => {
        if (imported.activeRun !== undefined) return err(conflict('run-in-progress'));
        const held = heldConflict(await deps.readHolds(ctx, imported));
        if (held !== undefined) return err(held);
        const trigger: RunTrigger = imported.state === 'deleting' ? 'deleted' : 'manual';
        return ok({ changed: imported, trigger });
      },
    );
    if (!result.ok) return result;
    return result.value.run === undefined ? err(conflict('run-in-progress')) : ok(result.value.run);
  };
};
