/** Named counts since start or the last reset. */
export interface Counts {
  readonly add: (name: string, by?: number) => void;
  readonly all: () => Readonly<Record<string, number>>;
  readonly reset: () => void;
}

export function makeCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    all: () => Object.fromEntries(counts),
    reset: () => counts.clear(),
  };
}
