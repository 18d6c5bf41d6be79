import { Heap } from './heap.ts';
import { deadlineOf, type QueueMessage } from './message.ts';

interface Deadline {
  readonly at: number;
  readonly sequence: number;
}

const isAvailable = (message: QueueMessage): boolean => message.state === 'active' && message.lock === null;

/**
 * The messages of one queue with the ways to find them: by number, by lock, the next to deliver, the next deadline.
 * Index entries go stale when a message changes and are skipped when they come to the top.
 */
export class Shelf {
  readonly #messages = new Map<number, QueueMessage>();
  readonly #sequenceByToken = new Map<string, number>();
  readonly #lanes = new Map<string, Heap<number>>();
  readonly #deadlines = new Heap<Deadline>(
    (a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence),
  );
  readonly #laneOf: (message: QueueMessage) => string;
  #changed = new Map<number, QueueMessage | null>();

  /** Messages of one lane are delivered in order; a queue with sessions has a lane for each. */
  constructor(laneOf: (message: QueueMessage) => string) {
    this.#laneOf = laneOf;
  }

  get(sequence: number): QueueMessage | undefined {
    return this.#messages.get(sequence);
  }

  byToken(token: string): QueueMessage | undefined {
    const sequence = this.#sequenceByToken.get(token);
    return sequence === undefined ? undefined : this.#messages.get(sequence);
  }

  all(): Iterable<QueueMessage> {
    return this.#messages.values();
  }

  locked(): readonly QueueMessage[] {
    return [...this.#sequenceByToken.values()].flatMap((sequence) => this.#messages.get(sequence) ?? []);
  }

  put(message: QueueMessage): void {
    this.#unlock(message.sequence);
    this.#messages.set(message.sequence, message);
    this.#changed.set(message.sequence, message);
    if (message.lock !== null) this.#sequenceByToken.set(message.lock.token, message.sequence);
    if (isAvailable(message)) this.#lane(this.#laneOf(message)).push(message.sequence);
    const at = deadlineOf(message);
    if (at !== Infinity) this.#deadlines.push({ at, sequence: message.sequence });
  }

  remove(sequence: number): void {
    this.#unlock(sequence);
    this.#messages.delete(sequence);
    this.#changed.set(sequence, null);
  }

  #unlock(sequence: number): void {
    const lock = this.#messages.get(sequence)?.lock ?? null;
    if (lock !== null) this.#sequenceByToken.delete(lock.token);
  }

  #lane(name: string): Heap<number> {
    const lane = this.#lanes.get(name) ?? new Heap<number>((a, b) => a < b);
    this.#lanes.set(name, lane);
    return lane;
  }

  /** The oldest message of the lane that can be delivered now. */
  next(lane: string): QueueMessage | undefined {
    const heap = this.#lanes.get(lane);
    if (heap === undefined) return undefined;
    for (let sequence = heap.peek(); sequence !== undefined; sequence = heap.peek()) {
      const message = this.#messages.get(sequence);
      if (message !== undefined && isAvailable(message)) return message;
      heap.pop();
    }
    this.#lanes.delete(lane);
    return undefined;
  }

  lanes(): readonly string[] {
    return [...this.#lanes.keys()];
  }

  /** Infinity when nothing is ever due. */
  nextDue(): number {
    for (let top = this.#deadlines.peek(); top !== undefined; top = this.#deadlines.peek()) {
      const message = this.#messages.get(top.sequence);
      if (message !== undefined && deadlineOf(message) === top.at) return top.at;
      this.#deadlines.pop();
    }
    return Infinity;
  }

  /** The message whose deadline has come, oldest deadline first; the caller must change or remove it. */
  due(now: number): QueueMessage | undefined {
    if (this.nextDue() > now) return undefined;
    const top = this.#deadlines.pop();
    return top === undefined ? undefined : this.#messages.get(top.sequence);
  }

  /** What is to be stored since the last call; null for messages that are gone. */
  takeChanges(): ReadonlyMap<number, QueueMessage | null> {
    const changed = this.#changed;
    this.#changed = new Map();
    return changed;
  }
}
