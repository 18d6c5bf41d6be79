import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeedCompany } from '../../seed/company.ts';
import type { Emulator, EmulatorOptions } from '../emulator.ts';
import { makeAdminHttp } from './admin/admin-http.ts';
import type { GraphAdmin } from './admin/graph-admin.ts';
import { makeGraphAdmin } from './admin/make-admin.ts';
import { makeBatch } from './batch.ts';
import { openDatabase } from './database.ts';
import { makeDirectoryAdmin } from './directory/directory-admin.ts';
import { makeChangeLog } from './directory/directory-changes.ts';
import { makeDirectoryStore } from './directory/directory-store.ts';
import { makeGraphHttp } from './graph-http.ts';
import { makeHttpServer } from './http.ts';
import { loadCompanies } from './load-companies.ts';
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

export interface GraphEmulatorOptions extends EmulatorOptions {
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
}

export interface GraphEmulator extends Emulator {
  readonly admin: GraphAdmin;
}

const sevenDaysMs = 7 * 24 * 60 * 60 * 1000;

/** Starts the Microsoft Graph v1.0 emulator; see the README for what it serves. Rejects when the port is taken. */
export async function startGraphEmulator(options: GraphEmulatorOptions): Promise<GraphEmulator> {
  const { clock } = options;
  const database = openDatabase(options.stateFile);
  const directory = makeDirectoryStore(database);
  const changes = makeChangeLog(database);
  const directoryAdmin = makeDirectoryAdmin(database, directory, changes);
  const mailboxes = makeMailboxStore(database);
  const openMailbox = makeOpenMailbox(directory, mailboxes);
  loadCompanies(database, directoryAdmin, mailboxes, clock, options.companies);

  const counting = makeCounting();
  const faults = makeFaults();
  const limits = makeLimitKeeper({ ...documentedLimits, ...options.limits }, clock);
  const routes = makeRoutes({
    directory,
    changes,
    mailboxes,
    clock,
    counting,
    directoryTokenMs: options.deltaTokenMs?.directory ?? sevenDaysMs,
    contactTokenMs: options.deltaTokenMs?.contacts ?? sevenDaysMs,
  });
  const pause = async (ms: number): Promise<void> => {
    await sleep(ms);
  };
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
    mailboxes,
    openMailbox,
    faults,
    counting,
    clock,
  });
  const server = makeHttpServer({ graph, admin: makeAdminHttp(admin, counting), counting, clock });

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return {
    name: 'graph',
    url: `http://127.0.0.1:${address.port}`,
    admin,
    counters: () => counting.read(),
    resetCounters: () => counting.reset(),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
      database.close();
    },
  };
}
