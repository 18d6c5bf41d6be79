import type { BillingAccount } from '../billing/billing-account.ts';
import type { AppBrand } from '../brand/app-brand.ts';
import type { AppContract } from '../entitlements/app-contract.ts';
import type { Import } from '../imports/import.ts';
import type { Run } from '../imports/run.ts';
import type { LicenceAccount } from '../licences/licence-account.ts';
import type { PersonErasure } from '../people/person-erasure.ts';
import type { EnrolmentToken } from '../seats/enrolment-token.ts';
import type { Share } from '../shares/share.ts';
import type { Source } from '../sources/source.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Audited, AuditedInsertions } from './audited-store.ts';

/**
 * [T7] What the trail tells of each kind of entity, field by field. Names of sources, shares and imports and of companies
 * are administrative; people, their addresses, free text and secrets are not shown.
 */

export const tenantAudit: Audited<Tenant> = {
  subject: 'tenant',
  fields: {
    tenantId: 'technical',
    displayName: 'shown',
    defaultDomain: 'shown',
    countryCode: 'shown',
    language: 'shown',
    timeZone: 'shown',
    region: 'shown',
    state: 'shown',
    permissions: 'shown',
    consentedAt: 'shown',
    blockedBy: 'shown',
    erasedAfter: 'shown',
    // Who asked for it is the actor of the act.
    departure: { requestedBy: 'technical', requestedAt: 'shown' },
    notificationAddress: 'withheld',
  },
};

export const sourceAudit: Audited<Source> = {
  subject: 'source',
  fields: {
    id: 'technical',
    kind: 'shown',
    displayName: 'shown',
    filter: 'shown',
    includeDisabled: 'shown',
    includeHidden: 'shown',
    includePhotos: 'shown',
    appAudience: { who: 'shown', groups: 'shown' },
    settings: {
      // Active Directory; who signs in there is a person or as good as one.
      server: 'shown',
      port: 'shown',
      security: 'shown',
      domain: 'shown',
      userDomain: 'shown',
      userName: 'withheld',
      baseDn: 'withheld',
      controller: 'shown',
      trustedCertificates: 'withheld',
      // Dynamics 365; criteria may name people.
      instance: 'shown',
      region: 'shown',
      filter: 'withheld',
      // Office 365, shared mailbox.
      userId: 'withheld',
      mailbox: 'withheld',
      folder: 'shown',
    },
    // That another password was set shows by this alone.
    passwordVersion: 'shown',
    passwordBegun: 'technical',
    signedInAt: 'shown',
    state: 'technical',
    createdAt: 'technical',
    leaseUntil: 'technical',
    lastRefresh: 'technical',
    lastEdit: 'technical',
    lastError: 'technical',
  },
};

export const shareAudit: Audited<Share> = {
  subject: 'share',
  fields: {
    id: 'technical',
    displayName: 'shown',
    sources: [{ sourceId: 'shown' }],
    selection: {
      everyone: 'shown',
      users: 'counted',
      groups: 'counted',
      exclude: 'counted',
      filters: {
        onlyWithNumber: 'shown',
        includeDisabled: 'shown',
        includeHidden: 'shown',
        departments: 'shown',
      },
    },
    fields: {
      company: 'shown',
      department: 'shown',
      jobTitle: 'shown',
      officeLocation: 'shown',
      businessPhones: 'shown',
      mobilePhone: 'shown',
      homePhones: 'shown',
      emails: 'shown',
      businessAddress: 'shown',
      manager: 'shown',
      photo: 'shown',
    },
    note: 'withheld',
    nameStyle: { order: 'shown', company: 'shown', fileAs: 'shown' },
    category: 'shown',
    categoryColour: 'shown',
    state: 'shown',
    allowedTenants: 'shown',
    expiresAt: 'shown',
    capabilityHash: 'technical',
    // A rotation and what it ends show by these two alone.
    generation: 'shown',
    oldestGeneration: 'shown',
    createdAt: 'technical',
    changedAt: 'technical',
  },
};

export const importAudit: Audited<Import> = {
  subject: 'import',
  fields: {
    id: 'technical',
    displayName: 'shown',
    grant: { providerTenantId: 'shown', shareId: 'technical', generation: 'technical' },
    // Of the provider, and taken over by runs.
    shareName: 'technical',
    providerName: 'technical',
    targets: { users: 'counted', groups: 'counted' },
    folder: { kind: 'shown', displayName: 'shown' },
    category: 'shown',
    categoryColour: 'shown',
    nameStyle: { order: 'shown', company: 'shown', fileAs: 'shown' },
    adopt: 'shown',
    runsAt: 'shown',
    deletionLimit: { percent: 'shown', contacts: 'shown' },
    // What a run held back: its confirmation is a run that somebody asked for.
    gate: 'technical',
    targetsCutAt: 'technical',
    state: 'shown',
    nextRunAt: 'technical',
    pausedAt: 'shown',
    missedAt: 'technical',
    announced: 'technical',
    activeRun: 'technical',
    pendingRun: 'technical',
    createdAt: 'technical',
    changedAt: 'technical',
  },
};

export const appContractAudit: Audited<AppContract> = {
  subject: 'app-contract',
  fields: { from: 'shown', until: 'shown', users: { who: 'shown', groups: 'shown' } },
};

export const appBrandAudit: Audited<AppBrand> = {
  subject: 'app-brand',
  fields: {
    name: 'shown',
    colours: { primary: 'shown', onPrimary: 'shown', secondary: 'shown', onSecondary: 'shown' },
    // Another picture shows by its hash.
    logo: { mediaType: 'shown', width: 'shown', height: 'shown', hash: 'shown' },
  },
};

/** Seats that users take with it are no administrative acts. */
export const enrolmentTokenAudit: Audited<EnrolmentToken> = {
  subject: 'enrolment-token',
  fields: {
    id: 'technical',
    hash: 'technical',
    keyNumber: 'technical',
    createdAt: 'technical',
    expiresAt: 'shown',
    uses: 'shown',
    used: 'technical',
    deviceLimit: 'shown',
    revokedAt: 'shown',
  },
};

/** That people were erased, or may come in again; not who. */
export const personErasureAudit: Audited<PersonErasure> = {
  subject: 'person-erasure',
  fields: {
    id: 'technical',
    state: 'technical',
    people: 'shown',
    requestedAt: 'technical',
    removedAt: 'technical',
    finishedAt: 'technical',
    keyNumber: 'technical',
    marks: 'technical',
    pass: 'technical',
    stage: 'technical',
    after: 'technical',
    notBefore: 'technical',
    step: 'technical',
    unnamed: 'technical',
    counts: 'technical',
  },
};

/** What is subscribed to; when it is charged follows from it. */
export const billingAudit: Audited<BillingAccount> = {
  subject: 'billing',
  fields: {
    subscriptions: [
      {
        id: 'technical',
        plan: 'shown',
        priceVersion: 'technical',
        quantity: 'shown',
        state: 'shown',
        concludedOn: 'technical',
        from: 'technical',
        until: 'shown',
        anchor: 'technical',
        term: 'technical',
        next: { plan: 'shown', quantity: 'shown' },
        cancelledOn: 'shown',
        told: 'technical',
      },
    ],
    charges: 'technical',
    trialsHad: 'technical',
    mailboxTrial: 'technical',
    openFrom: 'technical',
    settledOn: 'technical',
    statements: 'technical',
    dueAt: 'technical',
  },
};

/** What is booked. Seats follow from targets and groups. */
export const licenceAudit: Audited<LicenceAccount> = {
  subject: 'licences',
  fields: {
    held: 'shown',
    plan: 'shown',
    booked: 'technical',
    trial: { startedAt: 'shown', endsAt: 'shown' },
    imports: 'technical',
    needed: 'technical',
    seated: 'technical',
    fitting: 'technical',
    told: 'technical',
  },
};

/** Runs are the system's, save for those that somebody asked for by themselves. */
export const runAudit: AuditedInsertions<Run> = {
  subject: 'run',
  isAct: ({ trigger }) => !['created', 'changed', 'schedule', 'deleted', 'resumed'].includes(trigger),
  fields: { importId: 'shown', trigger: 'shown' },
};
