import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/kernel/clock.ts';
import { closeHost } from './close-host.ts';
import type { Settings } from './config/app-setting.ts';
import type { FunctionKind } from './config/function-kinds.ts';
import { parseHostJson } from './config/host-json.ts';
import { indexFunctions } from './config/index-functions.ts';
import { accessKeys } from './http/access-keys.ts';
import { createAdminApi } from './http/admin-api.ts';
import { ANSWER_LIMIT_MS, startHttpServer } from './http/http-server.ts';
import { DEFAULT_BODY_LIMIT } from './http/request-input.ts';
import { createRouteTable } from './http/route-table.ts';
import { createHostLog } from './log.ts';
import { prepareQueues } from './queues/prepare-queues.ts';
import { createTimerListener } from './timers/timer-listener.ts';
import { openTimerState } from './timers/timer-state.ts';
import { createAppRegistry } from './worker/app-registry.ts';
import { installCoreModule } from './worker/core-module.ts';
import { createInvoker } from './worker/invoke.ts';
import { loadApp } from './worker/load-app.ts';

export interface HostOptions {
  /** 0 picks a free port. The host listens on 127.0.0.1 only. */
  readonly port: number;
  /** Absolute path or file URL of the app's main module; it is imported after the hooks are installed. */
  readonly appModule: string;
  /** The parsed host.json. */
  readonly hostJson: unknown;
  /** Path of the SQLite file for schedule status, or ':memory:'. */
  readonly timerStateFile: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** App settings; process.env unless given. */
  readonly settings?: Settings;
  /** How long running invocations may take to finish when the host closes. Default 30 s. */
  readonly drainLimitMs?: number;
  /** When the caller of an HTTP function gets 504; default 230 s. */
  readonly answerLimitMs?: number;
}

export interface HostedFunction {
  readonly name: string;
  readonly trigger: FunctionKind['kind'];
  /** With the route prefix, without a leading slash. */
  readonly route?: string;
  readonly schedule?: string;
  readonly queueName?: string;
}

export interface Host {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly functions: readonly HostedFunction[];
  /** Opens the admin API and every function: `_master` of the cloud. */
  readonly masterKey: string;
  /** Runs a timer now, whatever its schedule; resolves after it, rejects with its error. */
  invokeTimer(name: string): Promise<void>;
  /** Works off the timers that are due by the clock; resolves after them. Call it when the clock was moved. */
  tick(): Promise<void>;
  /** Stops receiving, lets running invocations finish within the limit, runs `appTerminate`, closes. */
  close(): Promise<void>;
}

/**
 * Starts the app on this process's host. One per process: `@azure/functions` keeps the first host that it finds.
 *
 * @throws Error with a sentence for host.json, a binding, a route, a schedule or a connection that cannot be used.
 */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const { clock } = options;
  const settings = options.settings ?? process.env;
  const config = parseHostJson(options.hostJson);
  const registry = createAppRegistry();
  const log = createHostLog({
    levels: config.logLevels,
    clock,
    write: options.log,
    logHooks: () => registry.hooks('log'),
  });
  for (const warning of config.warnings) log.fromHost('Startup', 'warning', warning);

  const appHookData: Record<string, unknown> = {};
  installCoreModule(registry, (level, _category, message) => log.fromHost('Worker', level, message));
  await loadApp(options.appModule, registry, appHookData);

  const functions = indexFunctions(registry, settings, log);
  const invoker = createInvoker({
    registry,
    log,
    clock,
    appHookData,
    functionTimeoutMs: config.functionTimeoutMs,
  });
  const { invoke } = invoker;
  const routes = createRouteTable(functions.http, config.http.routePrefix);
  const state = openTimerState(options.timerStateFile);
  const timers = functions.timers.map((timer) =>
    createTimerListener(timer, { clock, state, log, invoke, retry: config.retry, random: Math.random }),
  );

  const invokeTimer = async (name: string): Promise<void> => {
    const timer = timers.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (timer === undefined) throw new Error(`There is no timer "${name}".`);
    await timer.invoke();
  };
  const routeOf = (name: string): string | undefined =>
    routes.routes.find(({ target }) => target.name === name)?.template.text;

  const keys = accessKeys(settings, log);
  const startedAt = clock.now();
  const admin = createAdminApi({
    functions: functions.all,
    disabled: functions.disabled,
    keys,
    log,
    hostId: randomUUID(),
    uptimeMs: () => clock.now() - startedAt,
    invokeTimer,
    routeOf,
  });
  const queues = await prepareQueues(functions.queues, { settings, options: config.serviceBus, invoke, log });
  // Receiving begins last: a message must not run before everything it may call answers.
  const server = await startHttpServer({
    port: options.port,
    routes,
    admin,
    http: config.http,
    keys,
    invoke,
    log,
    bodyLimit: Number(settings['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT'] ?? DEFAULT_BODY_LIMIT),
    answerLimitMs: options.answerLimitMs ?? ANSWER_LIMIT_MS,
    homepage: !/^(true|1)$/i.test(settings['AzureWebJobsDisableHomepage'] ?? ''),
  });
  queues.start();
  for (const timer of timers) timer.start();
  log.fromHost(
    'Startup',
    'information',
    `Host started on ${server.url} with ${functions.active.length} functions (${functions.disabled.size} disabled).`,
  );

  const parts = { timers, server, queues, invoker, state, registry, appHookData, log };
  return {
    url: server.url,
    functions: functions.active.map((item) => hostedFunction(item, routeOf(item.name))),
    masterKey: keys.master,
    invokeTimer,
    async tick() {
      await Promise.all(timers.map((timer) => timer.tick()));
    },
    close: () => closeHost(parts, options.drainLimitMs ?? 30_000),
  };
};

const hostedFunction = (item: FunctionKind, route: string | undefined): HostedFunction => ({
  name: item.name,
  trigger: item.kind,
  ...(route === undefined ? {} : { route }),
  ...(item.kind === 'timer' ? { schedule: item.schedule } : {}),
  ...(item.kind === 'queue' ? { queueName: item.queueName } : {}),
});
