import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import type { QueueMessage, Refusal } from './message.ts';
import type { SessionLock, Sessions } from './sessions.ts';
import type { Shelf } from './shelf.ts';

interface QueueSide {
  /** Works off what is due and answers now. */
  workOff(): number;
  endLock(message: QueueMessage): void;
}

/** The rules of a queue's sessions: a session has one receiver at a time, and its messages' locks end with its own. */
export class SessionDesk {
  readonly #required: boolean;
  readonly #sessions: Sessions;
  readonly #shelf: Shelf;
  readonly #queue: QueueSide;

  constructor(required: boolean, sessions: Sessions, shelf: Shelf, queue: QueueSide) {
    this.#required = required;
    this.#sessions = sessions;
    this.#shelf = shelf;
    this.#queue = queue;
  }

  /** `holder` names the receiver; a session needs no messages to be accepted. */
  accept(sessionId: string, holder: string): Result<SessionLock, Refusal> {
    const now = this.#queue.workOff();
    return this.#required ? this.#sessions.accept(sessionId, holder, now) : err('session-not-supported');
  }

  /** The free session whose next message is oldest; undefined while there is none. */
  acceptNext(holder: string): SessionLock | undefined {
    const now = this.#queue.workOff();
    const oldest = this.#shelf
      .lanes()
      .filter((sessionId) => !this.#sessions.isHeld(sessionId, now))
      .flatMap((sessionId) => this.#shelf.next(sessionId) ?? [])
      .reduce<QueueMessage | undefined>(
        (a, b) => (a !== undefined && a.sequence < b.sequence ? a : b),
        undefined,
      );
    const accepted = oldest && this.#sessions.accept(oldest.sessionId ?? '', holder, now);
    return accepted?.ok ? accepted.value : undefined;
  }

  isHeldBy(sessionId: string, holder: string): boolean {
    return this.#sessions.isHeldBy(sessionId, holder, this.#queue.workOff());
  }

  renew(sessionId: string): Result<SessionLock, Refusal> {
    return this.#sessions.renew(sessionId, this.#queue.workOff());
  }

  /** The receiver has gone: the session is free, its locked messages come back. */
  release(sessionId: string, holder: string): void {
    this.#queue.workOff();
    if (this.#sessions.release(sessionId, holder)) this.#endLocksOf(sessionId);
  }

  /** Ends the locks whose time is over. */
  expire(now: number): void {
    for (const sessionId of this.#sessions.expire(now)) this.#endLocksOf(sessionId);
  }

  #endLocksOf(sessionId: string): void {
    for (const message of this.#shelf.locked()) {
      if (message.sessionId === sessionId) this.#queue.endLock(message);
    }
  }

  state(sessionId: string): Result<Uint8Array | null, Refusal> {
    if (!this.#sessions.isHeld(sessionId, this.#queue.workOff())) return err('session-lock-lost');
    return ok(this.#sessions.state(sessionId));
  }

  /** null clears it. */
  setState(sessionId: string, state: Uint8Array | null): Result<void, Refusal> {
    if (!this.#sessions.isHeld(sessionId, this.#queue.workOff())) return err('session-lock-lost');
    return ok(this.#sessions.setState(sessionId, state));
  }

  /** Sessions that have messages or a state, by name. */
  ids(): readonly string[] {
    const withMessages = [...this.#shelf.all()].flatMap((message) => message.sessionId ?? []);
    return [...new Set([...withMessages, ...this.#sessions.withState()])].sort();
  }
}
