import type { PlannedFault } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import type { History } from './history/history.ts';
import { play } from './history/play.ts';

/** Each kind of fault at each call that it can meet, as a run without faults makes them. */
export const casesOf = async (scenario: Omit<History, 'faults'>): Promise<readonly PlannedFault[]> => {
  const counts = new Map<string, number>();
  const { world } = await play(
    { ...scenario, faults: [] },
    {
      onCall: (call) => {
        for (const { name, ports, meets } of faultKinds)
          if (ports.includes(call.port) && meets?.(call) !== false)
            counts.set(name, (counts.get(name) ?? 0) + 1);
      },
    },
  );
  world.close();
  const phase = scenario.seed % step;
  return [...counts].flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, n) => ({ kind, nth: n + 1 })).filter(
      ({ nth }) => !isThinned(kind) || nth % step === phase,
    ),
  );
};

/**
 * What a process or a person does meets hundreds of calls, and neighbouring calls alike: these kinds are tried at every
 * eighth one. Each scenario begins elsewhere; random histories fill the gaps. Everything else is tried at every call.
 */
const isThinned = (kind: string): boolean =>
  /^(meanwhile|clock|frozen|slow|very-slow|answer-slow)/.test(kind);
const step = 8;
