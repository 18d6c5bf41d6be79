import type { ServiceBusQueueHandler, TimerHandler } from '@azure/functions';
import { makePorts, type PortServices, type Ports } from '../../../../functions/ports.ts';
import { attended } from '../../../../functions/queues/attended.ts';
import type { QueueRegistry } from '../../../../functions/queues/handle.ts';
import { registerQueues } from '../../../../functions/queues/register.ts';
import { makeRoutes } from '../../../../functions/routes.ts';
import { makeStores, type StoreServices, type Stores } from '../../../../functions/stores.ts';
import { registerTimers } from '../../../../functions/timers/register.ts';
import { makeUseCases } from '../../../../functions/use-cases.ts';
import type { AppTokens } from '../../../../shared/adapters/entra/token-client.ts';
import { makePersonalContacts } from '../../../../shared/adapters/graph/personal-contacts.ts';
import { makeReader } from '../../../../shared/adapters/graph/reader.ts';
import { makeCachedSecrets } from '../../../../shared/adapters/key-vault/cached-secrets.ts';
import { makePlacedTable } from '../../../../shared/adapters/tables/placed-table.ts';
import type { TableName } from '../../../../shared/adapters/tables/table-names.ts';
import { makeTenantDirectory } from '../../../../shared/adapters/tables/tenant-directory.ts';
import type { Config } from '../../../../shared/config/config.ts';
// The application loads it with the first file; while that takes its time, a seed would not decide what comes next.
import '../../../../shared/company-lists/load-list.ts';
import { makeRequestLimits } from '../../../../shared/http/request-limits.ts';
import type { PipelineDeps } from '../../../../shared/http/route.ts';
import { tenantId } from '../../../../shared/kernel/ids.ts';
import type { QueueName } from '../../../../shared/kernel/messages.ts';
import { silentTelemetry } from '../../../../shared/kernel/telemetry.ts';
import { makeAuthenticate } from './callers.ts';
import { makeDeadLettersPort } from './dead-letters-port.ts';
import { makeEntraTokens } from './entra.ts';
import type { Worker } from './gate.ts';
import { makeGraphPort } from './graph-port.ts';
import type { Functions } from './host.ts';
import { type Http, makeHttp } from './http.ts';
import { makeBusPort, makeKeyWrapperPort, makeMailPort, makeSecretsPort } from './service-ports.ts';
import { makeSignInPort } from './sign-in.ts';
import { makeStorePorts } from './store-ports.ts';
import { makeTablePort } from './table-port.ts';
import type { World } from './world.ts';

export type InstanceServices = StoreServices & PortServices;

/** Where a test plants a bug: between the parts of the composition, never in the product. */
export interface Planted {
  readonly config?: (config: Config) => Config;
  readonly services?: (services: InstanceServices) => InstanceServices;
  readonly stores?: (stores: Stores, services: InstanceServices) => Stores;
  readonly ports?: (ports: Ports) => Ports;
  /** The platform's part: how long the lock of a message at work is renewed, ms. */
  readonly maxAutoLockRenewalMs?: number;
}

/** One process of the application, composed as `functions/main.ts` does, with caches of its own. */
export interface Instance {
  readonly worker: Worker;
  readonly stores: Stores;
  readonly ports: Ports;
  readonly functions: Functions;
  readonly http: Http;
}

const makeInstanceServices = (world: World, worker: Worker): InstanceServices => {
  const { timeline, random, gate, tables } = world;
  const clock = { now: () => timeline.now() + worker.skewMs };
  const sleep = (ms: number) => timeline.wait(ms);
  const log: PortServices['log'] = (level, message, fields) => world.noteLog(worker, level, message, fields);
  const tokens = makeEntraTokens(world.entra, clock, (operation, perform) =>
    gate(worker, { port: 'entra', operation, writes: false }, perform),
  );
  const graphFor = (of: AppTokens) =>
    makeGraphPort(world.graph, of, (ctx, call, perform) => {
      world.noteGraphCall(ctx, call);
      const operation = `${call.method} ${call.path.split('?')[0]}`;
      return gate(worker, { port: 'graph', operation, writes: call.method === 'POST' }, perform);
    });
  const graph = graphFor(tokens);
  const plainTable = (name: TableName, retries: boolean) =>
    makeTablePort(tables[name], {
      timeline,
      retries,
      send: (call, perform) =>
        gate(worker, { port: 'table', operation: `${call.operation} ${name}`, writes: call.writes }, perform),
      pageLimit: world.pageLimit,
    });
  const { homeRegion } = world.config;
  const tenantRegions = makeTenantDirectory({ index: plainTable('index', true), home: homeRegion });
  const table =
    (retries: boolean): StoreServices['table'] =>
    (name) =>
      name === 'index'
        ? plainTable(name, retries)
        : makePlacedTable({
            tables: { [homeRegion]: plainTable(name, retries) },
            directory: tenantRegions,
          });
  return {
    clock,
    random,
    sleep,
    log,
    tokens,
    graph,
    reader: makeReader({ graph, sleep, clock }),
    userSignIn: makeSignInPort(world, worker),
    personalContacts: makePersonalContacts({ graphFor, sleep, clock }),
    secrets: makeCachedSecrets(makeSecretsPort(world, worker), { clock, ttlMs: 5 * 60_000 }),
    mailer: makeMailPort(world, worker),
    appStores: makeStorePorts(world, worker, clock),
    keyWrapper: makeKeyWrapperPort(world, worker),
    bus: makeBusPort(world, worker),
    deadLetters: makeDeadLettersPort(world, worker),
    tenantRegions,
    table: table(true),
    tableOnce: table(false),
  };
};

export const makeInstance = (world: World, name: string, planted: Planted = {}): Instance => {
  const worker: Worker = { name, alive: true, skewMs: 0, frozenUntil: 0 };
  const config = planted.config?.(world.config) ?? world.config;
  const own = makeInstanceServices(world, worker);
  const services = planted.services?.(own) ?? own;
  const real = makeStores(services);
  const stores = planted.stores?.(real, services) ?? real;
  const plain = makePorts(services);
  const ports = planted.ports?.(plain) ?? plain;
  const useCases = makeUseCases(config, ports, stores);
  const { clock, random, log } = services;

  const queues = new Map<QueueName, ServiceBusQueueHandler>();
  const registry: QueueRegistry = {
    serviceBusQueue: (_, { queueName, handler }) => void queues.set(queueName as QueueName, handler),
  };
  registerQueues(attended(registry, { ...services, telemetry: silentTelemetry }), useCases, log);
  const timers = new Map<string, { schedule: string; handler: TimerHandler }>();
  registerTimers(
    { timer: (each, { schedule, handler }) => void timers.set(each, { schedule, handler }) },
    useCases,
  );

  const pipeline: PipelineDeps = {
    authenticate: makeAuthenticate(config.entra.operatorTenantId),
    operatorTenantId: tenantId(config.entra.operatorTenantId),
    idempotency: stores.idempotency,
    isBeingErased: useCases.isBeingErased,
    limits: makeRequestLimits({ clock, factor: 1000 }),
    clock,
    random,
    log,
    corsOrigins: [],
    publicUrl: config.publicUrl,
    strictReplies: true,
  };
  const routes = () => makeRoutes(config, { clock, checks: {} }, stores, useCases);
  return { worker, stores, ports, functions: { queues, timers }, http: makeHttp(routes, pipeline) };
};
