import { everyNth } from './extent.ts';
import type { PlannedFault } from './faults/fault.ts';
import { faultKinds } from './faults/fault-kinds.ts';
import type { History } from './history/history.ts';
import { play } from './history/play.ts';

/** Each kind of fault at each call that it can meet, as a run without faults makes them. */
export const casesOf = async (
  scenario: Omit<History, 'faults'>,
  every = everyNth,
): Promise<readonly PlannedFault[]> => {
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
  return [...counts].flatMap(([kind, count]) => {
    const step = Math.min(stepOf(kind) * every, count);
    const phase = (scenario.seed + faultKinds.findIndex(({ name }) => name === kind)) % step;
    return Array.from({ length: count }, (_, n) => ({ kind, nth: n + 1 })).filter(
      ({ nth }) => nth % step === phase,
    );
  });
};

/**
 * What a process or a person does meets hundreds of calls, and neighbouring calls alike: these kinds are tried at every
 * 16th one, a minute without tables at every 8th. A death before a call leaves what a death after the call before it has
 * left: every sixth is enough beside all of the others. Three ways in which a timer goes wrong share its ticks. The ways
 * in which a table refuses a call, and those in which it loses an answer, are alike to the caller: each is tried at every
 * eighth, one after the other, so that most calls meet one of either; what lands late or in more pages at every
 * third. Each scenario begins elsewhere, too; random histories fill the gaps. Everything else is tried at every call.
 */
const stepOf = (kind: string): number => {
  if (/^(meanwhile|clock|frozen|slow|very-slow|answer-slow)/.test(kind)) return 16;
  if (kind === 'table-down-for-a-minute') return 8;
  if (/^table-(429|refused|(500|503|timeout)-before|(500|503|timeout|reset)-after)$/.test(kind)) return 8;
  if (kind === 'crash-before') return 6;
  return /^(table-(lands-late|pages-split)|timer-(twice|late|missed))$/.test(kind) ? 3 : 1;
};
