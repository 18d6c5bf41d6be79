/** Time comes in through this port, so that tests and simulations decide it. Milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** RFC 3339 in UTC with milliseconds, the one form in which instants are stored and answered. */
export const toIso = (epochMs: number): string => new Date(epochMs).toISOString();
export const fromIso = (iso: string): number => Date.parse(iso);
/** For libraries that want a `Date`. */
export const toDate = (epochMs: number): Date => new Date(epochMs);
