import {
  type BillingAccount,
  billingAccountId,
  billingAccountSchema,
} from '../../shared/billing/billing-account.ts';
import { type BillingDeps, makeChangeBilling } from '../../shared/billing/change-billing.ts';
import type { DueBilling } from '../../shared/billing/due-billing.ts';
import { type Statement, statementEntityId, statementSchema } from '../../shared/billing/statement.ts';
import { fromIso } from '../../shared/kernel/clock.ts';
import type { Commit, EntityStore } from '../../shared/kernel/commit.ts';
import type { MailboxId } from '../../shared/kernel/ids.ts';
import { systemRandom } from '../../shared/kernel/ids.ts';
import { ok } from '../../shared/kernel/result.ts';
import { type CommitWith, makeChangeSeating } from '../../shared/licences/change-seating.ts';
import { makeClaimForRun } from '../../shared/licences/claim-for-run.ts';
import { makeClaimForChange, makeClaimForNewImport } from '../../shared/licences/claim-seats.ts';
import {
  type LicenceAccount,
  licenceAccountId,
  licenceAccountSchema,
} from '../../shared/licences/licence-account.ts';
import { makeLicenceHold, makeRunsPerDay } from '../../shared/licences/licence-hold.ts';
import { makeReadLicences } from '../../shared/licences/licence-overview.ts';
import { makeNoteShortage } from '../../shared/licences/note-shortage.ts';
import { makeReleaseSeats } from '../../shared/licences/release-seats.ts';
import {
  type SeatList,
  seatListId,
  seatListSchema,
  unpackMailboxes,
} from '../../shared/licences/seat-list.ts';
import { makeSetLicences } from '../../shared/licences/set-licences.ts';
import { makeTellOfShortage } from '../../shared/licences/tell-of-shortage.ts';
import { trialRuns } from '../../shared/licences/trial.ts';
import { type Notification, notificationSchema } from '../../shared/notifications/notification.ts';
import { type Tenant, tenantEntityId, tenantSchema } from '../../shared/tenants/tenant.ts';
import { makeTestClock } from './mailbox-run.ts';
import { makeMemoryDueTenants } from './memory-due-tenants.ts';
import { type MemoryEntityOptions, makeMemoryStores } from './memory-stores.ts';
import { freshTenant } from './tables.ts';
import { tenantOf } from './tenant-fixtures.ts';

export interface LicenceStores {
  readonly accounts: EntityStore<LicenceAccount>;
  readonly seatLists: EntityStore<SeatList>;
  readonly billingAccounts: EntityStore<BillingAccount>;
  readonly statements: EntityStore<Statement>;
  readonly tenants: EntityStore<Tenant>;
  readonly notifications: EntityStore<Notification>;
  readonly commit: Commit;
}

/** Users by number. */
export const mailbox = (n: number): MailboxId =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as MailboxId;
/** `from` up to, without, `to`. */
export const mailboxes = (from: number, to: number): readonly MailboxId[] =>
  Array.from({ length: to - from }, (_, n) => mailbox(from + n));

export const keepLicences = (keep: <T>(options: MemoryEntityOptions<T>) => EntityStore<T>) => ({
  accounts: keep({ kind: 'licence-account', schema: licenceAccountSchema, idOf: () => licenceAccountId }),
  seatLists: keep({ kind: 'seat-list', schema: seatListSchema, idOf: seatListId }),
  billingAccounts: keep({
    kind: 'billing-account',
    schema: billingAccountSchema,
    idOf: () => billingAccountId,
  }),
  statements: keep({ kind: 'statement', schema: statementSchema, idOf: statementEntityId }),
  tenants: keep({ kind: 'tenant', schema: tenantSchema, idOf: () => tenantEntityId }),
  notifications: keep({ kind: 'notification', schema: notificationSchema, idOf: ({ id }) => id }),
});

/** One tenant with everything of shared/licences; `around` may stand between the use cases and what is kept. */
export const makeLicenceBench = (
  options: {
    readonly stores?: LicenceStores;
    readonly around?: (stores: LicenceStores) => LicenceStores;
    readonly startsAt?: string;
    readonly dueBilling?: DueBilling;
  } = {},
) => {
  const ctx = freshTenant();
  const clock = makeTestClock(fromIso(options.startsAt ?? '2026-03-01T08:00:00.000Z'));
  const memory = makeMemoryStores();
  const kept = options.stores ?? { ...keepLicences(memory.store), commit: memory.commit };
  const calls = { reads: 0, commits: 0, changes: 0 };
  const counted = <T>(store: EntityStore<T>): EntityStore<T> => ({
    ...store,
    get: (by, id) => {
      calls.reads++;
      return store.get(by, id);
    },
    all: (by, under) => {
      calls.reads++;
      return store.all(by, under);
    },
  });
  const around = options.around?.(kept) ?? kept;
  const stores = {
    ...around,
    accounts: counted(around.accounts),
    seatLists: counted(around.seatLists),
    tenants: counted(around.tenants),
    commit: ((by, changes, messages) => {
      calls.commits++;
      calls.changes += changes.length;
      return around.commit(by, changes, messages);
    }) satisfies Commit,
  };
  const sleep = async () => {};
  const dueBilling = options.dueBilling ?? makeMemoryDueTenants();
  const deps = { ...stores, dueBilling, clock, sleep, random: systemRandom };
  const changeSeating = makeChangeSeating(deps);
  const tellOfShortage = makeTellOfShortage(deps);
  const claims = { ...deps, changeSeating, tellOfShortage };
  const licenceHold = makeLicenceHold(deps);
  const readLicences = makeReadLicences(deps);
  const billing: BillingDeps = {
    ...deps,
    licenceAccounts: stores.accounts,
  };
  const setLicences = makeSetLicences({ ...claims, billing });
  const changeBilling = makeChangeBilling({ ...billing, changeSeating });
  const withLicences: CommitWith = async (changes, messages) =>
    changes.length === 0 ? ok([]) : stores.commit(ctx, changes, messages);
  const claimForNewImport = makeClaimForNewImport(claims);
  const claimForChange = makeClaimForChange(claims);
  const releaseSeats = makeReleaseSeats(claims);

  /** What the timer asks for. */
  const settle = () => changeBilling(ctx, ({ settled: { account } }) => ok({ account, answer: account }));

  return {
    ctx,
    clock,
    calls,
    stores: kept,
    sent: memory.sent,
    readLicences,
    setLicences,
    billing,
    changeSeating,
    changeBilling,
    recordAct: memory.recordAct,
    runsPerDay: makeRunsPerDay(deps),
    licenceHold: (importId: string) => licenceHold(ctx, importId),
    /** Without a row of an import beside: what the claim writes is all there is. */
    create: (importId: string, wanted: readonly string[]) =>
      claimForNewImport(ctx, { importId, mailboxes: wanted }, withLicences),
    change: (importId: string, wanted: readonly string[]) =>
      claimForChange(ctx, { importId, mailboxes: wanted }, withLicences),
    run: (importId: string, wanted: readonly string[], how: 'claim' | 'foresee' = 'claim') =>
      makeClaimForRun(claims)(ctx, importId, wanted, how),
    noteShortage: () => makeNoteShortage(claims)(ctx),
    remove: (importId: string) => releaseSeats(ctx, importId, withLicences),
    claimForNewImport,
    releaseSeats,
    /** Fewer count from the end of the term, which is waited for. */
    book: async (held: number, acceptPause = true) => {
      const set = await setLicences(ctx, () => true, { held, acceptPause });
      if (!set.ok || set.value.value.held <= held) return set;
      clock.advance(32 * 24 * 3_600_000);
      await settle();
      return ok(await readLicences(ctx));
    },
    overview: async () => (await readLicences(ctx)).value,
    have: (fields: Partial<Tenant> = {}) =>
      kept.commit(ctx, [kept.tenants.inserted(ctx, tenantOf(ctx, fields))]),
    settle,
    afterTrial: () => clock.advance(100 * 24 * 3_600_000),
    /** What (D) speaks of, from the rows alone and by no code of the product's but the packing: seats and licences. */
    seatsInUse: async () => {
      const account = (await kept.accounts.get(ctx, licenceAccountId))?.value;
      const inTrial = trialRuns(account?.trial, clock.now());
      const all = new Set<string>();
      const imports = new Map(account?.imports.map((each) => [each.importId, each]));
      for await (const { value } of kept.seatLists.all(ctx)) {
        const covered = inTrial || imports.get(value.importId)?.fits === true;
        if (covered) for (const id of unpackMailboxes(value.seats)) all.add(id);
      }
      return { used: all.size, entitled: inTrial ? Number.POSITIVE_INFINITY : (account?.held ?? 0) };
    },
  };
};
export type LicenceBench = ReturnType<typeof makeLicenceBench>;
