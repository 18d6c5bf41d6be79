import type { DeadLetter, DeadLetters } from '../../shared/kernel/dead-letters.ts';

/** Dead letters in memory, with the rules of the queue: one that is held comes to nobody else. */
export const makeMemoryDeadLetters = (): DeadLetters & {
  put(letter: Partial<DeadLetter>): DeadLetter;
  readonly left: readonly DeadLetter[];
} => {
  const left: DeadLetter[] = [];
  const held = new Set<DeadLetter>();
  let last = 0;
  return {
    left,
    put: (letter) => {
      last++;
      const put: DeadLetter = {
        queue: 'notifications',
        sequenceNumber: String(last),
        messageId: `m${last}`,
        reason: 'too-many-deliveries',
        deliveryCount: 10,
        enqueuedAt: '2026-11-20T08:00:00.000Z',
        body: {},
        ...letter,
      };
      left.push(put);
      return put;
    },
    acrossTenants: async (queue, { after = '0', limit }) =>
      left
        .filter((letter) => letter.queue === queue && BigInt(letter.sequenceNumber) > BigInt(after))
        .slice(0, limit),
    take: async (queue, sequenceNumber) => {
      const letter = left.find((each) => each.queue === queue && each.sequenceNumber === sequenceNumber);
      if (letter === undefined) return undefined;
      if (held.has(letter)) return 'held';
      held.add(letter);
      return {
        letter,
        complete: async () => {
          held.delete(letter);
          left.splice(left.indexOf(letter), 1);
        },
        release: async () => void held.delete(letter),
      };
    },
  };
};
