import type { Clock } from '../../../shared/kernel/clock.ts';
import type { Counts } from '../loopback/counts.ts';
import type { Consumer, SessionWaiter } from './consumer.ts';
import { Queue } from './rules/queue.ts';
import { deadLetterRules, type QueueOptions, queueRules } from './rules/queue-options.ts';
import type { Store } from './store.ts';

/** A queue or a dead-letter queue with those who wait for its messages. */
export interface Entity {
  /** Lower case, as addresses are compared: 'orders', 'orders/$deadletterqueue'. */
  readonly path: string;
  readonly queue: Queue;
  /** In the order of their turns. */
  readonly consumers: Set<Consumer>;
  readonly sessionWaiters: Set<SessionWaiter>;
  readonly isDeadLetter: boolean;
  /** The queue and its dead-letter queue: they change together. */
  family(): readonly Entity[];
}

export interface Entities {
  /** Undefined for an address that no queue has. Names are compared without case, as the service does. */
  entity(address: string): Entity | undefined;
  all(): readonly Entity[];
}

interface Surroundings {
  readonly queues: readonly QueueOptions[];
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly counts: Counts;
}

export function makeEntities({ queues, store, clock, newId, counts }: Surroundings): Entities {
  const byPath = new Map<string, Entity>();
  for (const options of queues) {
    const rules = queueRules(options);
    const path = rules.name.toLowerCase();
    if (byPath.has(path)) throw new Error(`two queues named ${rules.name}`);
    const dead = new Queue(deadLetterRules(rules), { clock, newToken: newId });
    const queue = new Queue(rules, {
      clock,
      newToken: newId,
      deadLetters: {
        adopt: (message) => {
          counts.add('deadLettered');
          dead.adopt(message);
        },
      },
    });
    const family: Entity[] = [];
    family.push(
      makeEntity(path, queue, false, family),
      makeEntity(`${path}/$deadletterqueue`, dead, true, family),
    );
    // The dead-letter queue first: what the queue moves there while it is restored comes on top.
    dead.restore(store.load(`${path}/$deadletterqueue`));
    queue.restore(store.load(path));
    for (const member of family) byPath.set(member.path, member);
  }
  return {
    entity: (address) => byPath.get(address.toLowerCase().replace(/^\/+|\/+$/g, '')),
    all: () => [...byPath.values()],
  };
}

const makeEntity = (
  path: string,
  queue: Queue,
  isDeadLetter: boolean,
  family: readonly Entity[],
): Entity => ({
  path,
  queue,
  isDeadLetter,
  consumers: new Set(),
  sessionWaiters: new Set(),
  family: () => family,
});
