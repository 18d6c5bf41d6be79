import type { Clock } from '../../../../shared/kernel/clock.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { Duplicates } from './duplicates.ts';
import {
  type DeadLetterCause,
  expired,
  expiresAt,
  maxDeliveryCountExceeded,
  type NewMessage,
  type QueueMessage,
  type Refusal,
  type Settlement,
} from './message.ts';
import type { QueueRules } from './queue-options.ts';
import { SessionDesk } from './session-desk.ts';
import { Sessions } from './sessions.ts';
import { Shelf } from './shelf.ts';
import type { QueueChanges, StoredQueue } from './stored-queue.ts';

export interface QueueSurroundings {
  readonly clock: Clock;
  /** A new lock token: a GUID. */
  readonly newToken: () => string;
  /** Where dead-lettered messages go; a dead-letter queue has none. */
  readonly deadLetters?: { adopt(message: QueueMessage): void };
}

/**
 * The rules of one queue, without I/O: every call first works off what time has made due, so that an answer never
 * depends on a timer having fired. Invariants: a message has at most one live lock; each delivery counts; a message
 * leaves only by completion, receive-and-delete, expiry, purge, or into the dead-letter queue.
 */
export class Queue {
  readonly rules: QueueRules;
  readonly #clock: Clock;
  readonly #newToken: () => string;
  readonly #deadLetters: QueueSurroundings['deadLetters'];
  readonly #shelf: Shelf;
  readonly #sessions: Sessions;
  /** Accepting, renewing and releasing sessions, and their state. */
  readonly sessions: SessionDesk;
  readonly #duplicates: Duplicates | undefined;
  #nextSequence = 1;

  constructor(rules: QueueRules, surroundings: QueueSurroundings) {
    this.rules = rules;
    this.#clock = surroundings.clock;
    this.#newToken = surroundings.newToken;
    this.#deadLetters = surroundings.deadLetters;
    this.#shelf = new Shelf((message) => (rules.requiresSession ? (message.sessionId ?? '') : ''));
    this.#sessions = new Sessions(rules.lockDurationMs);
    this.sessions = new SessionDesk(rules.requiresSession, this.#sessions, this.#shelf, {
      workOff: () => this.workOff(),
      endLock: (message) => this.#endLock(message),
    });
    const window = rules.duplicateDetectionWindowMs;
    this.#duplicates = window === null ? undefined : new Duplicates(window);
  }

  /** Takes over what an earlier process left. Its locks end here, as if they had expired. */
  restore(stored: StoredQueue): void {
    this.#nextSequence = stored.nextSequence;
    this.#sessions.restore(stored.sessionStates);
    this.#duplicates?.restore(stored.seenIds);
    for (const message of stored.messages) this.#shelf.put(message);
    this.#shelf.takeChanges();
    for (const message of this.#shelf.locked()) this.#endLock(message);
  }

  /** `duplicate`: accepted and dropped, because its id was seen within the window. */
  enqueue(message: NewMessage): Result<{ sequence: number; duplicate: boolean }, Refusal> {
    const now = this.workOff();
    if (this.rules.requiresSession && message.sessionId === null) return err('session-required');
    const duplicate = this.#duplicates?.accept(message.id, now) === false;
    return ok({ sequence: duplicate ? this.#takeSequence() : this.#append(message, now), duplicate });
  }

  #append(message: NewMessage, now: number): number {
    const scheduled = message.dueAt !== null && message.dueAt > now;
    const sequence = this.#takeSequence();
    const ttlMs = Math.min(message.ttlMs ?? Infinity, this.rules.defaultTtlMs ?? Infinity);
    this.#shelf.put({
      ...message,
      sequence,
      enqueuedAt: now,
      dueAt: scheduled ? message.dueAt : null,
      ttlMs: ttlMs === Infinity ? null : ttlMs,
      state: scheduled ? 'scheduled' : 'active',
      deliveryCount: 0,
      lock: null,
      deadLetter: null,
    });
    return sequence;
  }

  /** Puts a dead letter back at the end, its past forgotten; duplicate detection does not look at it. */
  resubmit(message: QueueMessage): number {
    return this.#append({ ...message, dueAt: null }, this.workOff());
  }

  /** A dead-letter queue's way in: the message keeps its number. */
  adopt(message: QueueMessage): void {
    this.#shelf.put({ ...message, state: 'active', dueAt: null, ttlMs: null, lock: null });
  }

  #takeSequence(): number {
    this.#nextSequence += 1;
    return this.#nextSequence - 1;
  }

  /** All or nothing. */
  cancelScheduled(sequences: readonly number[]): Result<void, Refusal> {
    this.workOff();
    if (!sequences.every((sequence) => this.#shelf.get(sequence)?.state === 'scheduled')) {
      return err('message-not-found');
    }
    for (const sequence of sequences) this.#shelf.remove(sequence);
    return ok(undefined);
  }

  /** Peek-lock: the next message, locked for this receiver. */
  lockNext(session: string | null): QueueMessage | undefined {
    const now = this.workOff();
    const next = this.#shelf.next(session ?? '');
    return next === undefined ? undefined : this.#lock(next, now);
  }

  /** Receive-and-delete: the next message, gone from the queue. */
  takeNext(session: string | null): QueueMessage | undefined {
    this.workOff();
    const next = this.#shelf.next(session ?? '');
    return next === undefined ? undefined : this.#take(next);
  }

  /** Deferred messages by number, all or none. */
  receiveDeferred(
    sequences: readonly number[],
    session: string | null,
    mode: 'peek-lock' | 'receive-and-delete',
  ): Result<readonly QueueMessage[], Refusal> {
    const now = this.workOff();
    const found = [...new Set(sequences)].map((sequence) => this.#shelf.get(sequence));
    const messages = found.filter(
      (message) =>
        message?.state === 'deferred' &&
        message.lock === null &&
        (!this.rules.requiresSession || message.sessionId === session),
    ) as QueueMessage[];
    if (messages.length !== sequences.length) return err('message-not-found');
    return ok(
      messages.map((message) => (mode === 'peek-lock' ? this.#lock(message, now) : this.#take(message))),
    );
  }

  #lock(message: QueueMessage, now: number): QueueMessage {
    // In a session the message is locked for as long as the session is.
    const until = this.rules.requiresSession ? Infinity : now + this.rules.lockDurationMs;
    const lock = { token: this.#newToken(), until };
    const locked = { ...message, lock, deliveryCount: message.deliveryCount + 1 };
    this.#shelf.put(locked);
    return locked;
  }

  #take(message: QueueMessage): QueueMessage {
    this.#shelf.remove(message.sequence);
    return { ...message, deliveryCount: message.deliveryCount + 1 };
  }

  /** The message that this token holds. */
  held(token: string): Result<QueueMessage, Refusal> {
    this.workOff();
    const message = this.#shelf.byToken(token);
    if (message !== undefined) return ok(message);
    return err(this.rules.requiresSession ? 'session-lock-lost' : 'message-lock-lost');
  }

  settle(token: string, settlement: Settlement): Result<void, Refusal> {
    const found = this.held(token);
    if (!found.ok) return found;
    const message = found.value;
    if (settlement.kind === 'complete') {
      this.#shelf.remove(message.sequence);
      return ok(undefined);
    }
    const changed = settlement.content === undefined ? message : { ...message, content: settlement.content };
    if (settlement.kind === 'dead-letter') {
      if (this.#deadLetters === undefined) return err('dead-letter-not-allowed');
      this.#moveToDeadLetters(changed, settlement);
    } else if (settlement.kind === 'defer') {
      this.#shelf.put({ ...changed, state: 'deferred', lock: null });
    } else {
      this.#endLock(changed);
    }
    return ok(undefined);
  }

  /** Answers the new end of the lock, epoch ms. */
  renew(token: string): Result<number, Refusal> {
    const found = this.held(token);
    if (!found.ok) return found;
    if (this.rules.requiresSession) return err('session-not-supported');
    const until = this.#clock.now() + this.rules.lockDurationMs;
    this.#shelf.put({ ...found.value, lock: { token, until } });
    return ok(until);
  }

  /** A lock has ended without a settlement: back to its place, unless it came back too often or is too old. */
  #endLock(message: QueueMessage): void {
    const { maxDeliveryCount } = this.rules;
    if (message.deliveryCount >= maxDeliveryCount) {
      this.#moveToDeadLetters(message, maxDeliveryCountExceeded(maxDeliveryCount));
    } else if (expiresAt(message) <= this.#clock.now()) this.#expire(message);
    else this.#shelf.put({ ...message, lock: null });
  }

  #expire(message: QueueMessage): void {
    if (this.rules.deadLetterOnExpiration) this.#moveToDeadLetters(message, expired);
    else this.#shelf.remove(message.sequence);
  }

  #moveToDeadLetters(message: QueueMessage, cause: Omit<DeadLetterCause, 'source'>): void {
    this.#shelf.remove(message.sequence);
    const { reason, description } = cause;
    this.#deadLetters?.adopt({
      ...message,
      lock: null,
      deadLetter: { reason, description, source: this.rules.name },
    });
  }

  /** From that number on, whatever state they are in, in order; nothing is locked. */
  peek(from: number, max: number, session: string | null): readonly QueueMessage[] {
    this.workOff();
    return [...this.#shelf.all()]
      .filter((message) => message.sequence >= from && (session === null || message.sessionId === session))
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, max);
  }

  /** Takes a message out without a receiver (administration). */
  remove(sequence: number): QueueMessage | undefined {
    const message = this.#shelf.get(sequence);
    if (message !== undefined) this.#shelf.remove(sequence);
    return message;
  }

  /** Does what time has made due: schedules, lock expiries, expiry of messages. Answers now. */
  workOff(): number {
    const now = this.#clock.now();
    this.sessions.expire(now);
    for (let message = this.#shelf.due(now); message !== undefined; message = this.#shelf.due(now)) {
      if (message.state === 'scheduled') this.#activate(message, now);
      else if (message.lock !== null) this.#endLock(message);
      else this.#expire(message);
    }
    return now;
  }

  /** A scheduled message is appended as though it had been sent now, with a new number, as the service documents. */
  #activate(message: QueueMessage, now: number): void {
    this.#shelf.remove(message.sequence);
    const sequence = this.#takeSequence();
    this.#shelf.put({ ...message, sequence, state: 'active', dueAt: null, enqueuedAt: now });
  }

  /** When time will next change something, epoch ms; Infinity for never. */
  nextDue(): number {
    return Math.min(this.#shelf.nextDue(), this.#sessions.nextDue());
  }

  takeChanges(): QueueChanges {
    return {
      messages: this.#shelf.takeChanges(),
      sessionStates: this.#sessions.takeChanges(),
      seenIds: this.#duplicates?.takeChanges() ?? new Map(),
      nextSequence: this.#nextSequence,
    };
  }
}
