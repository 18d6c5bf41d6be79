import type { Invariant } from './invariant.ts';

/** As the fault that takes a message from its queue says, in faults/messages.ts. */
const taken = 'ten deliveries failed';

/** (F) A handler that fails ten times in a row is a bug: a service that is away for a minute is no reason. */
export const deadLettersHaveACause: Invariant = {
  name: 'F: no message is dead-lettered but by a fault',
  check: ({ world }) =>
    world.queues
      .deadLetters()
      .filter(({ message }) => message.deadLetter?.reason !== taken)
      .map(({ queue, message }) => `a message of ${queue} is a dead letter: ${message.deadLetter?.reason}`),
};

/** (F) What the operator was told is sent again, or given up for good, does not lie there any more. */
export const tendedLettersAreGone: Invariant = {
  name: 'F: a dead letter that was tended is gone',
  check: ({ world, truth }) =>
    world.queues
      .deadLetters()
      .filter(({ queue, message }) => truth.tended.has(`${queue}/${message.sequence}`))
      .map(({ queue, message }) => `a dead letter of ${queue} was tended and is still there: ${message.id}`),
};
