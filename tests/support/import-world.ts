import { makeChangeBilling } from '../../shared/billing/change-billing.ts';
import { makeConfirmDeletions, makeRequestPreview } from '../../shared/imports/ask-for-run.ts';
import { colourPermission } from '../../shared/imports/category-colour.ts';
import { makeChangeImport, makeDeleteImport, makeRunNow } from '../../shared/imports/change-import.ts';
import { makeCreateImport, type RequireTenant } from '../../shared/imports/create-import.ts';
import { makeDispatchRuns } from '../../shared/imports/dispatch-runs.ts';
import { makeEndRun } from '../../shared/imports/end-run.ts';
import { makeFinishBlock } from '../../shared/imports/finish-block.ts';
import type { LicenceHold } from '../../shared/imports/holds.ts';
import type { Import } from '../../shared/imports/import.ts';
import { makePauseImport, makeResumeImport } from '../../shared/imports/pause-import.ts';
import { makeReadHolds } from '../../shared/imports/read-holds.ts';
import { makeListMailboxResults, makeReadRun, newestRun } from '../../shared/imports/read-run.ts';
import type { Run } from '../../shared/imports/run.ts';
import { makeStartRun } from '../../shared/imports/start-run.ts';
import { makeSweepRuns } from '../../shared/imports/sweep-runs.ts';
import { makeSyncMailboxes } from '../../shared/imports/sync-mailboxes.ts';
import { turnsEntityId } from '../../shared/imports/turns.ts';
import { makeWakeImports } from '../../shared/imports/wake-imports.ts';
import {
  asId,
  type ImportId,
  type MailboxId,
  type RunId,
  systemRandom,
  tenantId,
} from '../../shared/kernel/ids.ts';
import type { Envelope } from '../../shared/kernel/message-bus.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import { systemContext, type TenantContext } from '../../shared/kernel/tenant-context.ts';
import { makeChangeSeating } from '../../shared/licences/change-seating.ts';
import { makeClaimForRun } from '../../shared/licences/claim-for-run.ts';
import { makeClaimForChange, makeClaimForNewImport } from '../../shared/licences/claim-seats.ts';
import { makeLicenceHold } from '../../shared/licences/licence-hold.ts';
import { makeReadLicences } from '../../shared/licences/licence-overview.ts';
import { makeNoteShortage } from '../../shared/licences/note-shortage.ts';
import { makeReleaseSeats } from '../../shared/licences/release-seats.ts';
import { makeSetLicences } from '../../shared/licences/set-licences.ts';
import { makeTellOfShortage } from '../../shared/licences/tell-of-shortage.ts';
import { type Tenant, tenantEntityId } from '../../shared/tenants/tenant.ts';
import { makeCrashPoints } from './crash-points.ts';
import { makeDeliveries } from './deliveries.ts';
import { keepImportRows } from './import-rows.ts';
import { makeImportWitness } from './import-witness.ts';
import { keepLicences } from './licence-bench.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryDueImports } from './memory-due-imports.ts';
import { makeMemoryDueTenants } from './memory-due-tenants.ts';
import { makeMemoryGroups } from './memory-groups.ts';
import { makeMemoryMailboxes } from './memory-mailboxes.ts';
import { makeMemoryManifests } from './memory-manifests.ts';
import { makeMemoryOwners } from './memory-owners.ts';
import { makeMemoryStores } from './memory-stores.ts';
import { rejecting } from './rejecting.ts';
import { deviations, shareOf, targetOf } from './share-model.ts';
import { makeSharedModel } from './shared-model.ts';
import { tenantOf } from './tenant-fixtures.ts';

/** Users by number, as Entra names them. */
export const userId = (n: number): MailboxId =>
  asId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
export const userIds = (count: number): readonly MailboxId[] =>
  Array.from({ length: count }, (_, n) => userId(n));

/**
 * Imports as the application wires them, over memory: stores, queues that deliver again what threw, a share that the test
 * decides. Every port call can be the last one of a worker.
 */
export const makeImportWorld = (
  options: {
    readonly blockSize?: number;
    readonly timeZone?: string;
    readonly clock?: ReturnType<typeof makeTestClock>;
    /** Around each port that use cases call. */
    readonly around?: <Port extends object>(port: Port) => Port;
  } = {},
) => {
  const ctx = systemContext(tenantId('33333333-3333-4333-8333-333333333333'), 'test');
  const clock = options.clock ?? makeTestClock();
  const graph = makeMemoryMailboxes();
  const manifests = makeMemoryManifests();
  const points = makeCrashPoints();
  const broken = new Set<string>();
  const stores = makeMemoryStores();
  const changes = ['inserted', 'replaced', 'deleted'] as const;
  const { around = (port) => port } = options;
  const mortal = <Port extends object>(port: Port, except: readonly (keyof Port)[] = []): Port =>
    rejecting(points.wrap(around(port), except));
  const rows = keepImportRows(stores.store, broken);
  const { imports, runs, blocks, turns, removedImports, tenants } = rows;
  const licences = keepLicences(stores.store);
  const provider = makeSharedModel(clock);
  const { groups, state: directoryState, directory } = makeMemoryGroups();
  const { dueImports, entries: due } = makeMemoryDueImports();
  const { owners, addresses, asked: ownersAsked } = makeMemoryOwners();
  const witness = makeImportWitness();
  const { announce, noteAccess, accessFindings } = witness;
  const control = {
    /** What the company does not grant. */
    refusesPermissions: [] as readonly string[],
    licences: undefined as Awaited<ReturnType<LicenceHold>>,
    runsPerDay: 24,
    /** What Entra says of the tenant when it is asked. */
    onLook: async (): Promise<void> => {},
  };

  const billing = {
    billingAccounts: mortal(licences.billingAccounts, changes),
    statements: licences.statements,
    licenceAccounts: mortal(licences.accounts, changes),
    dueBilling: makeMemoryDueTenants(),
  };

  /** As the composition root does; anew for each delivery, because a worker that died leaves nothing in memory. */
  const wire = () => {
    const licensed = {
      accounts: mortal(licences.accounts, changes),
      seatLists: mortal(licences.seatLists, changes),
      tenants: mortal(tenants, changes),
      notifications: licences.notifications,
      dueBilling: billing.dueBilling,
      commit: mortal(stores.commit),
      clock,
      sleep: clock.sleep,
      random: systemRandom,
    };
    const changeSeating = makeChangeSeating(licensed);
    const claims = { ...licensed, changeSeating, tellOfShortage: makeTellOfShortage(licensed) };
    const licenceHold = makeLicenceHold(licensed);
    const readHolds = makeReadHolds({
      tenants: mortal(tenants, changes),
      licenceHold: async (by, id) => control.licences ?? (await licenceHold(by, id)),
    });
    const requireTenant: RequireTenant = async (by, needed) => {
      const missing = needed.filter((each) => control.refusesPermissions.includes(each));
      return missing.length === 0
        ? ok(importer(by))
        : err({ type: 'consent-required', missingPermissions: missing, consentUrl: 'https://x.example/' });
    };
    const ports = {
      readHolds,
      requireTenant,
      runsPerDay: async () => control.runsPerDay,
      claimForNewImport: makeClaimForNewImport(claims),
      claimForChange: makeClaimForChange(claims),
      claimForRun: makeClaimForRun(claims),
      releaseSeats: makeReleaseSeats(claims),
      noteShortage: makeNoteShortage(claims),
      imports: mortal(imports, changes),
      runs: mortal(runs, changes),
      blocks: mortal(blocks, changes),
      turns: mortal(turns, changes),
      removedImports: mortal(removedImports, changes),
      tenants: mortal(tenants, changes),
      manifests: mortal(manifests.store),
      mailboxes: mortal(graph.port),
      owners: mortal(owners),
      shared: mortal(provider.shared),
      directory: mortal(directory),
      dueImports: mortal(dueImports),
      commit: mortal(stores.commit),
      clock,
      sleep: clock.sleep,
      random: systemRandom,
      log: () => {},
    };
    const lookAtAccess = async () => {
      accessFindings.push('looked');
      await control.onLook();
    };
    const endRun = makeEndRun({ ...ports, announce, sweepRuns: makeSweepRuns(ports) });
    const finishBlock = makeFinishBlock({ ...ports, endRun });
    return {
      pause: makePauseImport(ports),
      resume: makeResumeImport(ports),
      wake: makeWakeImports(ports),
      create: makeCreateImport(ports),
      readLicences: makeReadLicences({ ...licensed, ...billing }),
      changeBilling: makeChangeBilling({ ...licensed, ...billing, changeSeating }),
      setLicences: makeSetLicences({ ...claims, billing: { ...licensed, ...billing } }),
      change: makeChangeImport(ports),
      delete: makeDeleteImport(ports),
      runNow: makeRunNow(ports),
      preview: makeRequestPreview(ports),
      confirm: makeConfirmDeletions(ports),
      readRun: makeReadRun(ports),
      listMailboxResults: makeListMailboxResults(ports),
      dispatch: makeDispatchRuns({ ...ports, endRun, lookAtAccess }),
      startRun: makeStartRun({ ...ports, endRun, blockSize: options.blockSize ?? 10, noteAccess }),
      sync: makeSyncMailboxes({ ...ports, finishBlock, concurrency: 4, lookAtAccess }),
    };
  };

  const importer = (by: TenantContext): Tenant =>
    tenantOf(by, {
      displayName: 'Schmidt GmbH',
      defaultDomain: 'schmidt.example',
      timeZone: options.timeZone ?? 'Europe/Berlin',
      permissions: [colourPermission].filter((each) => !control.refusesPermissions.includes(each)),
    });

  const handle = async ({ queue, body }: Envelope): Promise<void> => {
    const use = wire();
    const by = systemContext(tenantId(String(body['tenantId'])), 'test');
    if (queue === 'import-wakeups') {
      const one = body['importId'];
      return use.wake(by, one === undefined ? {} : { importId: asId<ImportId>(String(one)) });
    }
    const importId = asId<ImportId>(String(body['importId']));
    const runId = asId<RunId>(String(body['runId']));
    if (queue === 'import-runs')
      return use.startRun(by, { importId, runId, attempt: Number(body['attempt']) });
    if (queue !== 'mailbox-blocks') throw new Error(`nobody reads ${queue}`);
    return use.sync(by, { importId, runId, layout: String(body['layout']), number: Number(body['number']) });
  };

  const queues = makeDeliveries({ sent: stores.sent, clock, handle, revive: points.revive });

  const only = async (): Promise<Import> => {
    for await (const { value } of imports.all(ctx)) return value;
    throw new Error('there is no import');
  };

  const createFor = async (by: TenantContext, users: readonly string[], fields: Partial<Import> = {}) => {
    const made = await wire().create(by, {
      shareId: 'capability',
      targets: fields.targets ?? { users: [...users], groups: [] },
      folder: fields.folder,
      category: fields.category,
      categoryColour: fields.categoryColour,
      nameStyle: fields.nameStyle,
      adopt: fields.adopt,
      runsAt: fields.runsAt ?? ['02:30'],
    });
    if (!made.ok) throw new Error(made.error.type);
    return made.value.value;
  };

  /** The importing company as Entra, or its own wish, left it; no message goes with that. */
  const setTenant = async (state: Tenant['state']) => {
    const stored = await tenants.get(ctx, tenantEntityId);
    if (stored === undefined) throw new Error('there is no tenant');
    await stores.commit(ctx, [tenants.replaced(ctx, stored.etag, { ...stored.value, state })]);
  };

  return {
    ...queues,
    ...witness,
    ctx,
    control,
    setTenant,
    clock,
    graph,
    manifests,
    provider,
    groups,
    due,
    addresses,
    ownersAsked,
    directory: directoryState,
    points,
    stores: { ...stores, ...rows, dueImports },
    use: wire,
    handle,
    turns: async () => (await turns.get(ctx, turnsEntityId))?.value,
    /** Messages that ask for blocks, those included that are sent while the list is gone through. */
    blocksAsked: function* () {
      for (const message of stores.sent) if (message.queue === 'mailbox-blocks') yield message;
    },
    /** Reading this import throws. */
    breakReads: (id: string) => broken.add(id),
    only,
    /** The import that every test begins with, its first run still queued. */
    create: async (users: number, people = 5, fields: Partial<Import> = {}) => {
      await stores.commit(ctx, [tenants.inserted(ctx, importer(ctx))]);
      provider.offer(shareOf(people));
      return createFor(ctx, userIds(users), fields);
    },
    /** Of any company; its record is not made. */
    createFor,
    allRuns: async (): Promise<readonly Run[]> =>
      (await runs.list(ctx, { limit: 100 })).items.map(({ value }) => value),
    newest: async (): Promise<Run> => {
      const run = await newestRun(
        ctx,
        runs,
        (await runs.list(ctx, { limit: 1 })).items[0]?.value.importId ?? '',
      );
      if (run === undefined) throw new Error('there is no run');
      return run;
    },
    deviations: async (users: number) => {
      const imported = await only();
      const share = { ...provider.share, category: imported.category };
      return userIds(users).flatMap((id) => deviations(graph.mailbox(id), targetOf(share, imported), share));
    },
  };
};
export type ImportWorld = ReturnType<typeof makeImportWorld>;
