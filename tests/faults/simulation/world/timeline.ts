import { Heap } from '../../../../local/emulators/service-bus/rules/heap.ts';

interface Entry {
  readonly at: number;
  readonly number: number;
  readonly run: () => void;
}

/** Everything that awaits ends in microtasks: once a macrotask has passed, all code stands at its next port call. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Virtual time. What happens is an entry at an instant; between two entries nobody moves, and time jumps from one to
 * the next. Each port call is an entry with a latency drawn by the seed: that is what interleaves the instances.
 */
export const makeTimeline = (startMs: number) => {
  const heap = new Heap<Entry>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));
  let now = startMs;
  let count = 0;
  const at = (instant: number, run: () => void): void => {
    count += 1;
    heap.push({ at: instant, number: count, run });
  };
  return {
    now: () => now,
    at,
    after: (ms: number, run: () => void) => at(now + ms, run),
    wait: (ms: number): Promise<void> => new Promise((resolve) => at(now + ms, resolve)),
    /** Instant of the next entry. */
    next: () => heap.peek()?.at ?? Number.POSITIVE_INFINITY,
    /** Does the next entry and lets all code run on to its next port call. */
    step: async (): Promise<void> => {
      const entry = heap.pop();
      if (entry === undefined) return;
      now = Math.max(now, entry.at);
      entry.run();
      await settled();
    },
    settled,
    /** Entries so far: what a history costs. */
    count: () => count,
  };
};

export type Timeline = ReturnType<typeof makeTimeline>;
