import type { z } from 'zod';
import { appAccessId, appAccessSchema } from '../shared/app-directory/app-access.ts';
import { makeFollowSources } from '../shared/app-directory/follow-sources.ts';
import { groupMembersId, groupMembersSchema } from '../shared/app-directory/group-members.ts';
import { actSchema } from '../shared/audit/act.ts';
import { makeAudit } from '../shared/audit/audit.ts';
import {
  appBrandAudit,
  appContractAudit,
  billingAudit,
  enrolmentTokenAudit,
  importAudit,
  licenceAudit,
  personErasureAudit,
  runAudit,
  shareAudit,
  sourceAudit,
  tenantAudit,
} from '../shared/audit/audited-kinds.ts';
import type { Audited } from '../shared/audit/audited-store.ts';
import { billingAccountId, billingAccountSchema } from '../shared/billing/billing-account.ts';
import { statementEntityId, statementSchema } from '../shared/billing/statement.ts';
import { appBrandId, appBrandSchema, appLogoId, appLogoSchema } from '../shared/brand/app-brand.ts';
import { erasureEntityId, erasureKind, erasureSchema } from '../shared/departures/erasure.ts';
import { appContractId, appContractSchema } from '../shared/entitlements/app-contract.ts';
import { importSchema } from '../shared/imports/import.ts';
import { removedImportId, removedImportSchema } from '../shared/imports/removed-import.ts';
import { blockEntityId, blockSchema, type Run, runEntityId, runSchema } from '../shared/imports/run.ts';
import { turnsEntityId, turnsSchema } from '../shared/imports/turns.ts';
import type { Clock } from '../shared/kernel/clock.ts';
import type { Commit, EntityStore } from '../shared/kernel/commit.ts';
import type { Random } from '../shared/kernel/ids.ts';
import { licenceAccountId, licenceAccountSchema } from '../shared/licences/licence-account.ts';
import { seatListId, seatListSchema } from '../shared/licences/seat-list.ts';
import { notificationSchema } from '../shared/notifications/notification.ts';
import { personErasureSchema } from '../shared/people/person-erasure.ts';
import { enrolmentTokenSchema } from '../shared/seats/enrolment-token.ts';
import { seatRegisterId, seatRegisterSchema, seatSchema } from '../shared/seats/seat.ts';
import { confirmedDeletionsId, confirmedDeletionsSchema } from '../shared/shares/confirmed-deletions.ts';
import { shareSchema, shareUseId, shareUseSchema } from '../shared/shares/share.ts';
import { sourceSchema } from '../shared/sources/source.ts';
import { purchaseEntityId, purchaseSchema } from '../shared/store-purchases/purchase.ts';
import { purchaseReferenceSchema } from '../shared/store-purchases/purchase-reference.ts';
import { tenantEntityId, tenantSchema } from '../shared/tenants/tenant.ts';

/** How entities of one kind are kept. Kinds are the first part of row keys and stay for ever. */
export interface Kept<T> {
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  readonly idOf: (value: T) => string;
  /** Sealed with the tenant's key: all of it, or these fields. */
  readonly personal?: true | readonly (keyof T & string)[];
}

/**
 * Every kind of entity, over the tables or over a store that stands in for them, and the commit that goes with them. What
 * an administrator decides is audited; the rest says why not.
 */
export const makeEntities = (deps: {
  readonly keep: <T>(kept: Kept<T>) => EntityStore<T>;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly random: Random;
}) => {
  const acts = deps.keep({ kind: 'act', schema: actSchema, idOf: ({ id }) => id, personal: true });
  const audit = makeAudit({ ...deps, acts });
  const audited = <T>(how: Audited<T>, kept: Kept<T>): EntityStore<T> =>
    audit.audited(deps.keep(kept), { ...how, idOf: kept.idOf });
  const unaudited = <T>(_reason: string, kept: Kept<T>): EntityStore<T> => deps.keep(kept);

  const appAccess = unaudited('follows from the sources, whose changes are acts', {
    kind: 'app-access',
    schema: appAccessSchema,
    idOf: () => appAccessId,
    personal: true,
  });
  const { following, commit } = makeFollowSources({
    access: appAccess,
    commit: audit.commit,
    random: deps.random,
  });

  const run: Kept<Run> = {
    kind: 'run',
    schema: runSchema,
    idOf: ({ importId, id }) => runEntityId(importId, id),
  };

  return {
    commit,
    recordAct: audit.recordAct,
    acts,
    tenants: audited(tenantAudit, {
      kind: 'tenant',
      schema: tenantSchema,
      idOf: () => tenantEntityId,
      personal: true,
    }),
    notifications: unaudited('mails that follow from other things', {
      kind: 'notification',
      schema: notificationSchema,
      idOf: ({ id }) => id,
      personal: true,
    }),
    sources: following(
      audited(sourceAudit, {
        kind: 'source',
        schema: sourceSchema,
        idOf: ({ id }) => id,
        // Who signs in, whose mailbox, criteria that name people.
        personal: ['settings'],
      }),
    ),
    appAccess,
    appContracts: audited(appContractAudit, {
      kind: 'app-contract',
      schema: appContractSchema,
      idOf: () => appContractId,
    }),
    appBrands: audited(appBrandAudit, { kind: 'app-brand', schema: appBrandSchema, idOf: () => appBrandId }),
    appLogos: unaudited('its brand tells of it', {
      kind: 'app-logo',
      schema: appLogoSchema,
      idOf: () => appLogoId,
    }),
    groupMembers: unaudited('as the directory has them', {
      kind: 'app-group',
      schema: groupMembersSchema,
      idOf: groupMembersId,
      personal: true,
    }),
    shares: audited(shareAudit, { kind: 'share', schema: shareSchema, idOf: ({ id }) => id }),
    personErasures: audited(personErasureAudit, {
      kind: 'person-erasure',
      schema: personErasureSchema,
      idOf: ({ id }) => id,
    }),
    confirmedDeletions: unaudited('what follows from the erasure of a person', {
      kind: 'confirmed-deletions',
      schema: confirmedDeletionsSchema,
      idOf: confirmedDeletionsId,
    }),
    shareUses: unaudited('what the runs of importers report', {
      kind: 'share-use',
      schema: shareUseSchema,
      idOf: shareUseId,
    }),
    imports: audited(importAudit, { kind: 'import', schema: importSchema, idOf: ({ id }) => id }),
    runs: audit.auditedInsertions(deps.keep(run), { ...runAudit, idOf: run.idOf }),
    licenceAccounts: audited(licenceAudit, {
      kind: 'licence-account',
      schema: licenceAccountSchema,
      idOf: () => licenceAccountId,
    }),
    seatLists: unaudited('what follows from the targets of imports', {
      kind: 'seat-list',
      schema: seatListSchema,
      idOf: seatListId,
    }),
    billingAccounts: audited(billingAudit, {
      kind: 'billing-account',
      schema: billingAccountSchema,
      idOf: () => billingAccountId,
    }),
    statements: unaudited('what follows from the account; corrections record themselves', {
      kind: 'statement',
      schema: statementSchema,
      idOf: statementEntityId,
      // A company can bear its owner's name.
      personal: ['customer'],
    }),
    enrolmentTokens: audited(enrolmentTokenAudit, {
      kind: 'enrolment-token',
      schema: enrolmentTokenSchema,
      idOf: ({ id }) => id,
    }),
    seatRegisters: unaudited('follows from the seats', {
      kind: 'seat-register',
      schema: seatRegisterSchema,
      idOf: () => seatRegisterId,
    }),
    seats: unaudited('who takes one or gives it back records that', {
      kind: 'seat',
      schema: seatSchema,
      idOf: ({ userId }) => userId,
    }),
    storePurchases: unaudited('what a user has bought for himself, as the store tells', {
      kind: 'store-purchase',
      schema: purchaseSchema,
      idOf: purchaseEntityId,
    }),
    purchaseReferences: unaudited('what a store calls a purchase', {
      kind: 'purchase-reference',
      schema: purchaseReferenceSchema,
      idOf: ({ hash }) => hash,
      personal: true,
    }),
    erasures: unaudited('goes with all that it erases; what stays is its certificate', {
      kind: erasureKind,
      schema: erasureSchema,
      idOf: () => erasureEntityId,
    }),
    turns: unaudited('the order of work', {
      kind: 'turns',
      schema: turnsSchema,
      idOf: () => turnsEntityId,
    }),
    removedImports: unaudited('the end of a deletion that is an act itself', {
      kind: 'removed-import',
      schema: removedImportSchema,
      idOf: removedImportId,
    }),
    blocks: unaudited('parts of a run', { kind: 'block', schema: blockSchema, idOf: blockEntityId }),
  };
};
