/** Lets answers and timers that wait have their turn: to be called every 20 ms or so of work that only takes CPU. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
