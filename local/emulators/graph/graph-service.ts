import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../shared/kernel/clock.ts';
import type { SeedCompany } from '../../seed/company.ts';
import { makeGraphAdmin } from './admin/make-admin.ts';
import { makeBatch } from './batch.ts';
import { openDatabase } from './database.ts';
import { makeDirectoryAdmin } from './directory/directory-admin.ts';
import { makeChangeLog } from './directory/directory-changes.ts';
import { makeDirectoryStore } from './directory/directory-store.ts';
import { makeOrgContactAdmin } from './directory/org-contact-admin.ts';
import { makeOrgContactLog } from './directory/org-contact-log.ts';
import { makeGraphHttp } from './graph-http.ts';
import { loadCompanies } from './load-companies.ts';
import { makeCategoryStore } from './mailbox/category-store.ts';
import { makeMailboxStore } from './mailbox/mailbox-store.ts';
import { makeOpenMailbox } from './mailbox/open-mailbox.ts';
import type { GraphCaller } from './message.ts';
import { makePerform } from './perform.ts';
import { seededRandom } from './random.ts';
import { makeRouter } from './router.ts';
import { makeRoutes } from './routes.ts';
import { makeCounting } from './traffic/counters.ts';
import { makeEnter } from './traffic/enter.ts';
import { makeFaults } from './traffic/faults.ts';
import { documentedLimits, type GraphLimits, makeLimitKeeper } from './traffic/limits.ts';

export interface GraphServiceOptions {
  readonly clock: Clock;
  readonly stateFile: string;
  /** Loaded when the state file is empty; later starts keep what is there. */
  readonly companies: readonly SeedCompany[];
  /** Judges a bearer token; the Entra emulator's business. */
  verifyToken(bearer: string): Promise<GraphCaller | 'expired' | 'invalid'>;
  /** Default: the documented ones. `noLimits` switches all off. */
  readonly limits?: Partial<GraphLimits>;
  /** Age at which delta tokens end; default 7 days each. */
  readonly deltaTokenMs?: { readonly directory?: number; readonly contacts?: number };
  /** Decides the order of a batch's answers. */
  readonly seed?: number;
  /** Real milliseconds that each HTTP request takes at least, so that concurrency can be seen. Default 0. */
  readonly latencyMs?: number;
  /** How a slow answer waits; real time unless told. */
  readonly pause?: (ms: number) => Promise<void>;
}

const sevenDaysMs = 7 * 24 * 60 * 60 * 1000;

/** What answers behind the HTTP server: state, rules and faults of Graph, without a socket. */
export function openGraphService(options: GraphServiceOptions) {
  const { clock } = options;
  const database = openDatabase(options.stateFile);
  const directory = makeDirectoryStore(database);
  const changes = makeChangeLog(database);
  const directoryAdmin = makeDirectoryAdmin(database, directory, changes);
  const orgContactLog = makeOrgContactLog(database);
  const orgContactAdmin = makeOrgContactAdmin(database, directory, orgContactLog);
  const mailboxes = makeMailboxStore(database);
  const categories = makeCategoryStore(database);
  const openMailbox = makeOpenMailbox(directory, mailboxes);
  loadCompanies(database, directoryAdmin, orgContactAdmin, mailboxes, clock, options.companies);

  const counting = makeCounting();
  const faults = makeFaults();
  const limits = makeLimitKeeper({ ...documentedLimits, ...options.limits }, clock);
  const routes = makeRoutes({
    directory,
    changes,
    orgContactLog,
    mailboxes,
    categories,
    clock,
    counting,
    directoryTokenMs: options.deltaTokenMs?.directory ?? sevenDaysMs,
    contactTokenMs: options.deltaTokenMs?.contacts ?? sevenDaysMs,
  });
  const pause =
    options.pause ??
    (async (ms: number): Promise<void> => {
      await sleep(ms);
    });
  const latencyMs = options.latencyMs ?? 0;
  const find = makeRouter(routes);
  const perform = makePerform({
    find,
    openMailbox,
    directory,
    faults,
    limits,
    counting,
    clock,
    pause,
    latencyMs,
  });
  const enter = makeEnter(directory, limits, counting);
  const { tooConcurrent } = limits;
  const batch = makeBatch({
    perform,
    enter,
    tooConcurrent,
    counting,
    random: seededRandom(options.seed ?? 1),
  });
  const verifyToken = (bearer: string) => options.verifyToken(bearer);
  const graph = makeGraphHttp({ verifyToken, perform, batch, enter, tooConcurrent, counting });
  const admin = makeGraphAdmin({
    database,
    directory,
    directoryAdmin,
    orgContactAdmin,
    mailboxes,
    categories,
    openMailbox,
    faults,
    counting,
    clock,
  });
  return { graph, admin, counting, close: () => database.close() };
}
