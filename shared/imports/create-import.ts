import type { NameStyleWish } from '../contacts/name-style.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import type { Commit, Versioned } from '../kernel/commit.ts';
import type {
  AccessBlocked,
  ConsentRequired,
  Invalid,
  LicencesShort,
  ShareUnusable,
} from '../kernel/failures.ts';
import { invalid } from '../kernel/failures.ts';
import type { ImportId, Random } from '../kernel/ids.ts';
import { madeBefore } from '../kernel/made-before.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { ServiceError } from '../kernel/service-error.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { ClaimSeats } from '../licences/claim-seats.ts';
import type { SharedContacts } from '../shares/snapshot.ts';
import type { Directory, DirectoryFailure } from '../sources/directory.ts';
import { missingPermissions } from '../tenants/permissions.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type CategoryColour, colourPermission } from './category-colour.ts';
import { type DueImports, type Import, type ImportStore, noTargets } from './import.ts';
import { nameStyleIn } from './name-style-in.ts';
import { nextRun, type RunsPerDay, sortedTimes, spreadTime } from './next-run.ts';
import { queueRun, runMessage } from './queue-run.ts';
import { resolveNewTargets } from './resolve-targets.ts';
import type { RunStore } from './run.ts';
import { moreThanAllowed } from './runs-allowed.ts';

/** Lets a tenant in that has consented to these application permissions, or says what is missing. */
export type RequireTenant = (
  ctx: TenantContext,
  permissions: readonly string[],
) => Promise<Result<Tenant, ConsentRequired | AccessBlocked>>;

export interface NewImport {
  readonly displayName?: string | undefined;
  /** The capability that the provider sent [H2]. */
  readonly shareId: string;
  readonly targets: Import['targets'];
  readonly folder?: Import['folder'] | undefined;
  readonly category?: string | undefined;
  readonly categoryColour?: CategoryColour | undefined;
  readonly nameStyle?: NameStyleWish | undefined;
  readonly adopt?: boolean | undefined;
  readonly runsAt?: readonly string[] | undefined;
}

export interface CreateImportDeps {
  readonly imports: ImportStore;
  readonly runs: RunStore;
  readonly dueImports: DueImports;
  readonly shared: SharedContacts;
  readonly requireTenant: RequireTenant;
  readonly directory: Directory;
  /** [L11] In the commit that creates the import: all of its mailboxes, or a refusal. */
  readonly claimForNewImport: ClaimSeats;
  readonly runsPerDay: RunsPerDay;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}

/** What writing into mailboxes and resolving groups takes. */
const importPermissions = ['Contacts.ReadWrite', 'User.Read.All', 'GroupMember.Read.All'] as const;

type Refusal = Invalid | ShareUnusable | LicencesShort | ConsentRequired | AccessBlocked | DirectoryFailure;

/** [I1][I2] Creates an import and its first run. Repeated under the same Idempotency-Key it answers the same import. */
export const makeCreateImport =
  (deps: CreateImportDeps) =>
  async (ctx: TenantContext, input: NewImport): Promise<Result<Versioned<Import>, Refusal>> => {
    const made = await madeBefore(ctx, deps.imports);
    if (made !== undefined) return ok(made);
    const forColour = input.categoryColour === undefined ? [] : [colourPermission];
    const tenant = await deps.requireTenant(ctx, [...importPermissions, ...forColour]);
    if (!tenant.ok) return tenant;
    if (input.targets.users.length + input.targets.groups.length === 0) {
      return err(invalid(noTargets));
    }
    const share = await deps.shared.redeem(ctx, input.shareId);
    if (!share.ok) return share;
    const { shareName, providerName, category, categoryColour: offered, ...grant } = share.value;
    // The provider's colour is no reason to refuse a company that has not consented to colours.
    const takesColours = missingPermissions(tenant.value.permissions, [colourPermission]).length === 0;
    const categoryColour = input.categoryColour ?? (takesColours ? offered : undefined);
    const mailboxes = await resolveNewTargets(ctx, input.targets, deps.directory);
    if (!mailboxes.ok) return mailboxes;

    const id = (ctx.commandId ?? deps.random.id()) as ImportId;
    const now = deps.clock.now();
    const runsAt = sortedTimes(input.runsAt ?? [spreadTime(id)]);
    const tooMany = await moreThanAllowed(deps.runsPerDay, ctx, runsAt);
    if (tooMany !== undefined) return err(tooMany);
    const nextRunAt = nextRun(runsAt, tenant.value.timeZone, now);
    const wanted: Import = {
      id,
      displayName: input.displayName ?? shareName,
      grant,
      shareName,
      providerName,
      targets: input.targets,
      folder: input.folder ?? { kind: 'own', displayName: shareName.slice(0, 120) },
      category: input.category ?? category ?? providerName.slice(0, 120),
      ...(categoryColour === undefined ? {} : { categoryColour }),
      ...nameStyleIn(input.nameStyle),
      ...(input.adopt === true ? { adopt: true } : {}),
      runsAt,
      state: 'active',
      nextRunAt,
      createdAt: toIso(now),
      changedAt: toIso(now),
    };
    const { imported, run } = queueRun(wanted, 'created', now, deps.random.id(), ctx.correlationId);
    await deps.dueImports.put(ctx, id, nextRunAt);
    const rows = [
      deps.imports.inserted(ctx, imported),
      ...(run === undefined ? [] : [deps.runs.inserted(ctx, run)]),
    ];
    const starts = run === undefined ? [] : [runMessage(run)];
    const done = await deps.claimForNewImport(
      ctx,
      { importId: id, mailboxes: mailboxes.value },
      (seats, messages) => deps.commit(ctx, [...rows, ...seats], [...starts, ...messages]),
    );
    if (done.ok) return ok({ value: imported, etag: done.value[0] ?? '' });
    if (done.error.type === 'licences-short' || done.error.type === 'invalid') return err(done.error);
    // Under a command's id only this very command can have been here before.
    const existing = await deps.imports.get(ctx, id);
    if (existing === undefined) throw new ServiceError('table storage');
    return ok(existing);
  };
