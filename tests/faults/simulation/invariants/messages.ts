import type { Invariant } from './invariant.ts';

/** (F) */
export const messagesEnd: Invariant = {
  name: 'F: every message is completed or dead-lettered with a reason',
  check: ({ world, broken }) => [
    ...broken,
    ...world.queues.waiting().map(({ id, state }) => `message ${id} is still ${state}`),
    ...world.queues
      .deadLetters()
      .filter(({ message }) => (message.deadLetter?.reason ?? '') === '')
      .map(({ queue, message }) => `dead letter ${message.id} of ${queue} has no reason`),
  ],
};

export const outboxIsEmpty: Invariant = {
  name: 'B: no message waits in an outbox',
  check: ({ world }) =>
    world.tables.state
      .all()
      .filter(({ key }) => key.startsWith('outbox|'))
      .map(({ key, partition }) => `${partition} ${key}`),
};
