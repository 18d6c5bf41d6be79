import type { Config } from '../../shared/config/config.ts';
import { openDueImports } from '../../shared/departures/open-due-imports.ts';
import { makeAnnounceRun } from '../../shared/imports/announce-run.ts';
import { makeConfirmDeletions, makeRequestPreview } from '../../shared/imports/ask-for-run.ts';
import { makeChangeImport, makeDeleteImport, makeRunNow } from '../../shared/imports/change-import.ts';
import { makeCreateImport } from '../../shared/imports/create-import.ts';
import { makeDispatchRuns } from '../../shared/imports/dispatch-runs.ts';
import { makeEndRun } from '../../shared/imports/end-run.ts';
import { makeFinishBlock } from '../../shared/imports/finish-block.ts';
import { makePauseImport, makeResumeImport } from '../../shared/imports/pause-import.ts';
import { makeReadHolds, makeReadHoldsOfMany } from '../../shared/imports/read-holds.ts';
import { makeListMailboxResults, makeReadRun } from '../../shared/imports/read-run.ts';
import { makeStartRun } from '../../shared/imports/start-run.ts';
import { makeSweepRuns } from '../../shared/imports/sweep-runs.ts';
import { makeSyncMailboxes } from '../../shared/imports/sync-mailboxes.ts';
import { makeWakeImports } from '../../shared/imports/wake-imports.ts';
import { silentTelemetry } from '../../shared/kernel/telemetry.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { ErasureQuestions } from './departures.ts';
import type { LicenceWork } from './licences.ts';
import type { ShareWork } from './shares.ts';
import type { Tenancy } from './tenancy.ts';

/** [I1]–[I9] Imports, their runs, and what holds them. */
export const makeImportWork = (
  config: Config,
  ports: Ports,
  stores: Stores,
  {
    tenancy,
    licences,
    shared,
    erasureOf,
  }: {
    readonly tenancy: Tenancy;
    readonly licences: LicenceWork;
    readonly shared: ShareWork['shared'];
    readonly erasureOf: ErasureQuestions['erasureOf'];
  },
) => {
  const { clock, random, sleep, log, directory, mailboxes, owners, telemetry = silentTelemetry } = ports;
  const { commit, tenants, notifications, imports, runs, turns, blocks, manifests } = stores;
  const { lookAtAccess, noteAccess, requireTenant } = tenancy;
  const {
    licenceHold,
    runsPerDay,
    claimForNewImport,
    claimForChange,
    claimForRun,
    releaseSeats,
    noteShortage,
  } = licences;
  const dueImports = openDueImports(stores.dueImports, erasureOf);
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
    requireTenant,
    claimForChange,
    commit,
    clock,
    random,
  };
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
      noteShortage,
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
      noteAccess,
    }),
    syncMailboxes: makeSyncMailboxes({
      imports,
      runs,
      blocks,
      manifests,
      mailboxes,
      owners,
      tenants,
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
};
