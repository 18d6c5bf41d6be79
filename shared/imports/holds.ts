import { type Conflict, conflict } from '../kernel/failures.ts';
import type { ImportId } from '../kernel/ids.ts';
import type { TenantContext } from '../kernel/tenant-context.ts';
import type { TenantState } from '../tenants/tenant.ts';
import type { Import } from './import.ts';

/** Why an import does not run, the most pressing first. Nothing is deleted from mailboxes meanwhile [L11][T6]. */
export const holdReasons = [
  'leaving',
  'consent-lost',
  'access-blocked',
  'administrator',
  'trial-ended',
  'licences-short',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** Whether the company's licences cover this import now [L11]; undefined: they do. */
export type LicenceHold = (
  ctx: TenantContext,
  importId: ImportId,
) => Promise<'licences-short' | 'trial-ended' | undefined>;

/** Without our being let in nothing can be taken out of a mailbox either; all else does not hold a deletion up. */
const holdDeletions: ReadonlySet<HoldReason> = new Set(['consent-lost', 'access-blocked']);

/**
 * What holds an import now; none: it runs. Only that its administrator paused it is kept with it, so that every other
 * hold ends by itself with its cause.
 */
export const holdsOf = (
  { state, pausedAt }: Pick<Import, 'state' | 'pausedAt'>,
  tenant: TenantState | undefined,
  licences: Awaited<ReturnType<LicenceHold>>,
): readonly HoldReason[] => {
  const held = new Set<TenantState | HoldReason | undefined>([
    tenant === 'erasing' ? 'leaving' : tenant,
    pausedAt === undefined ? undefined : 'administrator',
    licences,
  ]);
  return holdReasons.filter(
    (reason) => held.has(reason) && (state !== 'deleting' || holdDeletions.has(reason)),
  );
};

/** Only asking Entra again can end these. */
export const isAboutAccess = (reason: HoldReason): boolean =>
  reason === 'consent-lost' || reason === 'access-blocked';

export const isAboutLicences = (reason: HoldReason): boolean =>
  reason === 'trial-ended' || reason === 'licences-short';

/** Why a run that somebody asks for is refused; undefined where nothing holds the import. */
export const heldConflict = ([reason]: readonly HoldReason[]): Conflict | undefined =>
  reason === undefined ? undefined : conflict(heldBy[reason]);

const heldBy = {
  leaving: 'held-leaving',
  'consent-lost': 'held-consent-lost',
  'access-blocked': 'held-access-blocked',
  administrator: 'held-administrator',
  'trial-ended': 'held-trial-ended',
  'licences-short': 'held-licences-short',
} as const satisfies Record<HoldReason, string>;
