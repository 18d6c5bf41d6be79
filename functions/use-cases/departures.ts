import { appAccessId } from '../../shared/app-directory/app-access.ts';
import { groupMembersId } from '../../shared/app-directory/group-members.ts';
import { billingAccountId } from '../../shared/billing/billing-account.ts';
import { makeCloseBilling } from '../../shared/billing/close-billing.ts';
import { statementEntityId } from '../../shared/billing/statement.ts';
import { appBrandId, appLogoId } from '../../shared/brand/app-brand.ts';
import type { Config } from '../../shared/config/config.ts';
import { makeBeginErasure } from '../../shared/departures/begin-erasure.ts';
import { makeIssueCertificate, makeReadCertificate } from '../../shared/departures/certificate.ts';
import { contactSection } from '../../shared/departures/contact-section.ts';
import { makeEraseTenant } from '../../shared/departures/erase-tenant.ts';
import { erasureEntityId } from '../../shared/departures/erasure.ts';
import { makeErasureGate } from '../../shared/departures/erasure-gate.ts';
import { entitySection } from '../../shared/departures/export-section.ts';
import { makeExportTenant } from '../../shared/departures/export-tenant.ts';
import { makeQueueErasures } from '../../shared/departures/queue-erasures.ts';
import { makeReadDeparture } from '../../shared/departures/read-departure.ts';
import { makeRequestDeparture } from '../../shared/departures/request-departure.ts';
import { makeJwsSigner } from '../../shared/departures/sign-jws.ts';
import { makeUndoDeparture } from '../../shared/departures/undo-departure.ts';
import { keyMemoryMs } from '../../shared/encryption/tenant-cipher.ts';
import { makeVaultKey, vaultKeys } from '../../shared/encryption/vault-key.ts';
import { appContractId } from '../../shared/entitlements/app-contract.ts';
import { blockEntityId, runEntityId } from '../../shared/imports/run.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { TenantContext } from '../../shared/kernel/tenant-context.ts';
import { licenceAccountId } from '../../shared/licences/licence-account.ts';
import { seatListId } from '../../shared/licences/seat-list.ts';
import { seatRegisterId } from '../../shared/seats/seat.ts';
import { shareUseId } from '../../shared/shares/share.ts';
import type { SharedContacts } from '../../shared/shares/snapshot.ts';
import { makeSourcePasswords } from '../../shared/sources/source-passwords.ts';
import { purchaseEntityId } from '../../shared/store-purchases/purchase.ts';
import type { LookAtAccess } from '../../shared/tenants/look-at-access.ts';
import type { NoteAccess } from '../../shared/tenants/note-access.ts';
import { tenantEntityId } from '../../shared/tenants/tenant.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';

/** [T6] Whether a tenant is being erased: asked by every request and message, and of the row itself by a consent. */
export const makeErasureQuestions = ({ clock }: Pick<Ports, 'clock'>, { erasures }: Stores) => {
  const erasureOf = makeErasureGate({ erasures, clock });
  return {
    erasureOf,
    isBeingErased: async (ctx: TenantContext) => (await erasureOf(ctx)) !== undefined,
    isBeingErasedNow: async (ctx: TenantContext) => (await erasures.get(ctx, erasureEntityId)) !== undefined,
  };
};

/** [T5][T6] Leaving: the wish, its undoing, the export, the erasure and its certificate. */
export const makeDepartures = (
  config: Config,
  ports: Ports,
  stores: Stores,
  made: {
    readonly noteAccess: NoteAccess;
    readonly lookAtAccess: LookAtAccess;
    readonly shared: SharedContacts;
  },
) => {
  const certificates = stores.erasureCertificates;
  const signer = makeJwsSigner(makeVaultKey(ports, vaultKeys.erasureCertificate));
  const graceDays = config.limits.erasureGraceDays;
  const all = { ...ports, ...stores, ...made, graceDays, certificates };
  return {
    requestDeparture: makeRequestDeparture(all),
    undoDeparture: makeUndoDeparture(all),
    readDeparture: makeReadDeparture(all),
    exportTenant: makeExportTenant({ ...all, sections: exportSections(stores) }),
    queueErasures: makeQueueErasures(all),
    eraseTenant: makeEraseTenant({
      ...all,
      beginErasure: makeBeginErasure({ ...all, closeBilling: makeCloseBilling({ ...ports, ...stores }) }),
      rows: stores.tenantRows,
      passwords: makeSourcePasswords(ports.secrets),
      issueCertificate: makeIssueCertificate({ ...all, sign: signer.sign, issuer: config.publicUrl }),
      keyMemoryMs,
    }),
    readCertificate: makeReadCertificate(all),
    certificateKey: signer.publicKey,
  };
};

/**
 * Every kind of entity but the erasure, which is not there while anything can be taken out; beside them the contacts.
 * Not in it are secrets (keys, stored answers) and copies of what is in it (snapshots, manifests, index).
 */
export const exportSections = (stores: Stores) => [
  entitySection('tenant', stores.tenants, () => tenantEntityId),
  entitySection('source', stores.sources, ({ id }) => id),
  entitySection(
    'share',
    stores.shares,
    ({ id }) => id,
    ({ capabilityHash: _secret, ...share }) => share,
  ),
  // As the API shows them: ids of another company's things are its own.
  entitySection(
    'share-use',
    stores.shareUses,
    shareUseId,
    ({ importId: _theirs, ...use }) => use,
    (use) => derivedId(shareUseId(use)),
  ),
  entitySection(
    'import',
    stores.imports,
    ({ id }) => id,
    ({ grant: { providerTenantId }, ...imported }) => ({ ...imported, providerTenantId }),
  ),
  entitySection('run', stores.runs, ({ importId, id }) => runEntityId(importId, id)),
  entitySection('block', stores.blocks, blockEntityId),
  entitySection('app-contract', stores.appContracts, () => appContractId),
  entitySection('app-brand', stores.appBrands, () => appBrandId),
  entitySection('app-logo', stores.appLogos, () => appLogoId),
  entitySection('app-access', stores.appAccess, () => appAccessId),
  entitySection('app-group', stores.groupMembers, groupMembersId),
  entitySection('licence-account', stores.licenceAccounts, () => licenceAccountId),
  entitySection('seat-list', stores.seatLists, seatListId),
  entitySection('seat-register', stores.seatRegisters, () => seatRegisterId),
  entitySection(
    'seat',
    stores.seats,
    ({ userId }) => userId,
    ({ devices, ...seat }) => ({
      ...seat,
      devices: devices.map(({ hash: _h, keyNumber: _k, ...shown }) => shown),
    }),
  ),
  entitySection(
    'enrolment-token',
    stores.enrolmentTokens,
    ({ id }) => id,
    ({ hash: _secret, keyNumber: _key, ...token }) => token,
  ),
  entitySection('billing-account', stores.billingAccounts, () => billingAccountId),
  entitySection('statement', stores.statements, statementEntityId),
  entitySection('store-purchase', stores.storePurchases, purchaseEntityId),
  entitySection('notification', stores.notifications, ({ id }) => id),
  entitySection(
    'person-erasure',
    stores.personErasures,
    ({ id }) => id,
    ({ marks: _hashes, keyNumber: _key, unnamed: _rows, ...erasure }) => erasure,
  ),
  entitySection('act', stores.acts, ({ id }) => id),
  contactSection({ sources: stores.sources, contacts: stores.sourceContacts }),
];

export type ErasureQuestions = ReturnType<typeof makeErasureQuestions>;
