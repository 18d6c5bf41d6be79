/** Work in the order of its arrival: at most `maxConcurrent` runs, at most `maxOutstanding` is in the house; -1 is no limit. */
export interface WorkQueue {
  /** Runs `work` when its turn comes; answers false at once, without running it, when the house is full. */
  post(work: () => Promise<void>): Promise<boolean>;
}

export const createWorkQueue = (limits: {
  readonly maxConcurrent: number;
  readonly maxOutstanding: number;
}): WorkQueue => {
  const concurrent = limits.maxConcurrent === -1 ? Number.POSITIVE_INFINITY : limits.maxConcurrent;
  const outstanding = limits.maxOutstanding === -1 ? Number.POSITIVE_INFINITY : limits.maxOutstanding;
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async post(work) {
      if (running + waiting.length >= outstanding) return false;
      if (running >= concurrent) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        await work();
      } finally {
        // The place is handed on directly, so that a newcomer cannot slip in before those who wait.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
      return true;
    },
  };
};
