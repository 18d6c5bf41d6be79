import { onTestFinished } from 'vitest';
import { startGraphEmulator } from '../../../local/emulators/graph/server.ts';
import { type Graph, makeGraph } from '../../../shared/adapters/graph/client.ts';
import { makeDirectory } from '../../../shared/adapters/graph/directory.ts';
import { makeMailboxOwners } from '../../../shared/adapters/graph/mailbox-owners.ts';
import { makeMailboxes } from '../../../shared/adapters/graph/mailboxes.ts';
import { makeReader } from '../../../shared/adapters/graph/reader.ts';
import { systemRandom } from '../../../shared/kernel/ids.ts';
import { makeComposedApp } from '../../support/composed-app.ts';
import { makeFaultyTable, type TransactionFault } from '../../support/faulty-table.ts';
import { makeTestClock } from '../../support/mailbox-run.ts';
import { testTables } from '../../support/tables.ts';
import { companyOf } from '../simulation/history/companies.ts';
import { makeAuthenticate } from '../simulation/world/callers.ts';
import { makeEntra, makeEntraTokens } from '../simulation/world/entra.ts';
import { makePrng } from '../simulation/world/prng.ts';

const people = 4;
const timeoutMs = 400;

/** Calls to Graph that find nobody listening, before others get through. */
const refusingFirst = (graph: Graph, nowhere: Graph, refused: { left: number }): Graph => ({
  ...graph,
  send: (ctx, call) => {
    if (refused.left === 0) return graph.send(ctx, call);
    refused.left -= 1;
    return nowhere.send(ctx, call);
  },
});

/**
 * The composed application over the real adapters: tables in Azurite, mailboxes and directory by HTTP from the Graph
 * emulator. Its clock is the test's, so nobody waits for a Retry-After.
 */
export const makeRealWorld = async () => {
  const clock = makeTestClock();
  const entra = makeEntra(clock);
  const prng = makePrng(1, 'real');
  const companies = [0, 1].map((n) => ({ ...companyOf(n, people, prng), tenantId: systemRandom.id() }));
  const memory = { port: 0, stateFile: ':memory:', clock };
  const graphEmulator = await startGraphEmulator({ ...memory, companies, verifyToken: entra.verify });
  onTestFinished(() => graphEmulator.close());

  const tokens = makeEntraTokens(entra, clock, async (_operation, perform) => perform());
  const client = (url: string) => makeGraph({ url, timeoutMs, tokens, clock });
  const refused = { left: 0 };
  const graph = refusingFirst(client(graphEmulator.url), client('http://127.0.0.1:9'), refused);
  const tableFaults: TransactionFault[] = [];
  const tables = await testTables();
  const faulty: typeof tables = { ...tables, state: makeFaultyTable(tables.state, tableFaults) };
  const reader = makeReader({ graph, sleep: clock.sleep, clock });
  const app = makeComposedApp({
    table: (name) => faulty[name],
    authenticate: makeAuthenticate(),
    clock,
    operatorTenantId: systemRandom.id(),
    mailboxes: makeMailboxes({ graph, clock }),
    directory: makeDirectory(reader),
    owners: makeMailboxOwners(reader),
  });
  const [provider = '', importer = ''] = companies.map(({ tenantId }) => tenantId);
  const twice = { always: false };
  /** Faults that are still to strike. */
  const left = () =>
    refused.left +
    tableFaults.length +
    graphEmulator.admin.faults().filter(({ count, hits }) => count !== undefined && hits < count).length;
  return {
    app,
    clock,
    companies,
    twice,
    left,
    graph: graphEmulator.admin,
    refused,
    tableFaults,
    provider,
    importer,
  };
};

export type RealWorld = Awaited<ReturnType<typeof makeRealWorld>>;
