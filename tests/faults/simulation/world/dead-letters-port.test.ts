import { deadLettersBody, deadLettersContract } from '../../../support/dead-letters-contract.ts';
import { captureServices } from './captured.ts';

deadLettersContract('the simulation', async () => {
  const { world, services, played } = captureServices();
  const { deadLetters } = services;
  const { queue } = world.queues.of('notifications');
  return {
    deadLetters: {
      acrossTenants: (name, page) => played(deadLetters.acrossTenants(name, page)),
      take: async (name, sequenceNumber) => {
        const held = await played(deadLetters.take(name, sequenceNumber));
        if (held === undefined || held === 'held') return held;
        return {
          letter: held.letter,
          complete: () => played(held.complete()),
          release: () => played(held.release()),
        };
      },
    },
    kill: async (count) => {
      for (let n = 0; n < count; n++)
        queue.enqueue({
          id: `m${n}`,
          sessionId: null,
          content: Buffer.from(JSON.stringify(deadLettersBody)),
          dueAt: null,
          ttlMs: null,
        });
      for (let deliveries = 0; deliveries < queue.rules.maxDeliveryCount * count; deliveries++) {
        const message = queue.lockNext(null);
        queue.settle(message?.lock?.token ?? '', { kind: 'abandon' });
      }
    },
  };
});
