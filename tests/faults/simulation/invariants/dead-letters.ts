import type { Invariant } from './invariant.ts';

/** As the fault that takes a message from its queue says, in faults/messages.ts. */
const taken = 'ten deliveries failed';

/** (F) A handler that fails ten times in a row is a bug, unless what it needs was away for longer than that takes. */
export const deadLettersHaveACause: Invariant = {
  name: 'F: no message is dead-lettered but by a fault',
  check: ({ world }) => {
    if (world.struck.some(({ kind }) => kind === 'table-down-for-a-minute')) return [];
    return world.queues
      .deadLetters()
      .filter(({ message }) => message.deadLetter?.reason !== taken)
      .map(({ queue, message }) => `a message of ${queue} is a dead letter: ${message.deadLetter?.reason}`);
  },
};
