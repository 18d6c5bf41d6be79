import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { Refusal } from './message.ts';

export interface SessionLock {
  readonly sessionId: string;
  /** Names the receiver that holds the session. */
  readonly holder: string;
  readonly until: number;
}

/** Who holds which session until when, and the state that applications keep with a session. */
export class Sessions {
  readonly #locks = new Map<string, SessionLock>();
  readonly #states = new Map<string, Uint8Array>();
  #changed = new Map<string, Uint8Array | null>();
  readonly #lockDurationMs: number;

  constructor(lockDurationMs: number) {
    this.#lockDurationMs = lockDurationMs;
  }

  restore(states: Iterable<readonly [sessionId: string, state: Uint8Array]>): void {
    for (const [sessionId, state] of states) this.#states.set(sessionId, state);
  }

  isHeld(sessionId: string, now: number): boolean {
    return (this.#locks.get(sessionId)?.until ?? 0) > now;
  }

  isHeldBy(sessionId: string, holder: string, now: number): boolean {
    return this.isHeld(sessionId, now) && this.#locks.get(sessionId)?.holder === holder;
  }

  accept(sessionId: string, holder: string, now: number): Result<SessionLock, Refusal> {
    if (this.isHeld(sessionId, now)) return err('session-cannot-be-locked');
    return ok(this.#lock(sessionId, holder, now));
  }

  renew(sessionId: string, now: number): Result<SessionLock, Refusal> {
    const lock = this.#locks.get(sessionId);
    if (lock === undefined || lock.until <= now) return err('session-lock-lost');
    return ok(this.#lock(sessionId, lock.holder, now));
  }

  #lock(sessionId: string, holder: string, now: number): SessionLock {
    const lock = { sessionId, holder, until: now + this.#lockDurationMs };
    this.#locks.set(sessionId, lock);
    return lock;
  }

  /** False when somebody else holds it by now. */
  release(sessionId: string, holder: string): boolean {
    return this.#locks.get(sessionId)?.holder === holder && this.#locks.delete(sessionId);
  }

  /** Drops the locks whose time is over and names their sessions. */
  expire(now: number): readonly string[] {
    const over = [...this.#locks.values()].filter((lock) => lock.until <= now).map((lock) => lock.sessionId);
    for (const sessionId of over) this.#locks.delete(sessionId);
    return over;
  }

  nextDue(): number {
    return Math.min(Infinity, ...[...this.#locks.values()].map((lock) => lock.until));
  }

  state(sessionId: string): Uint8Array | null {
    return this.#states.get(sessionId) ?? null;
  }

  setState(sessionId: string, state: Uint8Array | null): void {
    if (state === null) this.#states.delete(sessionId);
    else this.#states.set(sessionId, state);
    this.#changed.set(sessionId, state);
  }

  withState(): readonly string[] {
    return [...this.#states.keys()];
  }

  takeChanges(): ReadonlyMap<string, Uint8Array | null> {
    const changed = this.#changed;
    this.#changed = new Map();
    return changed;
  }
}
