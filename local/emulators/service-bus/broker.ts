import type { Clock } from '../../../shared/kernel/clock.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import type { Counts } from '../loopback/counts.ts';
import { type Entities, type Entity, makeEntities } from './entities.ts';
import { pump } from './pump.ts';
import type { NewMessage, Refusal, Settlement } from './rules/message.ts';
import type { QueueOptions } from './rules/queue-options.ts';
import type { Store } from './store.ts';

/** What the faces of the broker share. Whatever they do to a queue they end with `commit`, before they answer. */
export interface Broker extends Entities {
  readonly counts: Counts;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Sends messages to a queue: all or, when one is refused, none. Answers their sequence numbers. */
  send(entity: Entity, messages: readonly NewMessage[]): Result<readonly number[], Refusal>;
  settle(entity: Entity, token: string, settlement: Settlement): Result<void, Refusal>;
  /** Stores what has changed and lets receivers have what has become deliverable, in the next turn. */
  commit(entity: Entity): void;
  /** Delivers at once what can be delivered. */
  deliver(entity: Entity): void;
  /** Does everything that is due by the clock now: schedules, lock expiries, time to live. */
  tick(): void;
  stop(): void;
}

interface Surroundings {
  readonly queues: readonly QueueOptions[];
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly counts: Counts;
}

/** setTimeout takes no longer delays; the timer is set anew when it fires. */
const longestTimerMs = 0x7fffffff;
const countOf = {
  complete: 'completed',
  abandon: 'abandoned',
  defer: 'deferred',
  'dead-letter': '',
} as const;

export function makeBroker({ queues, store, clock, newId, counts }: Surroundings): Broker {
  const entities = makeEntities({ queues, store, clock, newId, counts });
  const woken = new Set<Entity>();
  let timer: NodeJS.Timeout | undefined;
  let armedFor = Infinity;
  let stopped = false;

  const save = (entity: Entity): void => {
    if (stopped) return;
    const changes = new Map(entity.family().map((member) => [member.path, member.queue.takeChanges()]));
    const sizes = [...changes.values()].map((c) => c.messages.size + c.sessionStates.size + c.seenIds.size);
    if (sizes.some((size) => size > 0)) store.save(changes);
    arm();
  };

  const arm = (): void => {
    const due = Math.min(Infinity, ...entities.all().map((entity) => entity.queue.nextDue()));
    if (due === armedFor || stopped) return;
    clearTimeout(timer);
    armedFor = due;
    if (due === Infinity) return;
    const delay = Math.min(longestTimerMs, Math.max(1, due - clock.now()));
    timer = setTimeout(tick, delay);
    timer.unref();
  };

  const wake = (entity: Entity): void => {
    if (woken.size === 0) setImmediate(deliverWoken);
    for (const member of entity.family()) woken.add(member);
  };

  const deliverWoken = (): void => {
    const turn = [...woken];
    woken.clear();
    if (!stopped) for (const entity of turn) deliver(entity);
  };

  const deliver = (entity: Entity): void => {
    const handOver = pump(entity, counts);
    save(entity);
    // Only what is stored as delivered goes out: a crash in between costs a delivery, never the count of one.
    handOver();
  };

  const tick = (): void => {
    armedFor = Infinity;
    for (const entity of entities.all()) {
      entity.queue.workOff();
      deliver(entity);
    }
    arm();
  };

  const commit = (entity: Entity): void => {
    save(entity);
    wake(entity);
  };

  return {
    ...entities,
    counts,
    clock,
    newId,
    send: (entity, messages) => {
      if (entity.queue.rules.requiresSession && messages.some((message) => message.sessionId === null)) {
        return err('session-required');
      }
      const sequences: number[] = [];
      for (const message of messages) {
        const sent = entity.queue.enqueue(message);
        if (!sent.ok) return sent;
        if (sent.value.duplicate) counts.add('duplicates');
        sequences.push(sent.value.sequence);
      }
      counts.add('messagesSent', messages.length);
      commit(entity);
      return ok(sequences);
    },
    settle: (entity, token, settlement) => {
      const settled = entity.queue.settle(token, settlement);
      const name = countOf[settlement.kind];
      if (settled.ok && name !== '') counts.add(name);
      commit(entity);
      return settled;
    },
    commit,
    deliver,
    tick,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
