import type { Clock } from '../../shared/kernel/clock.ts';

/** What every emulator of the embedded stack is given. */
export interface EmulatorOptions {
  /** 0 picks a free port. Emulators listen on 127.0.0.1 only. */
  readonly port: number;
  /** A path for the emulator's SQLite file, or ':memory:'. What is answered as done survives `kill -9`. */
  readonly stateFile: string;
  readonly clock: Clock;
}

/** What every emulator of the embedded stack gives back once it listens. */
export interface Emulator {
  readonly name: string;
  readonly url: string;
  /** Named counts since start or the last reset, e.g. `{ httpCalls, requests, writes }`: what benchmarks and the demo report. */
  counters(): Readonly<Record<string, number>>;
  resetCounters(): void;
  close(): Promise<void>;
}
