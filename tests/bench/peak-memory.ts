/** Highest heap and buffers of this process while the work is under way, in MiB, above what was held before it. */
export const peakMemory = async (work: () => Promise<unknown>): Promise<number> => {
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1024 / 1024;
  };
  global.gc?.();
  const before = held();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, held());
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, held()) - before;
};
