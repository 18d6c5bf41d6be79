import { fromIso } from '../../../shared/kernel/clock.ts';
import { everyNth } from './extent.ts';
import type { PlannedFault } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import { makeClient, makeOperator } from './history/client.ts';
import { companyOf, tenantIdOf, userIdOf } from './history/companies.ts';
import { textOf } from './history/desk.ts';
import { tagOf } from './history/mailbox-edits.ts';
import { tendDeadLetters } from './history/operators.ts';
import { onboard } from './history/play.ts';
import type { PortCall } from './world/gate.ts';
import { makePrng } from './world/prng.ts';
import { makeWorld } from './world/world.ts';

export interface Scene {
  readonly faults: readonly PlannedFault[];
  /** Each call that a fault could meet. */
  readonly onCall?: (call: PortCall) => void;
}

/** What a scene begins with where it is not everybody of the company, shared as they are, in the default folder. */
interface Beginning {
  readonly source?: object;
  readonly filters?: object;
  /** Fields of the import. */
  readonly wish?: object;
}

/** One company, for a test that plays a scene of its own: faults strike from `begin` until `world.calm`. */
export const openStage = async (
  { faults, onCall }: Scene,
  { seed, start, people }: { readonly seed: number; readonly start: string; readonly people: number },
) => {
  let begun = false;
  const world = makeWorld({
    seed,
    startMs: fromIso(start),
    companies: [companyOf(0, people, makePrng(seed, 'companies'))],
    faults,
    onCall: (call) => {
      if (begun) onCall?.(call);
    },
    isCalm: () => !begun,
  });
  await onboard(world, 0, null);
  /** What did not go as it had to. */
  const broken: string[] = [];
  /** What people do, to its end. */
  const until = async (work: () => Promise<unknown>): Promise<void> => {
    let done = false;
    void work()
      .catch((error: unknown) => broken.push(String(error)))
      .finally(() => {
        done = true;
      });
    if (!(await world.run(() => done))) broken.push('it came to no end');
  };
  /** So many ms, and what is at work then to its end. */
  const pass = async (ms: number): Promise<void> => {
    const end = world.timeline.now() + ms;
    await world.run(() => world.host.isIdle() && world.timeline.now() >= end);
  };
  const begin = () => {
    begun = true;
  };
  const ask = makeClient(world, 0);
  const operator = makeOperator(world);
  /** What queues have given up an operator sends again. */
  const tend = () => until(() => tendDeadLetters(world, operator));
  /** Another answer is noted as broken. */
  const wanted = (answered: Awaited<ReturnType<typeof ask>>, ...statuses: readonly number[]) => {
    if (!statuses.includes(answered.status))
      broken.push(`${answered.status} instead of ${statuses.join()}: ${answered.text}`);
    return answered;
  };
  /** A source, a share of all in it, and an import of that into the mailbox of user 0. */
  const layOut = async ({ source, filters, wish }: Beginning = {}) => {
    const ids = { sourceId: '', shareId: '', importId: '' };
    const create = async (operation: string, body: object) =>
      wanted(await ask({ operation, body, key: operation }), 201);
    await until(async () => {
      const made = await create('createSource', source ?? { kind: 'entra-id', filter: 'all' });
      ids.sourceId = textOf(made, 'id');
      const shared = await create('createShare', {
        displayName: 's',
        sources: [{ sourceId: ids.sourceId }],
        selection: { everyone: true, ...(filters === undefined ? {} : { filters }) },
      });
      ids.shareId = textOf(shared, 'id');
      const imported = await create('createImport', {
        shareId: textOf(shared, 'shareId'),
        targets: { users: [userIdOf(0, 0)] },
        folder: { kind: 'default' },
        category: 'Firma',
        ...wish,
      });
      ids.importId = textOf(imported, 'id');
    });
    return ids;
  };
  /** What imports have written into the mailbox of user 0. */
  const copies = () =>
    world.graph.admin
      .readMailbox(tenantIdOf(0), userIdOf(0, 0))
      .flatMap(({ contacts }) => contacts)
      .filter((each) => tagOf(each) !== undefined);
  return { world, ask, operator, tend, wanted, broken, until, pass, begin, layOut, copies };
};

/**
 * Plays a scene with each kind of fault at `each` of the calls that it can meet, spread over all, or over those of `where`;
 * how many cases there were.
 */
export const playUnderFaults = async (
  play: (scene: Scene) => Promise<void>,
  {
    each,
    kinds,
    where = () => true,
  }: {
    readonly each: number;
    readonly kinds: (kind: string) => boolean;
    readonly where?: (call: PortCall) => boolean;
  },
): Promise<number> => {
  const counts = new Map<string, number>();
  const places = new Map<string, number[]>();
  const onCall = (call: PortCall) => {
    for (const { name, ports, meets } of faultKinds) {
      if (!kinds(name) || !ports.includes(call.port) || meets?.(call) === false) continue;
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      if (!where(call)) continue;
      const all = places.get(name) ?? [];
      all.push(nth);
      places.set(name, all);
    }
  };
  await play({ faults: [], onCall });
  const cases = [...places].flatMap(([kind, all]) => {
    const few = Math.min(each, all.length);
    const phase = (kind.length % 5) / 5;
    return Array.from({ length: few }, (_, n) => ({
      kind,
      nth: all[Math.floor(((n + phase) * all.length) / few)] ?? 1,
    }));
  });
  for (const fault of cases.filter((_, n) => n % everyNth === 0)) {
    try {
      await play({ faults: [fault] });
    } catch (error) {
      throw new Error(`with ${JSON.stringify(fault)}`, { cause: error });
    }
  }
  return cases.length;
};
