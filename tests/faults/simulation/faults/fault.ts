import type { Port, PortCall, Settled } from '../world/gate.ts';
import type { World } from '../world/world.ts';

/** What a fault may do with the call that it meets. */
export interface Strike {
  readonly call: PortCall;
  /** Virtual time passes. */
  readonly wait: (ms: number) => Promise<void>;
  /** Lets the call have its effect; its answer, or what it threw, is lost. */
  readonly perform: () => Promise<void>;
  /** Lets the call have its effect and tells how it ended. */
  readonly performed: () => Promise<Settled<unknown>>;
  /** The instance dies here. */
  readonly crash: () => void;
}

export type StrikeOutcome =
  | { readonly kind: 'as-usual' }
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'throw'; readonly error: unknown };

export const asUsual: StrikeOutcome = { kind: 'as-usual' };
export const answer = (value: unknown): StrikeOutcome => ({ kind: 'answer', value });
export const failed = (error: unknown): StrikeOutcome => ({ kind: 'throw', error });
export const ended = (settled: Settled<unknown>): StrikeOutcome =>
  'thrown' in settled ? failed(settled.thrown) : answer(settled.value);

/** A kind of fault: which port calls it can meet, and what it does to one. */
export interface FaultKind {
  readonly name: string;
  readonly ports: readonly Port[];
  /** Narrows it further, e.g. to writes. */
  readonly meets?: (call: PortCall) => boolean;
  readonly strike: (strike: Strike, world: World) => Promise<StrikeOutcome>;
}

/** One fault of a history: of its kind, at the n-th call that the kind can meet, counted from 1. */
export interface PlannedFault {
  readonly kind: string;
  readonly nth: number;
}
