/**
 * A clock on which things take time side by side: who sleeps goes on when it is his moment, and time passes only while
 * everybody sleeps. The same every time, as long as nobody waits for the world outside.
 */
export const makeVirtualClock = (startMs = Date.UTC(2026, 10, 23, 12)) => {
  let nowMs = startMs;
  let order = 0;
  const sleepers: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];

  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: nowMs + ms, order: ++order, wake });
      }),
    /** Lets time pass until it is so; throws where nobody sleeps and it is not. */
    until: async (isSo: () => boolean): Promise<void> => {
      for (;;) {
        // All that follows without time passing: promises that are settled already.
        await new Promise((resolve) => setImmediate(resolve));
        if (isSo()) return;
        sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
        const next = sleepers.shift();
        if (next === undefined) throw new Error('everything has come to a standstill');
        nowMs = Math.max(nowMs, next.at);
        next.wake();
      }
    },
  };
};
