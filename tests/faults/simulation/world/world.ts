import { readFileSync } from 'node:fs';
import { RestError } from '@azure/data-tables';
import { openGraphService } from '../../../../local/emulators/graph/graph-service.ts';
import type { SeedCompany } from '../../../../local/seed/company.ts';
import type { GraphCall } from '../../../../shared/adapters/graph/client.ts';
import { type TableName, tables as tableNames } from '../../../../shared/adapters/tables/table-names.ts';
import { type Config, readConfig } from '../../../../shared/config/config.ts';
import type { Random } from '../../../../shared/kernel/ids.ts';
import type { LogFields, LogLevel } from '../../../../shared/kernel/log.ts';
import type { TenantContext } from '../../../../shared/kernel/tenant-context.ts';
import type { MailMessage } from '../../../../shared/notifications/mailer.ts';
import type { FakeSignIn } from '../../../support/fake-sign-in.ts';
import type { Applied } from '../../../support/memory-tables/changes.ts';
import { type MemoryTable, makeMemoryTable } from '../../../support/memory-tables/memory-table.ts';
import { failed, type PlannedFault } from '../faults/fault.ts';
import { faultKinds } from '../faults/fault-kinds.ts';
import { type AppStoresWorld, makeAppStoresWorld } from './app-stores.ts';
import { askAny } from './ask-any.ts';
import { type Entra, makeEntra } from './entra.ts';
import { type Gate, makeGate, type PortCall, type Worker } from './gate.ts';
import type { GraphService } from './graph-port.ts';
import { hasSomethingDue } from './has-something-due.ts';
import { type Host, makeHost } from './host.ts';
import { type Instance, makeInstance, type Planted } from './instance.ts';
import { makePrng, makeSeededRandom, type Prng } from './prng.ts';
import { makeQueues, type Queues } from './queues.ts';
import { makeWorldSignIn } from './sign-in.ts';
import { makeTimeline, type Timeline } from './timeline.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export interface MadeGraphCall {
  readonly tenantId: string;
  readonly correlationId: string;
  readonly call: GraphCall;
}

export interface Committed extends Applied {
  readonly table: TableName;
  /** Rows of one transaction bear the same number. */
  readonly transaction: number;
  readonly at: number;
}

/** What people can do at the worst moment. */
export type Interference =
  | 'contact-deleted'
  | 'contact-edited'
  | 'contact-moved'
  | 'folder-deleted'
  | 'links-expire'
  | 'person-changes'
  | 'person-leaves'
  | 'revoke'
  | 'expire'
  | 'exclude'
  | 'rotate'
  | 'delete-import'
  | 'change-targets'
  | 'run-now'
  | 'withdraw-consent'
  | 'block-access';

export interface WorldOptions {
  readonly seed: number;
  readonly startMs: number;
  readonly companies: readonly SeedCompany[];
  readonly faults: readonly PlannedFault[];
  readonly instances?: number;
  readonly planted?: Planted;
  readonly onCall?: (call: PortCall) => void;
  /** No fault strikes while it holds. */
  readonly isCalm?: () => boolean;
}

/** Everything that outlives an instance, and the instances that are alive. */
export interface World {
  readonly timeline: Timeline;
  readonly prng: Prng;
  readonly random: Random;
  readonly config: Config;
  readonly gate: Gate;
  readonly tables: Readonly<Record<TableName, MemoryTable>>;
  readonly queues: Queues;
  readonly entra: Entra;
  readonly signIn: FakeSignIn;
  readonly graph: GraphService;
  readonly vault: { readonly secrets: Map<string, string>; readonly wrappingKey: Uint8Array };
  readonly appStores: AppStoresWorld;
  readonly mails: MailMessage[];
  readonly logs: readonly LogLine[];
  /** What handlers threw, in words. */
  readonly errors: readonly string[];
  readonly graphCalls: readonly MadeGraphCall[];
  /** Every committed change of every table, in order. */
  readonly journal: readonly Committed[];
  /** Faults that have struck. */
  readonly struck: readonly PlannedFault[];
  readonly host: Host;
  /** What users and administrators do when a fault asks for it; a history sets it. */
  interfere: (what: Interference) => void;
  instances(): readonly Instance[];
  kill(worker: Worker): void;
  /** Ends all faults; dead instances are born, clocks go right. */
  calm(): void;
  pageLimit(): number;
  /** The next so many pages of lists have one row each. */
  splitPages(count: number): void;
  /** No call reaches the tables for so long. */
  breakTables(ms: number): void;
  isTimerWorthwhile(name: string): boolean;
  noteLog(worker: Worker, level: LogLevel, message: string, fields: LogFields | undefined): void;
  noteError(error: unknown): void;
  noteGraphCall(ctx: TenantContext, call: GraphCall): void;
  /** Runs until the condition holds; false where nothing is left to do or the history has become too long. */
  run(until: () => boolean): Promise<boolean>;
  close(): void;
}

const sample = JSON.parse(
  readFileSync(new URL('../../../../local.settings.sample.json', import.meta.url), 'utf8'),
).Values as Record<string, string>;
const settings = readConfig(sample);
/** Shorter than the nights after a history, so that who leaves is gone by their end. */
const config: Config = { ...settings, limits: { ...settings.limits, erasureGraceDays: 2 } };

const unreachable = async () => failed(new RestError('ECONNREFUSED', { code: 'ECONNREFUSED' }));

const mostSteps = 400_000;

export const makeWorld = (options: WorldOptions): World => {
  const timeline = makeTimeline(options.startMs);
  const prng = makePrng(options.seed, 'world');
  const random = makeSeededRandom(makePrng(options.seed, 'ids'));
  const clock = { now: timeline.now };
  const queues = makeQueues(timeline, prng);
  const entra = makeEntra(clock);
  const graph = openGraphService({
    clock,
    stateFile: ':memory:',
    companies: options.companies,
    verifyToken: entra.verify,
    seed: options.seed,
    pause: timeline.wait,
  });
  const journal: Committed[] = [];
  let transaction = 0;
  const noteChanges = (table: TableName, changes: readonly Applied[]) => {
    transaction += 1;
    for (const change of changes) journal.push({ ...change, table, transaction, at: timeline.now() });
  };
  const tables = Object.fromEntries(
    (Object.keys(tableNames) as TableName[]).map((name) => [
      name,
      makeMemoryTable((changes) => noteChanges(name, changes)),
    ]),
  ) as Record<TableName, MemoryTable>;
  const logs: LogLine[] = [];
  const errors: string[] = [];
  const graphCalls: MadeGraphCall[] = [];
  const struck: PlannedFault[] = [];
  const instances: Instance[] = [];
  let calm = false;
  let pageSplits = 0;
  let tablesBrokenUntil = 0;
  let born = 0;

  const met = new Map<string, number>();
  const planned = Map.groupBy(options.faults, ({ kind }) => kind);
  const active = faultKinds.filter(({ name }) => planned.has(name));

  const faultFor = (call: PortCall) => {
    if (calm || options.isCalm?.() === true) return undefined;
    if (call.port === 'table' && timeline.now() < tablesBrokenUntil) return unreachable;
    for (const kind of active) {
      if (!kind.ports.includes(call.port) || kind.meets?.(call) === false) continue;
      const nth = (met.get(kind.name) ?? 0) + 1;
      met.set(kind.name, nth);
      if (planned.get(kind.name)?.some((fault) => fault.nth === nth) !== true) continue;
      struck.push({ kind: kind.name, nth });
      return (strike: Parameters<typeof kind.strike>[0]) => kind.strike(strike, world);
    }
    return undefined;
  };

  const bear = () => {
    born += 1;
    instances.push(makeInstance(world, `instance-${born}`, options.planted));
    queues.touch();
  };
  const kill = (worker: Worker) => {
    const at = instances.findIndex((each) => each.worker === worker);
    if (at < 0) return;
    worker.alive = false;
    const [dead] = instances.splice(at, 1);
    if (dead !== undefined) world.host.forget(dead);
    timeline.after(prng.between(500, 30_000), bear);
  };

  const gate = makeGate({ timeline, prng, faultFor, kill, onCall: options.onCall });
  const world: World = {
    timeline,
    prng,
    random,
    config,
    gate,
    tables,
    queues,
    entra,
    signIn: makeWorldSignIn(clock, entra),
    graph,
    vault: { secrets: new Map(), wrappingKey: random.bytes(32) },
    appStores: makeAppStoresWorld({
      timeline,
      prng: makePrng(options.seed, 'stores'),
      tell: (asking) => askAny(world, { ...asking, tenant: '' }),
    }),
    mails: [],
    logs,
    errors,
    graphCalls,
    journal,
    struck,
    interfere: () => {},
    get host(): Host {
      return host;
    },
    instances: () => instances,
    kill,
    calm: () => {
      calm = true;
      pageSplits = 0;
      for (const { worker } of instances) {
        worker.skewMs = 0;
        worker.frozenUntil = 0;
      }
    },
    pageLimit: () => {
      if (pageSplits === 0) return 1000;
      pageSplits -= 1;
      return 1;
    },
    breakTables: (ms) => {
      tablesBrokenUntil = timeline.now() + ms;
    },
    splitPages: (pages) => {
      pageSplits += pages;
    },
    isTimerWorthwhile: hasSomethingDue(tables.index, timeline.now),
    noteLog: (_worker, level, message, fields) => void logs.push({ level, message, fields }),
    noteError: (error) =>
      void errors.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    noteGraphCall: ({ tenantId, correlationId }, call) =>
      void graphCalls.push({ tenantId, correlationId, call }),
    run: async (until) => {
      await timeline.settled();
      for (let steps = 0; steps < mostSteps; steps++) {
        host.dispatch();
        if (until()) return true;
        const due = queues.nextDue();
        if (due < timeline.next()) timeline.at(due, () => undefined);
        if (timeline.next() === Number.POSITIVE_INFINITY) return false;
        await timeline.step();
      }
      return false;
    },
    close: () => graph.close(),
  };
  const host = makeHost(world, options.planted);
  for (let n = 0; n < (options.instances ?? 2); n++) bear();
  host.startTimers();
  return world;
};
