import { adminConsentUrl } from '../shared/adapters/entra/consent-url.ts';
import { makeListActs } from '../shared/audit/list-acts.ts';
import { makeListCustomerActs } from '../shared/audit/list-customer-acts.ts';
import type { Config, Region } from '../shared/config/config.ts';
import { openDueImports } from '../shared/departures/open-due-imports.ts';
import { makeVaultKey, vaultKeys } from '../shared/encryption/vault-key.ts';
import { makeAnnounceRun } from '../shared/imports/announce-run.ts';
import { makeConfirmDeletions, makeRequestPreview } from '../shared/imports/ask-for-run.ts';
import { makeChangeImport, makeDeleteImport, makeRunNow } from '../shared/imports/change-import.ts';
import { makeCreateImport } from '../shared/imports/create-import.ts';
import { makeDispatchRuns } from '../shared/imports/dispatch-runs.ts';
import { makeEndRun } from '../shared/imports/end-run.ts';
import { makeFinishBlock } from '../shared/imports/finish-block.ts';
import { makePauseImport, makeResumeImport } from '../shared/imports/pause-import.ts';
import { makeReadHolds, makeReadHoldsOfMany } from '../shared/imports/read-holds.ts';
import { makeListMailboxResults, makeReadRun } from '../shared/imports/read-run.ts';
import { makeStartRun } from '../shared/imports/start-run.ts';
import { makeSweepRuns } from '../shared/imports/sweep-runs.ts';
import { makeSyncMailboxes } from '../shared/imports/sync-mailboxes.ts';
import { makeWakeImports } from '../shared/imports/wake-imports.ts';
import { silentTelemetry } from '../shared/kernel/telemetry.ts';
import { makeChangeSeating } from '../shared/licences/change-seating.ts';
import { makeClaimForRun } from '../shared/licences/claim-for-run.ts';
import { makeClaimForChange, makeClaimForNewImport } from '../shared/licences/claim-seats.ts';
import { makeLicenceHold, makeRunsPerDay } from '../shared/licences/licence-hold.ts';
import { makeReadLicences } from '../shared/licences/licence-overview.ts';
import { makeNoteShortage } from '../shared/licences/note-shortage.ts';
import { makeReleaseSeats } from '../shared/licences/release-seats.ts';
import { makeSetLicences } from '../shared/licences/set-licences.ts';
import { makeTellOfShortage } from '../shared/licences/tell-of-shortage.ts';
import { makeLinks } from '../shared/notifications/links.ts';
import { makeSendNotification } from '../shared/notifications/send-notification.ts';
import { makeHashCapability } from '../shared/shares/capability.ts';
import { makeChangeShare, makeDeleteShare, makeRevokeShare } from '../shared/shares/change-share.ts';
import { makeCreateShare } from '../shared/shares/create-share.ts';
import { makePreviewShare } from '../shared/shares/preview-share.ts';
import { makeRotateShare } from '../shared/shares/rotate-share.ts';
import { makeSharedContacts } from '../shared/shares/shared-contacts.ts';
import { makeSharesOf } from '../shared/shares/shares-of.ts';
import { makeChangeSource } from '../shared/sources/change-source.ts';
import { makeCreateSource } from '../shared/sources/create-source.ts';
import { makeDeleteSource } from '../shared/sources/delete-source.ts';
import { makeEnsureFresh } from '../shared/sources/ensure-fresh.ts';
import { makeHandleRefresh } from '../shared/sources/handle-refresh.ts';
import { makeRefreshSource } from '../shared/sources/refresh-source.ts';
import { makeRequestRefresh } from '../shared/sources/request-refresh.ts';
import { makeTestSource } from '../shared/sources/test-source.ts';
import { makeAsCustomer } from '../shared/tenants/as-customer.ts';
import { makeChangeTenant } from '../shared/tenants/change-tenant.ts';
import { makeCreateConsentLink } from '../shared/tenants/consent-link.ts';
import { makeConsentTickets } from '../shared/tenants/consent-ticket.ts';
import { makeFinishConsent } from '../shared/tenants/finish-consent.ts';
import { makeLookAtAccess, makeNoteAccessRegained } from '../shared/tenants/look-at-access.ts';
import { makeNoteAccess } from '../shared/tenants/note-access.ts';
import { makeReadTenant } from '../shared/tenants/read-tenant.ts';
import { makeSetUpTenant } from '../shared/tenants/set-up-tenant.ts';
import { makeStartConsent } from '../shared/tenants/start-consent.ts';
import { makeTenantGate } from '../shared/tenants/tenant-gate.ts';
import { makeDeadLetterWork } from './dead-letters.ts';
import { makeDepartures, makeErasureQuestions } from './departures.ts';
import type { Ports } from './ports.ts';
import type { Stores } from './stores.ts';

/** Everything the product can do, made of stores and ports. */
export const makeUseCases = (config: Config, ports: Ports, stores: Stores) => {
  const { clock, random, sleep, log, secrets, directory, organisations, mailboxes } = ports;
  const { telemetry = silentTelemetry } = ports;
  const { commit, tenants, notifications, sources, shares, imports, runs, turns, blocks, manifests } = stores;
  const vaultKey = (name: string) => makeVaultKey({ secrets, random }, name);

  const erasing = makeErasureQuestions(ports, stores);
  const tenancy = makeTenancy();
  const sourceWork = makeSourceWork();
  const licences = makeLicences();
  const { licenceHold, runsPerDay, claimForNewImport, claimForChange, claimForRun, releaseSeats } = licences;
  const hash = makeHashCapability(vaultKey(vaultKeys.shareCapability));
  const shared = makeSharedContacts({
    shares,
    lookup: stores.shareLookup,
    hash,
    uses: stores.shareUses,
    snapshots: stores.snapshots,
    tenants,
    sources,
    contacts: stores.sourceContacts,
    directory,
    ensureFresh: sourceWork.ensureFresh,
    commit,
    clock,
  });

  return {
    ...tenancy,
    ...sourceWork,
    ...makeShareWork(),
    ...makeImportWork(),
    ...makeDeadLetterWork(ports, stores, erasing.isBeingErasedNow),
    ...licences,
    ...makeTrail(),
    ...makeDepartures(config, ports, stores, { ...tenancy, shared }),
    erasureOf: erasing.erasureOf,
    isBeingErased: erasing.isBeingErased,
    relayOutbox: stores.relayOutbox,
    forgetAnswers: stores.forgetAnswers,
    sendNotification: makeSendNotification({
      notifications,
      mailer: ports.mailer,
      commit,
      clock,
      log,
      links: makeLinks(config.publicUrl),
    }),
  };

  function makeTenancy() {
    const { dueErasures } = stores;
    const graceDays = config.limits.erasureGraceDays;
    const known = { tenants, notifications, dueErasures, graceDays, commit, clock, random };
    const noteAccess = makeNoteAccess(known);
    const lookAtAccess = makeLookAtAccess({ tenants, organisations, noteAccess });
    const regions = Object.keys(config.tables) as readonly Region[];
    const tickets = makeConsentTickets({ key: vaultKey(vaultKeys.consentTicket), clock });
    const createConsentLink = makeCreateConsentLink({
      tickets,
      tenants,
      clock,
      tenantRegions: stores.tenantRegions,
      region: config.region,
      regions,
      publicUrl: config.publicUrl,
    });
    const gate = { tenants, lookAtAccess, createConsentLink };
    const states = stores.consentStates;
    const { consentUrl, clientId } = config.entra;
    const redirectUri = `${config.publicUrl}/onboarding/callback`;
    return {
      noteAccess,
      log,
      lookAtAccess,
      createConsentLink,
      requireTenant: makeTenantGate(gate),
      readTenant: makeReadTenant(gate),
      changeTenant: makeChangeTenant({ tenants, commit }),
      startConsent: makeStartConsent({
        tickets,
        states,
        clock,
        random,
        regions,
        entraConsentUrl: (tenantId, state) =>
          adminConsentUrl({ consentUrl, clientId, redirectUri }, tenantId, state),
      }),
      finishConsent: makeFinishConsent({
        states,
        organisations,
        setUpTenant: makeSetUpTenant({
          ...known,
          tenantRegions: stores.tenantRegions,
          isBeingErased: erasing.isBeingErasedNow,
        }),
        sleep,
        clock,
        log,
      }),
    };
  }

  function makeLicences() {
    const { licenceAccounts: accounts, seatLists, licenceBookings: bookings } = stores;
    const changeSeating = makeChangeSeating({ accounts, seatLists, clock, sleep, random });
    const tellOfShortage = makeTellOfShortage({ tenants, notifications, clock, random });
    const deps = { accounts, bookings, tenants, changeSeating, tellOfShortage, commit, clock, random };
    return {
      readLicences: makeReadLicences(deps),
      setLicences: makeSetLicences(deps),
      claimForNewImport: makeClaimForNewImport(deps),
      claimForChange: makeClaimForChange(deps),
      claimForRun: makeClaimForRun(deps),
      releaseSeats: makeReleaseSeats(deps),
      licenceHold: makeLicenceHold(deps),
      runsPerDay: makeRunsPerDay(deps),
      noteShortage: makeNoteShortage(deps),
      asCustomer: makeAsCustomer({ tenants }),
    };
  }

  function makeTrail() {
    const listActs = makeListActs({ acts: stores.acts });
    const { recordAct } = stores;
    return { listActs, listCustomerActs: makeListCustomerActs({ tenants, listActs, recordAct, commit }) };
  }

  function makeShareWork() {
    const deps = { shares, sources, lookup: stores.shareLookup, hash, commit, clock, random };
    const change = { ...deps, uses: stores.shareUses, snapshots: stores.snapshots };
    const contacts = stores.sourceContacts;
    return {
      createShare: makeCreateShare(deps),
      changeShare: makeChangeShare(change),
      revokeShare: makeRevokeShare(change),
      deleteShare: makeDeleteShare(change),
      rotateShare: makeRotateShare(deps),
      previewShare: makePreviewShare({ shares, sources, contacts, directory }),
    };
  }

  function makeImportWork() {
    const dueImports = openDueImports(stores.dueImports, erasing.erasureOf);
    const announce = makeAnnounceRun({ tenants, notifications, clock, random });
    const endRun = makeEndRun({
      imports,
      runs,
      turns,
      removedImports: stores.removedImports,
      sweepRuns: makeSweepRuns({ ...stores, clock }),
      dueImports,
      shared,
      commit,
      announce,
      releaseSeats,
      clock,
      random,
      log,
      telemetry,
    });
    const finishBlock = makeFinishBlock({ runs, blocks, commit, endRun, clock, sleep, log });
    const readHolds = makeReadHolds({ tenants, licenceHold });
    const change = {
      imports,
      runs,
      turns,
      dueImports,
      tenants,
      readHolds,
      runsPerDay,
      directory,
      claimForChange,
      commit,
      clock,
      random,
    };
    const { lookAtAccess } = tenancy;
    return {
      readHolds,
      readHoldsOfMany: makeReadHoldsOfMany({ tenants, licenceHold }),
      pauseImport: makePauseImport(change),
      resumeImport: makeResumeImport(change),
      wakeImports: makeWakeImports(change),
      createImport: makeCreateImport({
        ...change,
        shared,
        claimForNewImport,
        requireTenant: tenancy.requireTenant,
      }),
      changeImport: makeChangeImport(change),
      deleteImport: makeDeleteImport(change),
      runNow: makeRunNow(change),
      requestPreview: makeRequestPreview(change),
      confirmDeletions: makeConfirmDeletions(change),
      readRun: makeReadRun({ runs, blocks }),
      listMailboxResults: makeListMailboxResults({ runs, blocks }),
      dispatchRuns: makeDispatchRuns({
        ...change,
        noteShortage: licences.noteShortage,
        endRun,
        lookAtAccess,
        log,
        telemetry,
      }),
      startRun: makeStartRun({
        imports,
        runs,
        turns,
        blocks,
        manifests,
        tenants,
        directory,
        shared,
        commit,
        endRun,
        readHolds,
        claimForRun,
        clock,
        random,
        log,
        blockSize: config.limits.syncBlockSize,
        noteAccess: tenancy.noteAccess,
      }),
      syncMailboxes: makeSyncMailboxes({
        imports,
        runs,
        blocks,
        manifests,
        mailboxes,
        shared,
        commit,
        readHolds,
        finishBlock,
        clock,
        random,
        sleep,
        log,
        concurrency: config.limits.syncConcurrency,
        lookAtAccess,
      }),
    };
  }

  function makeSourceWork() {
    const { noteAccess, createConsentLink, lookAtAccess, requireTenant } = tenancy;
    const contacts = stores.sourceContacts;
    const noteAccessRegained = makeNoteAccessRegained({ tenants, lookAtAccess });
    const refresh = makeRefreshSource({
      sources,
      contacts,
      directory,
      tenants,
      commit,
      clock,
      noteAccess,
      log,
      noteAccessRegained,
    });
    const use = { sharesOf: makeSharesOf({ shares }) };
    return {
      createSource: makeCreateSource({ sources, gate: requireTenant, commit, clock, random }),
      changeSource: makeChangeSource({ sources, commit }),
      deleteSource: makeDeleteSource({ sources, use, commit }),
      testSource: makeTestSource({ sources, directory, noteAccess, noteAccessRegained, createConsentLink }),
      requestRefresh: makeRequestRefresh({ sources, recordAct: stores.recordAct, commit, clock }),
      handleRefresh: makeHandleRefresh({ refresh, contacts, commit }),
      ensureFresh: makeEnsureFresh({
        sources,
        refresh,
        clock,
        sleep,
        maxAgeMs: config.limits.sourceFreshnessMs,
      }),
    };
  }
};

export type UseCases = ReturnType<typeof makeUseCases>;
