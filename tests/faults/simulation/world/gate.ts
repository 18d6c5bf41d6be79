import type { Strike, StrikeOutcome } from '../faults/fault.ts';
import type { Prng } from './prng.ts';
import type { Timeline } from './timeline.ts';

export const ports = ['table', 'bus', 'graph', 'entra', 'vault', 'mail', 'stores', 'queue', 'timer'] as const;
export type Port = (typeof ports)[number];

/** An instance of the application, as far as its port calls are concerned. */
export interface Worker {
  readonly name: string;
  alive: boolean;
  /** Its clock against the world's. */
  skewMs: number;
  /** The process stands still until then: nothing leaves it. */
  frozenUntil: number;
}

export interface PortCall {
  readonly port: Port;
  readonly operation: string;
  readonly writes: boolean;
  readonly worker: Worker;
  /** Of the queue's own calls: ends the message's lock, so that somebody else can have it. */
  readonly letGo?: (() => void) | undefined;
  readonly deadLetter?: ((reason: string) => void) | undefined;
  /** Sends the same body once more, under another id. */
  readonly again?: (() => void) | undefined;
}

export interface GateDeps {
  readonly timeline: Timeline;
  readonly prng: Prng;
  /** The fault that meets this call, if any. */
  readonly faultFor: (call: PortCall) => ((strike: Strike) => Promise<StrikeOutcome>) | undefined;
  readonly kill: (worker: Worker) => void;
  readonly onCall?: ((call: PortCall) => void) | undefined;
}

/** Never answers: who waits for it is dead. */
const silence = <T>(): Promise<T> => new Promise(() => {});

/**
 * Every port call goes through here: it takes a while, meets its fault, and reaches nobody who has died meanwhile. What a
 * dead instance had sent already still takes effect half of the time.
 */
export const makeGate = ({ timeline, prng, faultFor, kill, onCall }: GateDeps) => {
  const latency = () => (prng.chance(0.03) ? prng.between(200, 3000) : prng.between(1, 40));

  return async <T>(
    worker: Worker,
    about: Omit<PortCall, 'worker'>,
    perform: () => T | Promise<T>,
  ): Promise<T> => {
    if (!worker.alive) return silence();
    await timeline.wait(latency());
    while (worker.alive && timeline.now() < worker.frozenUntil)
      await timeline.wait(worker.frozenUntil - timeline.now() + latency());
    const { port, writes } = about;
    if (!worker.alive && !(writes && port !== 'queue' && prng.chance(0.5))) return silence();
    const call: PortCall = { ...about, worker };
    onCall?.(call);
    const strike = worker.alive ? faultFor(call) : undefined;
    if (strike === undefined) {
      const done = await settledOf(perform);
      return worker.alive ? given(done) : silence();
    }
    const outcome = await strike({
      call,
      wait: timeline.wait,
      perform: async () => void (await settledOf(perform)),
      performed: () => settledOf(perform),
      crash: () => kill(worker),
    });
    if (!worker.alive) return silence();
    switch (outcome.kind) {
      case 'as-usual':
        return perform();
      case 'answer':
        return outcome.value as T;
      case 'throw':
        throw outcome.error;
    }
  };
};

export type Gate = ReturnType<typeof makeGate>;

export type Settled<T> = { readonly value: T } | { readonly thrown: unknown };

const settledOf = async <T>(perform: () => T | Promise<T>): Promise<Settled<T>> => {
  try {
    return { value: await perform() };
  } catch (thrown) {
    return { thrown };
  }
};

const given = <T>(settled: Settled<T>): T => {
  if ('thrown' in settled) throw settled.thrown;
  return settled.value;
};
